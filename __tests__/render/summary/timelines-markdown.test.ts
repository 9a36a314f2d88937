import { describe, expect, test } from "@jest/globals";
import type { Origin } from "../../../src/core/history/history.ts";
import type { StreamTimeline } from "../../../src/core/history/stream-timeline.ts";
import { timelinesMarkdown } from "../../../src/render/summary/timelines-markdown.ts";
import { makePublicationId } from "../../support/holds.ts";
import { built, hostileUnits, makeHeldTimeline, makePublication, makeTimeline, now, promoted } from "../../support/timelines.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const linesOf = (markdown: string): string[] => markdown.split("\n");
const barsOf = (markdown: string): string[] =>
  linesOf(markdown).flatMap((line) => /^(.*?) :(.*?)s\d+b\d+, /.exec(line)?.slice(1, 3).join("| ").trimEnd() ?? []);
const follows = { unit: "squid:fresh", soak: 0, verification: "none", tests: [] } as never;

test("one picture for all streams", () => {
  const markdown = timelinesMarkdown([makeTimeline("squid:release"), makeHeldTimeline("xcache:release")], 0, now);
  expect(markdown).toMatch(/^### What the streams show\n\n```mermaid\n---\ndisplayMode: compact\n---\n%%\{init: .*\}%%\ngantt\n/);
  expect(markdown).toContain(
    "\naccDescr: squid:release shows 27 Nov built. xcache:release shows 9 Nov built, held.\ndateFormat YYYY-MM-DD HH:mm\n",
  );
  expect(barsOf(markdown).slice(-6)).toEqual([
    "26 Oct built| done,",
    "2 Nov built| done,",
    "9 Nov built| done,",
    "held by issue 18| crit,",
    "16 Nov built, waits| done,",
    "27 Nov built, waits| active,",
  ]);
  expect(markdown).not.toContain("more.");
});

test.each<[Origin, string, string]>([
  [built, "27 Nov built", "| active,"],
  [promoted, "27 Nov promoted PR 1240", "| active,"],
  [{ kind: "promoted" }, "27 Nov promoted", "| active,"],
  [{ kind: "followed", source: "squid:fresh", stamp: makePublicationId("20261116-0617") }, "27 Nov followed fresh", "| active,"],
  [{ kind: "rolled back", to: makePublicationId("20261116-0617") }, "27 Nov rolled back to 16 Nov", "| active, crit,"],
  [{ kind: "rolled back", to: makePublicationId("20261127-0617") }, "27 Nov rolled back", "| active, crit,"],
  [{ kind: "published again", first: makePublicationId("20261116-0617") }, "27 Nov published again", "| active,"],
  [{ kind: "unchanged", since: makePublicationId("20261116-0617") }, "27 Nov unchanged", "| active,"],
  [{ kind: "adopted" }, "27 Nov before Tagstream", "| active,"],
])("%j: %s", (origin, label, looks) => {
  const unit = { ...makeUnit("squid:stable"), ...(origin.kind === "followed" ? { follows } : {}) };
  const timeline = makeTimeline(unit, { publications: [makePublication("20261127-0617", origin)], more: false });
  expect(barsOf(timelinesMarkdown([timeline], 0, now))).toEqual([`${label}${looks}`]);
});

test("a follower's image was promoted for its source: of this stream it says that it followed", () => {
  const publications = [makePublication("20261116-0617", promoted), makePublication("20261127-0617", promoted)];
  const timeline = makeTimeline({ ...makeUnit("squid:stable"), follows }, { publications });
  expect(barsOf(timelinesMarkdown([timeline], 0, now)).at(-1)).toBe("27 Nov followed fresh| active,");
});

describe("a text that does not fit its bar", () => {
  const days = ["20261123-0617", "20261124-0617", "20261125-0617", "20261126-0617"];
  const short = (origin: Origin, stamp = "20261109-0617") => {
    const publications = [makePublication(stamp, origin), makePublication("20261116-0617"), makePublication("20261127-0617")];
    return barsOf(timelinesMarkdown([makeTimeline("squid:release"), makeTimeline("x:y", { publications })], 0, now)).at(-3);
  };

  test("gives way to a shorter one: the origin alone, or the day if it was built", () => {
    expect(short(promoted)).toBe("9 Nov PR 1240| done,");
    expect(short({ kind: "rolled back", to: makePublicationId("20261102-0617") })).toBe("9 Nov rolled back| done, crit,");
    expect(short({ kind: "rolled back", to: makePublicationId("20261102-0617") }, "20261110-0617")).toBe(
      "rolled back| done, crit,",
    );
    expect(short(promoted, "20261112-0617")).toBe("PR 1240| done,");
    expect(short(built, "20261112-0617")).toBe("12 Nov| done,");
  });

  test("gives way to none, and the bar is drawn", () => {
    const publications = days.map((stamp) => makePublication(stamp));
    const markdown = timelinesMarkdown([makeTimeline("squid:release"), makeTimeline("x:y", { publications })], 0, now);
    expect(barsOf(markdown).slice(-5)).toEqual(["earlier| done,", ...Array(3).fill("\u200b| done,"), "26 Nov built| done,"]);
  });
});

test("an image that is older than all that it reads is named by its digest", () => {
  const digest = makeDigest("old");
  const timeline = makeTimeline("squid:release", { shown: digest, holds: [{ issue: 3, since: "2026-10-04T00:00:00Z", digest }] });
  expect(barsOf(timelinesMarkdown([timeline], 0, now))[0]).toBe("older image 6f6c642e| done,");
});

describe("at most one screen:", () => {
  const many = (count: number, make: (name: string) => StreamTimeline = makeTimeline) =>
    Array.from({ length: count }, (_, index) => make(`squid:s${index}`));
  const drawn = (markdown: string) => linesOf(markdown).filter((line) => line.startsWith("section "));

  test("ten streams, and the number of the others", () => {
    const markdown = timelinesMarkdown(many(12), 12, now);
    expect(drawn(markdown)).toHaveLength(10);
    expect(markdown).toMatch(/\n\n… and 14 more\.\n$/);
  });

  test("thirty rows, and fewer streams with holds", () => {
    const held = (name: string) =>
      makeTimeline(name, {
        shown: makeDigest("20261109-0617"),
        holds: [1, 2, 3, 4].map((issue) => ({ issue, since: "2026-11-10T00:00:00Z", digest: makeDigest("20261109-0617") })),
      });
    const markdown = timelinesMarkdown(many(10, held), 0, now);
    expect(drawn(markdown)).toHaveLength(7);
    expect(barsOf(markdown).filter((bar) => bar.startsWith("held"))).toHaveLength(14);
    expect(markdown).toContain("… and 3 more.");
  });

  test("and far below the size that Mermaid draws, whatever the names", () => {
    const markdown = timelinesMarkdown(
      many(10, () => makeHeldTimeline(`${"x".repeat(200)}:${"y".repeat(100)}`)),
      0,
      now,
    );
    expect(markdown.length).toBeLessThan(10_000);
  });
});

test("nothing without a bar", () => {
  expect(timelinesMarkdown([], 3, now)).toBe("");
  expect(timelinesMarkdown([makeTimeline("squid:release", { publications: [] })], 0, now)).toBe("");
});

test("names mean nothing to Mermaid, HTML and Markdown, and stay apart", () => {
  const markdown = timelinesMarkdown(
    [...hostileUnits, ...hostileUnits.slice(0, 1)].map((unit) => makeTimeline(unit)),
    0,
    now,
  );
  const [, diagram = ""] = /^```mermaid\n([\s\S]*?)\n```$/m.exec(markdown) ?? [];
  const lines = diagram.split("\n").slice(5);
  for (const line of lines.filter((text) => text !== "axisFormat %e %b")) expect(line).toMatch(/^[\w./+, :…\u200b-]*$/);
  const sections = lines.filter((line) => line.startsWith("section "));
  expect(new Set(sections).size).toBe(9);
  for (const section of sections) expect(section).toMatch(/^section .*:/); // no key of Mermaid's tables
});
