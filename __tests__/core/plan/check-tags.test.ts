import { describe, expect, test } from "@jest/globals";
import { checkTags } from "../../../src/core/plan/check-tags.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";

const hash = "4be1c0ffee12".repeat(6).slice(0, 64);

function faultsOf(tags: readonly string[], change: Partial<PlannedUnit>, plan: Partial<Plan>): string[] {
  const made = makePlanned("squid:25-release", {
    variant: { series: "25" },
    aliases: [
      { tag: "latest", timestamps: false },
      { tag: "release", timestamps: true },
    ],
    versions: { gitTag: "v{version}" },
    inputs: { hash },
    decision: "build",
    ...change,
  });
  const places = made.destinations.map(({ repository }) => repository);
  const own = plan.intent === "candidate" ? places.slice(0, 1) : places;
  const references = own.flatMap((repository) => tags.map((tag) => `${repository}:${tag}`));
  const unit = { ...made, tags: [...tags], references };
  const faults: string[] = [];
  checkTags({ ...makePlan([unit]), ...plan }, unit, (path, what) => faults.push(`${path}: ${what}`));
  return faults;
}

const timestamp = makePlan([]).timestamp;

describe("of a publication", () => {
  test.each([
    [`25-release-${timestamp}`],
    [`25-release-${timestamp}-07`],
    [`release-${timestamp}-07`],
    ["25-release"],
    ["latest"],
  ])("%s is a tag of the unit", (tag) => {
    expect(faultsOf([tag], {}, { intent: "publish" })).toEqual([]);
  });

  test.each([
    [`rb.25-release-${timestamp}`, "is not a tag of the unit"],
    [`latest-${timestamp}`, "is not a tag of the unit"],
    ["rc.25-release.pr-12", "is not a tag of the unit"],
    ["cache.25-release", "is not a tag of the unit"],
    ["25-1.4.2", "is not a tag of the unit"],
    ["26-release", "is not a tag of the unit"],
    ["25-release-20201123-0617", "does not have the plan's timestamp"],
    ["release-20201123-0617-01", "does not have the plan's timestamp"],
    ["no tag", "is not a valid tag"],
  ])("%s is not: it %s", (tag, why) => {
    expect(faultsOf([tag], {}, { intent: "publish" })).toEqual([`tags[0]: "${tag}" ${why}`]);
  });

  test("a unit that is left alone has no tags", () => {
    expect(faultsOf(["latest"], { decision: "leave" }, { intent: "publish" })).toEqual([
      'tags: a publish writes no tags for the decision "leave"',
    ]);
  });
});

describe("of a candidate", () => {
  const plan = { intent: "candidate", pullRequest: 12 } as const;

  test("its inputs and its pull request give its tags", () => {
    expect(faultsOf([`rc.25-release.${hash.slice(0, 12)}`, "rc.25-release.pr-12"], {}, plan)).toEqual([]);
  });

  test.each([
    ["another pull request's", "rc.25-release.pr-13", {}],
    ["of other inputs", "rc.25-release.aaaaaaaaaaaa", {}],
    ["by inputs, of a unit that has no hash", `rc.25-release.${hash.slice(0, 12)}`, { inputs: { none: "it is told" } }],
    ["the stream tag", "25-release", {}],
  ])("%s is none", (_, tag, change) => {
    expect(faultsOf([tag], change, plan)).toEqual([`tags[0]: "${tag}" is not a candidate tag of the unit`]);
  });
});

describe("of a version", () => {
  const plan = { intent: "version", gitTag: "v1.4.2" } as const;

  test("the version and its lines", () => {
    expect(faultsOf(["25-1.4.2", "25-1.4", "25-1"], {}, plan)).toEqual([]);
  });

  test.each(["25-1.4.3", "25-2", "1.4.2", "25-release"])("%s is none", (tag) => {
    expect(faultsOf([tag], {}, plan)).toEqual([`tags[0]: "${tag}" is not a tag that "v1.4.2" gives the unit`]);
  });
});
