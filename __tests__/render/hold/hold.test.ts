import { describe, expect, test } from "@jest/globals";
import type { UnitHold } from "../../../src/core/holds/hold.ts";
import { resultOf, type UnitResult } from "../../../src/core/result/result.ts";
import { heldAtWords, heldWords } from "../../../src/render/hold/held.ts";
import type { HoldDraft } from "../../../src/render/hold/hold-body.ts";
import { holdComment, holdCommentMarker } from "../../../src/render/hold/hold-comment.ts";
import { holdPlacedMarkdown, holdPlacedTable } from "../../../src/render/hold/hold-placed.ts";
import { summaryMarkdown } from "../../../src/render/summary/summary.ts";
import { planTable } from "../../../src/render/tables/plan-table.ts";
import { resultTable } from "../../../src/render/tables/result-table.ts";
import { bytesOf } from "../../../src/render/text/markdown.ts";
import { makePlan, makePlanned, planned } from "../../support/documents.ts";
import { publishedEnding } from "../../support/endings.ts";
import { data, draft, good, hostile, run } from "../../support/hold-drafts.ts";
import { makeHold } from "../../support/holds.ts";
import { makeDigest } from "../../support/units.ts";

const { scope: _, digests: _d, ...plain } = makeHold();
const hold: UnitHold = { ...plain, digest: good };

describe("in words", () => {
  test.each<[Partial<UnitHold>, string, string]>([
    [{}, "2026-11-23", "held since 20 Nov by octo until 27 Nov (#12)"],
    [{}, "2026-11-28", "held since 20 Nov by octo, overdue since 27 Nov (#12)"],
    [{}, "2027-01-02", "held since 20 Nov 2026 by octo, overdue since 27 Nov 2026 (#12)"],
    [{ since: "yesterday" }, "2026-11-23", "held by octo until 27 Nov (#12)"],
    [{ owner: "a\n::error::\u001b[31mb" }, "2026-11-23", "held since 20 Nov by a ::error::b until 27 Nov (#12)"],
  ])("%j on %s", (change, today, words) => {
    expect(heldWords({ ...hold, ...change }, today)).toBe(words);
  });

  test("without an end, and where it stays", () => {
    const { expires: _e, digest: _g, ...open } = hold;
    expect(heldAtWords(open, "2026-11-23")).toBe("held since 20 Nov by octo (#12): stays as it is");
    expect(heldAtWords(hold, "2026-11-23")).toMatch(/: stays at sha256:[a-f0-9]{8}$/);
  });
});

