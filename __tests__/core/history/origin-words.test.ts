import { expect, test } from "@jest/globals";
import { originParts, originWords } from "../../../src/core/history/origin-words.ts";
import type { OriginStatus } from "../../../src/core/status/publication-status.ts";

const followed = { kind: "followed" as const, source: "squid:25-el9-fresh", stamp: "20261109-0617" };

test.each<[string, OriginStatus]>([
  ["built", { kind: "built" }],
  ["built (due)", { kind: "built", why: "due" }],
  ["built (base moved)", { kind: "built", why: "base" }],
  ["built (inputs changed)", { kind: "built", why: "inputs" }],
  ["built (tried again)", { kind: "built", why: "retry" }],
  ["built (asked for)", { kind: "built", why: "asked" }],
  ["built (of a later version)", { kind: "built", why: "of a\nlater version" }],
  ["promoted from #123", { kind: "promoted", pullRequest: 123 }],
  ["promoted from a merge queue", { kind: "promoted" }],
  ["built for another publication at 20261109-0617", { kind: "promoted", built: "20261109-0617" }],
  ["followed squid:25-el9-fresh 20261109-0617", followed],
  ["followed squid:25-el9-fresh 20261109-0617, verified by ann, kim", { ...followed, verifiedBy: ["ann", "kim"] }],
  [
    "followed squid:25-el9-fresh 20261109-0617, advanced by octo: it mends CVE-1",
    { ...followed, advanced: { by: "octo", reason: "it mends CVE-1" } },
  ],
  ["rolled back to 20261109-0617", { kind: "rolled back", to: "20261109-0617" }],
  ["published again, first as 20261109-0617", { kind: "published again", first: "20261109-0617" }],
  ["unchanged since 20261109-0617", { kind: "unchanged", since: "20261109-0617" }],
  ["from before Tagstream", { kind: "adopted" }],
])("%s", (words, origin) => {
  expect(originWords(origin)).toBe(words);
});

test("parts name the pull request, the publication, and the unit that a page can link to", () => {
  expect(originParts({ kind: "promoted", pullRequest: 123 })).toEqual([
    { text: "promoted from " },
    { text: "#123", pullRequest: 123 },
  ]);
  expect(originParts({ kind: "rolled back", to: "20261109-0617" })).toEqual([
    { text: "rolled back to " },
    { text: "20261109-0617", publication: "20261109-0617" },
  ]);
  expect(originParts(followed, { source: "fresh" })).toEqual([
    { text: "followed " },
    { text: "fresh 20261109-0617", unit: "squid:25-el9-fresh", publication: "20261109-0617" },
  ]);
});

test("a person's reason is cut where there is little room", () => {
  expect(originWords({ ...followed, advanced: { by: "octo", reason: "x".repeat(50) } }, { source: "fresh", maxReason: 5 })).toBe(
    "followed fresh 20261109-0617, advanced by octo: xxxx…",
  );
});
