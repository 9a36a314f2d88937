/** A plan that describes something else than its commit and its run is refused. */
import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import type { Session } from "../../../src/ports/session.ts";
import { planned, refusal, session, useRepository, written } from "../../support/planned-job.ts";

useRepository();

const set = Object.assign;

describe("a plan that describes something else is refused", () => {
  let original: Plan;
  let started: Session;
  beforeAll(async () => {
    original = await planned();
    started = await session();
  });
  test.each<[what: string, says: string, change: (plan: Plan) => unknown]>([
    [
      "a unit that the configuration does not have",
      "units[2]: the configuration has no such unit",
      ({ units }) => {
        const evil = {
          ...(units[1] as PlannedUnit),
          name: "evil:release",
          image: "evil",
          decision: "leave" as const,
          tags: [],
          references: [],
        };
        delete evil.base;
        return units.push({ ...evil, destinations: [{ repository: "one.example.org/osg/evil", required: true }] });
      },
    ],
    [
      "promotion up to another age",
      "promotion.maxAge: the plan has 1, this commit has 259200000",
      (made) => set(made, { promotion: { maxAge: 1 } }),
    ],
    ["no promotion", 'promotion: the plan has "never"', (made) => set(made, { promotion: "never" })],
    [
      "another configuration of the commit",
      "the configuration has no such unit",
      (made) => set(made, { config: "ci/other.yml" }),
    ],
    ["a configuration outside", "config: it is not a path inside", (made) => set(made, { config: "../other.yml" })],
    ["a configuration that is not there", "config-missing", (made) => set(made, { config: "ci/none.yml" })],
    [
      "a timestamp of the next century",
      "The plan's timestamp 99991231-2359 is more than a day ahead",
      (made) => {
        for (const unit of made.units) {
          unit.tags = unit.tags.map((text) => text.replace(made.timestamp, "99991231-2359"));
          unit.references = unit.references.map((text) => text.replace(made.timestamp, "99991231-2359"));
        }
        return set(made, { timestamp: "99991231-2359" });
      },
    ],
    ["another event", 'The plan has the event "push"', (made) => set(made, { event: "push" })],
    ["another branch", 'The plan has the branch "evil"', (made) => set(made, { branch: "evil" })],
    [
      "another page",
      'The plan has the repository\'s page "https://evil.example.org"',
      (made) => set(made, { source: "https://evil.example.org" }),
    ],
    [
      "another run's page",
      'The plan has the run\'s page "https://evil.example.org"',
      (made) => set(made.run, { url: "https://evil.example.org" }),
    ],
    ["another revision", "The plan has the revision", (made) => set(made, { revision: "e".repeat(40) })],
    [
      "a pull request",
      "The plan has the pull request 7, but this run's event has no pull request.",
      (made) => set(made, { pullRequest: 7 }),
    ],
  ])("%s", async (_, says, change) => {
    const made = structuredClone(original);
    change(made);
    writeFileSync(written, JSON.stringify(made));
    expect(await refusal({}, started)).toContain(says);
  });
});
