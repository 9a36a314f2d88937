import { describe, expect, test } from "@jest/globals";
import { commentMarkdown, commentOfNothing } from "../../../src/render/comment/comment.ts";
import { markerOf } from "../../../src/render/comment/comment-marker.ts";
import { candidate, green, planOf } from "../../support/candidate-comments.ts";

describe("a run about a part of the images", () => {
  const unit = candidate("squid:release");
  const parts = [
    "squid:*",
    "xcache",
    "squid:*, xcache",
    "ci/a.yml",
    "squid:* in ci/a.yml",
    "a--b",
    "a%2d;-b",
    "x".repeat(2000),
    "x".repeat(2001),
  ];

  test("has a comment of its own, which begins as no other does", () => {
    const markers = [undefined, ...parts].map((part) => markerOf(part === undefined ? {} : { part }));
    expect(markers[0]).toBe("<!-- tagstream: candidates -->");
    expect(markers[3]).toBe("<!-- tagstream: candidates of squid:*, xcache -->");
    for (const marker of markers) expect(markers.filter((other) => other.startsWith(marker))).toEqual([marker]);
  });

  test("and says what it is about where it has nothing to say", () => {
    const plan = planOf([unit], { part: "squid:*" });
    expect(commentMarkdown(plan, [green(unit)], new Map())?.split("\n")[0]).toBe(markerOf(plan));
    expect(commentOfNothing(plan)).toMatch(
      /^<!-- tagstream: candidates of squid:\* -->\n\n.* · it changes no image of <code>squid:&#42;<\/code>\n/,
    );
  });

  test("whatever its name is, it ends no HTML comment", () => {
    for (const part of ["--> @octo", "--!>", ">", "->", "---->", "\n\n[x](javascript:1)", "\u2028", "<!--", "x-"]) {
      expect(markerOf({ part })).toMatch(/^<!-- (?:(?!--|[<>\n\u2028@]).)+ -->$/);
    }
  });
});
