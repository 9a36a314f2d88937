import { expect, test } from "@jest/globals";
import { blockedProblems } from "../../../../src/core/plan/decide/blocked.ts";
import { withHostVerdicts } from "../../../../src/core/plan/decide/host-verdicts.ts";
import { makePlan, makePlannedUnit } from "../../../support/plans.ts";

const down = "hub.example.org cannot be reached: it did not answer for 45 s. Check its health";
const blocked = (name: string, reason: string) =>
  makePlannedUnit(name, { decision: "blocked", reason, blocked: "plan-registry-unknown" });

test.each<[string, string[], reasons: string[], notes: string[]]>([
  ["one unit keeps its reason", [`cannot be read: ${down}`], [`cannot be read: ${down}`], []],
  [
    "several share a note",
    [`cannot be read: ${down}`, `its base x:s cannot be read: ${down}`, "its base x:s is blocked"],
    [
      "cannot be read: hub.example.org cannot be reached",
      "its base x:s cannot be read: hub.example.org cannot be reached",
      "its base x:s is blocked",
    ],
    ["hub.example.org cannot be reached: it did not answer for 45 s. 2 units wait for it. Check its health."],
  ],
  [
    "a refusal names each unit's own image",
    ["a", "b"].map((image) => `cannot be read: ghcr.io refused to read osg/${image}: no login. Log in`),
    ["cannot be read: ghcr.io refused to read osg/a", "cannot be read: ghcr.io refused to read osg/b"],
    ["ghcr.io refused to read 2 repositories: no login. 2 units wait for it. Log in."],
  ],
  ["words without a host", ["cannot be read: 503", "cannot be read: 503"], ["cannot be read: 503", "cannot be read: 503"], []],
  [
    "other causes are not a host's",
    ["version v1 is taken", "version v1 is taken"],
    ["version v1 is taken", "version v1 is taken"],
    [],
  ],
])("%s", (_, before, reasons, notes) => {
  const plan = makePlan([makePlannedUnit("x:s"), ...before.map((reason, at) => blocked(`u${at}:s`, reason))], {
    notes: ["first"],
  });
  const made = withHostVerdicts(plan);
  expect(made.units.map(({ reason }) => reason)).toEqual(["weekly rebuild", ...reasons]);
  expect(made.notes).toEqual(["first", ...notes]);
});

test("the error names the units, once for each cause", () => {
  const units = [
    blocked("a:s", `cannot be read: ${down}`),
    blocked("b:s", `its base a:s is held at an image that cannot be read: ${down}`),
    blocked("c:s", "its base a:s is blocked"),
    blocked("d:s", "its candidate cannot be read: 503"),
  ];
  expect(blockedProblems(units).map(({ message }) => message)).toEqual([
    `a:s, b:s: ${down}.`,
    "c:s: its base a:s is blocked.",
    "d:s: its candidate cannot be read: 503.",
  ]);
});