const unit = makePlanned("squid:release", { current: good });
const heldResult = (name: string, reason = "scheduled rebuild"): UnitResult => {
  const ending = publishedEnding(makePlanned(name, { current: good, reason }));
  const current = { stamp: { timestamp: planned, sequence: 0 }, digest: makeDigest(name) };
  return resultOf("rebuild", { ...ending, converged: { effects: [], current, hold, shown: good } });
};
const plan = makePlan([unit]);
const rowsOf = (comment: string): string[] => comment.split("\n").filter((line) => /^\| [`<]/.test(line));

describe("the comment on a hold", () => {
  test("a first one", () => {
    expect(holdComment(plan, [heldResult("squid:release")], undefined)).toBe(`${holdCommentMarker}

Under this hold, Tagstream built or promoted these images, tested them, and gave them timestamp tags. Without the hold, their streams would show:

| image | would show | published as | why |
| --- | --- | --- | --- |
| \`squid:release\` | \`sha256:73717569\` | \`20261123-0617\` | scheduled rebuild |

After you close this issue by hand, the next run moves each stream to its newest image, without a build, unless another hold covers it. [The run](${run}) has logs and details.
`);
  });

  test("rows of units of other runs stay, whatever the line ends; those of this run are new", () => {
    const before = holdComment(plan, [heldResult("squid:release", "weekly"), heldResult("xcache:release")], undefined);
    for (const existing of [before, before.replaceAll("\n", "\r\n")]) {
      const rows = rowsOf(holdComment(plan, [heldResult("squid:release", "changed"), heldResult("origin:release")], existing));
      expect(rows.map((row) => row.split(" | ")[0])).toEqual(["| `squid:release`", "| `xcache:release`", "| `origin:release`"]);
      expect(rows[0]).toMatch(/ changed \|$/);
    }
  });

  test("the same again changes nothing", () => {
    const results = [heldResult("squid:release"), heldResult("xcache:release")];
    const once = holdComment(plan, results, undefined);
    expect(holdComment(plan, results, once)).toBe(once);
  });

  test("no text breaks out of its cell, mentions anybody or forges a row", () => {
    const comment = holdComment(plan, [heldResult("a|`b`:release", hostile)], undefined);
    expect(rowsOf(comment)).toHaveLength(1);
    expect(rowsOf(comment)[0]?.split(/(?<!&#\d*);?\|/)).toHaveLength(6);
    expect(comment).not.toMatch(/(^|[^\w\u200b])@\w|<b>|\]\(http:/m);
    expect(rowsOf(holdComment(plan, [heldResult("xcache:release")], comment))).toHaveLength(2);
  });

  test.each([
    ["nothing of ours", "Please **look** at this | `x` |"],
    ["the table's own header", "| image | would show | published as | why |\n| --- | --- | --- | --- |"],
    ["nothing", ""],
  ])("a comment that has %s gives no rows", (_name, existing) => {
    expect(rowsOf(holdComment(plan, [heldResult("squid:release")], existing))).toHaveLength(1);
  });

  test("it stays below GitHub's limit, and says what it leaves out", () => {
    const many = Array.from({ length: 2000 }, (_n, n) => heldResult(`image-${n}:release`, "because ".repeat(200)));
    const comment = holdComment(plan, many, undefined);
    expect(bytesOf(comment)).toBeLessThan(65_536);
    const shown = rowsOf(comment).length;
    expect(shown).toBeGreaterThan(100);
    expect(comment).toContain(`… and ${2000 - shown} more.`);
  });
});

describe("what is held now", () => {
  test("a table whose columns are aligned, in the summary too", () => {
    const two: HoldDraft = { ...draft, heldDigests: [...draft.heldDigests, { name: "squid:testing" }] };
    expect(holdPlacedTable(two, makeHold())).toEqual([
      "2 images held by #12",
      "",
      "  unit           stays at           published as",
      "  squid:release  sha256:676f6f64    20261109-0617",
      "  squid:testing  its current image",
      "",
      "  until 2026-11-27, owner octo: it broke",
      "  To release it, close https://github.example.org/osg/images/issues/12 or run `resume`.",
    ]);
    expect(holdPlacedMarkdown(two, makeHold())).toContain(
      "```text\n  unit           stays at           published as\n  squid:release  sha256:676f6f64    20261109-0617\n",
    );
    expect(holdPlacedMarkdown(two, makeHold())).toMatch(
      /\n\n\[The hold\]\(https:\/\/github\.example\.org\/osg\/images\/issues\/12\)\n$/,
    );
  });

  test("a dry run, and texts that do nothing", () => {
    const odd = { ...draft, data: { ...data, reason: hostile } };
    const lines = holdPlacedTable(odd, undefined);
    expect([lines[0], lines.at(-1)]).toEqual(["1 image to hold", "  Dry run: no hold was opened."]);
    expect(lines.every((line) => !line.includes("\n"))).toBe(true);
    const markdown = holdPlacedMarkdown(odd, makeHold({ url: "https://x) [y](z" }));
    expect(markdown.match(/^`{4,}/gm) ?? markdown.match(/^```/gm)).toHaveLength(2);
    expect(markdown).not.toContain("[The hold]");
  });
});

describe("in a run", () => {
  test("the plan says what is held, and where it stays", () => {
    const text = planTable(makePlan([makePlanned("squid:release", { hold })])).join("\n");
    expect(text).toContain("scheduled rebuild; held since 20 Nov by octo until 27 Nov (#12): stays at sha256:676f6f64");
  });

  test("the summary says what the stream would have become", () => {
    const text = summaryMarkdown(plan, [heldResult("squid:release")]);
    expect(text).toContain("### 1 image tested and held");
    expect(text).toContain("| `sha256:676f6f64` |  | **held since 20 Nov by octo until 27 Nov (#12)**");
    expect(text).toContain(", instead of `sha256:73717569`; built in 1 min 12 s: scheduled rebuild |");
  });

  test("an owner cannot forge a row of it, or mention anybody", () => {
    const result = heldResult("squid:release");
    const text = summaryMarkdown(plan, [{ ...result, hold: { ...hold, owner: hostile, reason: hostile } }]);
    expect(text.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(3);
    expect(text).not.toMatch(/(^|[^\w\u200b])@\w|<b>|\]\(http:/m);
  });

  test("the log's table names the hold and its reason", () => {
    const lines = resultTable(plan, [
      heldResult("squid:release"),
      { ...heldResult("xcache:release"), hold: { ...hold, reason: hostile } },
    ]);
    expect(lines[0]).toBe("tagstream · 2 images tested and held");
    expect(lines).toContain("  ! squid:release  held by #12: it broke");
    expect(lines.every((line) => !line.includes("\n"))).toBe(true);
  });
});
