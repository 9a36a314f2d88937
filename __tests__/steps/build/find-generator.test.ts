import { describe, expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import { defaultGenerator } from "../../../src/core/packages/generator.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { findGenerator } from "../../../src/steps/build/find-generator.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { makeDigest } from "../../support/units.ts";

const squid = makePlannedUnit("squid:release");
const bare = makePlannedUnit("bare:release");
bare.build.packages = false;
const own = `registry.example.org/octo/scanner@${makeDigest("scanner")}`;

/** What is found, and what the registry was asked. */
async function find(
  units: PlannedUnit[],
  change: Partial<Plan> = {},
  answer: (digest: string) => Promise<Digest | undefined> = async () => makeDigest("scanner"),
) {
  const asked: string[] = [];
  const resolve = (repository: string, reference: string) => {
    asked.push(`${repository}@${reference}`);
    return answer(reference);
  };
  return { ...(await findGenerator(makePlan(units, change), units, { resolve }, 20)), asked };
}

describe("the generator of a job is looked up", () => {
  test.each<[string, PlannedUnit[], Partial<Plan>, string[]]>([
    ["once", [squid, makePlannedUnit("xcache:release")], {}, [defaultGenerator]],
    ["as the configuration names it", [squid], { generator: own }, [own]],
    [
      "in Docker's short form, with a tag",
      [squid],
      { generator: `octo/scanner:1.2@${makeDigest("scanner")}` },
      [`docker.io/octo/scanner@${makeDigest("scanner")}`],
    ],
    ["for strangers, too", [squid], { intent: "check" }, [defaultGenerator]],
    ["not if no image wants a list", [bare], {}, []],
    ["not if nothing is built", [{ ...squid, decision: "test" }], {}, []],
    ["not for a build on one's own machine", [squid], { intent: "local" }, []],
  ])("%s", async (_, units, change, asked) => {
    const found = await find(units, change);
    expect(found.asked).toEqual(asked);
    expect(found.generator).toBe(asked[0] && (change.generator ?? defaultGenerator));
    expect(found.problem).toBeUndefined();
  });
});

describe("a job goes on without a generator, and says why", () => {
  test.each<[string, () => Promise<Digest | undefined>, string]>([
    ["that its registry lacks", async () => undefined, "its registry does not have it."],
    [
      "that it may not read",
      () => Promise.reject(failure("registry-denied", "registry.example.org refuses.")),
      "registry.example.org refuses.",
    ],
    ["whose registry is silent", () => new Promise(() => {}), "its registry did not answer within 0.02 s."],
  ])("%s", async (_, answer, why) => {
    const { generator, problem } = await find([squid], { generator: own }, answer);
    expect(generator).toBeUndefined();
    expect(problem).toEqual({
      code: "packages-generator-missing",
      severity: "warning",
      message: `The images of this job get no list of packages, because ${own} cannot be had: ${why} Name another generator, or a copy in your own registry: \`packages: { generator: registry/name@sha256:… }\`. To build an image without a list, give it \`packages: false\`.`,
    });
  });

  test("but a defect passes", async () => {
    await expect(find([squid], {}, () => Promise.reject(new TypeError("a defect")))).rejects.toThrow("a defect");
  });
});
