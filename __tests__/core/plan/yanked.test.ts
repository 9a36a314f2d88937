import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../src/core/events/intent.ts";
import type { UnitFacts } from "../../../src/core/plan/decide/facts.ts";
import { yankedProblems } from "../../../src/core/verdicts/yanked-problems.ts";
import { facts, h2, observation, plan, unit } from "../../support/decisions.ts";
import { makeDigest } from "../../support/units.ts";
import { yank } from "../../support/verdicts.ts";

const current = makeDigest("current");
const yanks = [yank({ digest: current })];
const words = "octo yanked squid:fresh 20261116-0617 at 2026-11-20 10:00 UTC: leaks a key";
const planned = (intent: Intent, of: UnitFacts) => plan(intent, [{ unit, facts: of, selected: true }], { yanks: { yanks } });
const older = makeDigest("older");
const rolledBack = facts({ observed: observation(unit, "1", { [`${unit.streamTag}-20261109-0617`]: older }) });
const hold = { issue: 7, url: "", owner: "octo", reason: "", since: "2026-11-20T10:00:00Z" };

describe("a plan says that a stream shows a yanked image", () => {
  test.each<[string, Intent, UnitFacts, string | undefined]>([
    ["that it leaves", "publish", facts(), words],
    ["that a build replaces: not", "rebuild", facts(), undefined],
    ["that a hold keeps", "rebuild", facts({ hold: { ...hold, digest: current } }), words],
    ["that a hold keeps away: not", "rebuild", { ...rolledBack, hold: { ...hold, digest: older } }, undefined],
    ["of other inputs that a push builds: not", "publish", facts({ inputs: { hash: h2 } }), undefined],
  ])("%s", (_, intent, of, yanked) => {
    expect(planned(intent, of).units[0]?.yanked).toBe(yanked);
  });

  test("but has no list of all yanks", () => {
    expect(planned("publish", facts())).not.toHaveProperty("yanks");
  });

  test("as an error, with the command that rolls back", () => {
    expect(yankedProblems([{ name: "app:release", yanked: words }, { name: "other:release" }], { commandLine: true })).toEqual([
      {
        code: "yank-shown",
        severity: "error",
        message: `app:release shows an image that must not be used: ${words}. Nothing moves back by itself. To roll back: \`tagstream rollback --only 'app:release' --reason 'it was yanked'\`.`,
      },
    ]);
  });
});
