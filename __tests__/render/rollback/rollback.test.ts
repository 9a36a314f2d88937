import { describe, expect, test } from "@jest/globals";
import { type RestoredUnit, restoredUnit } from "../../../src/core/rollback/restored.ts";
import type { RollbackPlan } from "../../../src/core/rollback/rollback-plan.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { restoredMarkdown } from "../../../src/render/rollback/restored.ts";
import {
  type RollbackView,
  rollbackMarkdown,
  rollbackPlanMarkdown,
  rollbackPlanTable,
  rollbackTable,
} from "../../../src/render/rollback/rollback.ts";
import { makeHold, makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [good, bad] = [makeDigest("good"), makeDigest("bad")];
const [squid, xcache] = [makeUnit("squid:release"), makeUnit("xcache:release")];
const { digests: _, scope: _s, ...unitHold } = makeHold();
const hostile = "x'; rm -rf / #\n| `a` | @octo <b> $(id) `id`";

function planOf(units: Unit[], change: Partial<RollbackPlan> = {}): RollbackPlan {
  return {
    repository: "osg/images",
    branch: "main",
    stamp: makePublicationId("20261123-0617"),
    run: { id: "4711", attempt: 1 },
    only: ["squid", "xcache:*"],
    reason: "it broke",
    owner: "octo",
    expires: "2026-11-30",
    units: units.map((unit) => ({
      unit,
      shown: { digest: bad, stamp: makePublicationId("20261116-0617") },
      target: { digest: good, stamp: makePublicationId("20261109-0617") },
    })),
    notes: [],
    ...change,
  };
}

type Converged = Parameters<typeof restoredUnit>[1];

const current = { stamp: makePublicationId("20261123-0617"), digest: good };
const converged: Converged = { effects: [], current, hold: unitHold, shown: good, warnings: [] };

function restored(unit: Unit, stamp: string | undefined, before?: typeof good, end: Converged = converged): RestoredUnit {
  const was = { digest: before ?? bad, ...(stamp === undefined || before ? {} : { stamp: makePublicationId(stamp) }) };
  return restoredUnit({ unit, wanted: good, was }, end);
}

const view = (all: RestoredUnit[], change: Partial<RollbackView> = {}): RollbackView => ({
  plan: planOf(all.map(({ unit }) => unit)),
  restored: all,
  hold: makeHold(),
  workflow: "rollback.yml",
  commandLine: false,
  ...change,
});
const undo = (of: RollbackView): string[] => {
  const lines = rollbackTable(of);
  return lines.slice(lines.indexOf("  To undo it:") + 1).map((line) => line.trim());
};

test("the plan of a rollback", () => {
  const plan = planOf([squid], { notes: ["there are no\nholds"] });
  expect(rollbackPlanTable(plan)).toEqual([
    "tagstream rollback · main · 20261123-0617",
    "",
    "  unit           shows                          goes back to",
    "  squid:release  20261116-0617 sha256:6261642e  20261109-0617 sha256:676f6f64",
    "",
    "  under the new timestamp 20261123-0617, with all aliases, in 1 repository",
    "  an issue will hold the streams there, owner octo, until 2026-11-30",
    "  reason: it broke",
    "  note: there are no holds",
  ]);
});

test.each<[string, Partial<RollbackPlan>, string]>([
  ["an earlier attempt's hold", { opened: makeHold() }, "continues under hold #12, which an earlier run opened"],
  [
    "no hold",
    { noHoldReason: "--no-hold" },
    "nothing will hold the streams there (--no-hold): the next publication moves them again",
  ],
  [
    "a stream that shows nothing",
    { units: [{ unit: squid, target: { digest: good, stamp: makePublicationId("20261109-0617") } }] },
    "squid:release  nothing",
  ],
  [
    "one that was moved by hand",
    { units: [{ unit: squid, shown: { digest: bad }, target: { digest: good, stamp: makePublicationId("20261109-0617") } }] },
    "sha256:6261642e, never published",
  ],
])("the plan with %s", (_name, change, words) => {
  expect(rollbackPlanTable(planOf([squid], change)).join("\n")).toContain(words);
});

test("in a plan what people wrote stays on its line, and in its block", () => {
  const plan = planOf([squid], { reason: `${hostile}\n\`\`\`\`\n::error::x`, owner: hostile, branch: "a\nb" });
  expect(rollbackPlanTable(plan).every((line) => !line.includes("\n") && !line.startsWith("::"))).toBe(true);
  expect(rollbackPlanMarkdown(plan).match(/^`{3,}/gm)).toHaveLength(2);
});

describe("how to undo it", () => {
  test.each<[string, RollbackView, string[]]>([
    [
      "one call for what was published together, as it was asked for",
      view([restored(squid, "20261116-0617"), restored(xcache, "20261116-0617")]),
      [
        "gh workflow run rollback.yml -f command=rollback -f only='squid,xcache:*' -f to=20261116-0617 -f reason='undo #12' -f dry-run=false",
      ],
    ],
    [
      "one for each timestamp, by name",
      view([restored(squid, "20261116-0617"), restored(xcache, "20261116-0617-01")]),
      [
        "gh workflow run rollback.yml -f command=rollback -f only='squid:release' -f to=20261116-0617 -f reason='undo #12' -f dry-run=false",
        "gh workflow run rollback.yml -f command=rollback -f only='xcache:release' -f to=20261116-0617-01 -f reason='undo #12' -f dry-run=false",
      ],
    ],
    [
      "what was under no timestamp cannot be brought back",
      view([restored(squid, undefined), restored(xcache, "20261116-0617")]),
      [
        "# no timestamp tag has the image that squid:release showed before: no command restores it",
        "gh workflow run rollback.yml -f command=rollback -f only='xcache:release' -f to=20261116-0617 -f reason='undo #12' -f dry-run=false",
      ],
    ],
    ["there was nothing", view([restoredUnit({ unit: squid }, converged)]), ["# the streams showed nothing before"]],
    [
      "an earlier attempt had moved one of them: the run that opened the hold knows what that showed",
      view([restored(squid, "20261109-0617", good), restored(xcache, "20261116-0617")], {
        plan: planOf([squid, xcache], { opened: makeHold() }),
      }),
      [
        "gh workflow run rollback.yml -f command=rollback -f only='xcache:release' -f to=20261116-0617 -f reason='undo #12' -f dry-run=false",
        "# squid:release showed this image already: for the image before, see the run that opened #12, or `history`",
      ],
    ],
    [
      "all showed the image already",
      view([restored(squid, "20261109-0617", good)]),
      ["# squid:release showed this image already: nothing to undo"],
    ],
    [
      "at a command line",
      view([restored(squid, "20261116-0617")], { commandLine: true }),
      ["tagstream rollback --only 'squid,xcache:*' --to 20261116-0617 --reason 'undo #12'"],
    ],
    [
      "without a hold",
      {
        plan: planOf([squid]),
        restored: [restored(squid, "20261116-0617")],
        noHoldReason: "--no-hold",
        workflow: undefined,
        commandLine: true,
      },
      ["tagstream rollback --only 'squid,xcache:*' --to 20261116-0617 --reason 'undo the rollback' --no-hold"],
    ],
  ])("%s", (_name, of, lines) => {
    expect(undo(of)).toEqual(lines);
  });

  test.each([false, true])("nothing in a name or a glob breaks out of the quotes; at a command line: %s", (commandLine) => {
    const names = [makeUnit(`${hostile}:a`), makeUnit("b\\':$HOME")];
    const of = view([restored(names[0] as Unit, "20261116-0617"), restored(names[1] as Unit, "20261109-0617")], { commandLine });
    const asked = view([restored(squid, "20261116-0617")], { commandLine, plan: planOf([squid], { only: [hostile, "'"] }) });
    for (const line of [...undo(of), ...undo(asked)]) {
      const outside = line.replaceAll(/'[^'\n]*'/g, "Q");
      expect(outside).toMatch(
        commandLine
          ? /^tagstream rollback --only Q --to [\d-]+ --reason Q$/
          : /^gh workflow run rollback\.yml -f command=rollback -f only=Q -f to=[\d-]+ -f reason=Q -f dry-run=false$/,
      );
    }
  });
});

describe("what a rollback came to", () => {
  const end = { effects: [], problem: `it is down\n${hostile}`, warnings: [hostile] };
  const failed = restored(xcache, "20261116-0617", undefined, end);
  test("in the log", () => {
    const lines = rollbackTable(view([restored(squid, "20261116-0617"), failed]));
    expect(lines.slice(0, 5)).toEqual([
      "tagstream · 1 image rolled back · 1 failed",
      "",
      "  unit            result  shows            showed           newest timestamp",
      "  squid:release   done    sha256:676f6f64  sha256:6261642e  20261123-0617",
      "  xcache:release  failed                   sha256:6261642e",
    ]);
    expect(lines.every((line) => !line.includes("\n"))).toBe(true);
  });

  test("in the summary", () => {
    const text = rollbackMarkdown(view([restored(squid, "20261116-0617")]));
    expect(text).toContain("### 1 image rolled back\n\n| image | stream | shows | showed | result |");
    expect(text).toContain("| squid | `release` | `sha256:676f6f64` | `sha256:6261642e` (20261116-0617) | done |");
    expect(text).toContain(
      "Held by [#12](https://github.example.org/osg/images/issues/12) until 2026-11-30: it broke. To release the hold, close the issue: the next run then moves",
    );
  });

  test("in the summary what people and registries wrote does nothing", () => {
    const plan = planOf([xcache], { reason: hostile, only: [`\`\`\`\n${hostile}`] });
    const text = rollbackMarkdown(view([failed], { plan, hold: makeHold({ url: "https://x) [y](z" }) }));
    expect(text.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(3);
    expect(text.replaceAll(/^(`{3,})text\n[\s\S]*?^\1$/gm, "")).not.toMatch(/(^|[^\w\u200b])@\w|<b>|`id`|\]\(z/m);
    expect(text).toContain("Held by #12 until");
  });

  test("without a hold it says so", () => {
    const { hold: _h, ...rest } = view([restored(squid, "20261116-0617")]);
    expect(rollbackMarkdown({ ...rest, noHoldReason: "the repository has no issues" })).toContain(
      "**Nothing holds these streams** (the repository has no issues): the next publication moves them again.",
    );
  });

  test("a summary of very many is counted", () => {
    const many = Array.from({ length: 600 }, () => restored(squid, "20261116-0617"));
    expect(restoredMarkdown("x", many)).toContain("… and 100 more: see the log.");
  });
});
