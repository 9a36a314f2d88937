import { describe, expect, test } from "@jest/globals";
import {
  orphanedTags,
  otherName,
  type RetiredTag,
  reasonToStay,
  retiredConclusion,
  retiredTags,
  stayProblem,
} from "../../../src/core/cleanup/retire.ts";
import { exitStatus } from "../../../src/core/result/conclusion.ts";
import { retiredHeadline, retiredMarkdown, retiredTable } from "../../../src/render/cleanup/retired.ts";
import { makeUnit } from "../../support/units.ts";

const tag = (name: string, outcome: RetiredTag["outcome"], reason?: string): RetiredTag => ({
  repository: "hub.example.org/osg/squid",
  tag: name,
  outcome,
  ...(reason === undefined ? {} : { reason }),
});

describe("the tags of a closed pull request", () => {
  test("are its own in each repository, once", () => {
    const at = (...repositories: string[]) => ({
      destinations: repositories.map((repository) => ({ repository, required: true })),
    });
    const units = [
      makeUnit("squid:release", at("a.example.org/osg/squid", "b.example.org/osg/squid")),
      makeUnit("squid:testing", at("a.example.org/osg/squid")),
      makeUnit("xcache:release", at("a.example.org/osg/xcache")),
      makeUnit("squid:release", at("a.example.org/osg/squid")),
    ];
    expect([...retiredTags(units, 2)]).toEqual([
      ["a.example.org/osg/squid", ["rc.release.pr-2", "rc.testing.pr-2"]],
      ["a.example.org/osg/xcache", ["rc.release.pr-2"]],
    ]);
  });

  test("are where candidates go, and nowhere if these go nowhere", () => {
    const units = [
      makeUnit("squid:release", { candidates: "dev.example.org/team/squid" }),
      makeUnit("xcache:release", { candidates: false }),
    ];
    expect([...retiredTags(units, 2)]).toEqual([["dev.example.org/team/squid", ["rc.release.pr-2"]]]);
  });

  test("may be of a stream that a later push took out", () => {
    const tags = [
      "rc.beta.pr-2",
      "rc.beta.pr-267",
      "rc.a.pr-7.pr-2",
      "rc.release.pr-2",
      "rc.beta.pr-02",
      "rc..pr-2",
      "beta.pr-2",
    ];
    const notOurs = ["rc.rc.beta.pr-2", "rc.x-20261123-0617.pr-2", "rc.beta.pr-2-20261123-0617", "rc.beta.4be1c0ffee12"];
    expect(orphanedTags([...tags, ...notOurs], ["rc.release.pr-2"], 2)).toEqual(["rc.beta.pr-2", "rc.a.pr-7.pr-2"]);
  });

  const page = "https://github.com/osg/images";
  test.each<[string, Parameters<typeof reasonToStay>[1], string | undefined]>([
    ["an image that this repository built", { source: page }, undefined],
    ["one of this repository, whose name has capitals", { source: "https://GitHub.com/OSG/Images" }, undefined],
    ["one of this repository, by its clone's address", { source: `${page}.git/` }, undefined],
    ["one of this repository, with the port", { source: "https://github.com:443/osg/images" }, undefined],
    ["one of another repository", { source: `${page}2` }, `its image names another repository, ${page}2`],
    [
      "one of a fork",
      { source: "https://github.com/stranger/images" },
      "its image names another repository, https://github.com/stranger/images",
    ],
    ["one of a folder", { source: `${page}/tree/main` }, `its image names another repository, ${page}/tree/main`],
    [
      "one of another server",
      { source: "https://ghes.example.org/osg/images" },
      "its image names another repository, https://ghes.example.org/osg/images",
    ],
    ["one that does not say where it is from", {}, "its image does not name the repository that built it"],
    ["what a removal that was killed left there", { removes: "rc.beta.pr-2" }, undefined],
    ["what one of another tag left", { removes: "rc.beta.pr-267" }, "its image does not name the repository that built it"],
  ])("go, or stay, by what their images say: %s", (_, annotations, expected) => {
    expect(reasonToStay("rc.beta.pr-2", annotations, page)).toBe(expected);
  });

  test("all stay where nobody knows which repository this is", () => {
    expect(reasonToStay("rc.beta.pr-2", { source: page }, undefined)).toContain("GITHUB_SERVER_URL");
  });

  test.each([
    ["https://github.com/osg/old-name", page, "osg/old-name"],
    ["https://github.com/Old-Owner/images.git", page, "old-owner/images"],
    ["https://ghes.example.org:8443/osg/old", "https://ghes.example.org:8443/osg/images", "osg/old"],
    [page, page, undefined],
    ["https://ghes.example.org/osg/old", page, undefined],
    ["https://github.com/osg", page, undefined],
    ["https://github.com/osg/images/tree/x", page, undefined],
    ["https://github.com/osg/..%2f", page, undefined],
    ["https://github.com/osg/old", undefined, undefined],
  ])("%s may be what %s was called before: %s", (source, own, expected) => {
    expect(otherName(source, own, "osg/images")).toBe(expected);
  });

  test.each<[string, RetiredTag[], 0 | 1]>([
    ["#2 is closed and has no candidate tags", [], 0],
    ["#2 is closed and has no candidate tags", [tag("a", "absent")], 0],
    ["#2 is closed: 1 candidate tag removed", [tag("a", "removed"), tag("b", "absent")], 0],
    ["#2 is closed: 2 candidate tags removed · 1 stays", [tag("a", "removed"), tag("b", "removed"), tag("c", "kept", "why")], 0],
    ["#2 is closed: 2 could not be removed", [tag("a", "failed", "why"), tag("b", "failed", "why")], 1],
  ])("%s", (headline, retired, status) => {
    expect(retiredHeadline(2, retired)).toBe(headline);
    expect(exitStatus(retired.map(retiredConclusion))).toBe(status);
  });

  test.each<[RetiredTag, object | undefined]>([
    [tag("rc.release.pr-2", "removed"), undefined],
    [tag("rc.release.pr-2", "absent"), undefined],
    [
      tag("rc.release.pr-2", "kept", "a rule there makes it immutable"),
      {
        code: "retire-tag",
        severity: "warning",
        message: "hub.example.org/osg/squid:rc.release.pr-2 stays, although #2 is closed: a rule there makes it immutable.",
      },
    ],
    [
      tag("rc.release.pr-2", "failed", "it answered 503. Run again."),
      {
        code: "retire-tag",
        severity: "error",
        message:
          "hub.example.org/osg/squid:rc.release.pr-2 could not be removed, although #2 is closed: it answered 503. Run again.",
      },
    ],
  ])("%j is told as it is", (retired, problem) => {
    expect(stayProblem(2, retired)).toEqual(problem);
  });

  test("are told with the reason, as text that does nothing", () => {
    const retired = [tag("rc.release.pr-2", "kept", "a rule <b>there</b>\n::error::x"), tag("rc.testing.pr-2", "absent")];
    expect(retiredTable(2, retired).join("\n")).not.toMatch(/^::/m);
    expect(retiredTable(2, retired).join("\n")).not.toContain("rc.testing.pr-2");
    expect(retiredMarkdown(2, retired)).not.toMatch(/<b>/);
    expect(retiredMarkdown(2, retired)).toContain("`hub.example.org/osg/squid:rc.release.pr-2`");
  });
});
