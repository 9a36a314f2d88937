import { describe, expect, test } from "@jest/globals";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import type { TagstreamAnnotations } from "../../../src/core/oci/annotations.ts";
import type { Gathered } from "../../../src/core/plan/assemble.ts";
import type { UnitFacts } from "../../../src/core/plan/decide/facts.ts";
import { printPlan, readPlan } from "../../../src/core/plan/plan-document.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { parseVersion } from "../../../src/core/versions/version.ts";
import type { VersionFacts } from "../../../src/core/versions/version-facts.ts";
import { h1, h2, t1, t2 } from "../../support/decisions.ts";
import { makeDigest, makeUnit, timestamp } from "../../support/units.ts";
import { facts, own, plan, published, unit, versions } from "../../support/version-decisions.ts";

const commit = "c".repeat(40);
const one = (of: UnitFacts, change: Partial<Gathered> = {}) => plan([{ unit, facts: of, selected: true }], change).units[0];

const candidate = (annotations: TagstreamAnnotations): NonNullable<UnitFacts["candidate"]> => ({
  digest: makeDigest("candidate"),
  annotations: { inputs: h2, tests: t1, built: timestamp("20261122-0617"), pullRequest: 12, ...annotations },
  platforms: [{ platform: "linux/amd64", images: [] }],
});

describe("one unit", () => {
  const { observed: _, ...unpublished } = published(unit) && facts();
  const never: Partial<Gathered> = { promotion: "never" };
  const all = ["1.4.2", "1.4", "1"];
  test.each<[string, UnitFacts, string, string, string[], Partial<Gathered>?]>([
    ["what is published has its inputs", facts(), "promote", "same inputs as 20261116-0617, which is tested and published", all],
    [
      "and no candidate is asked for then",
      facts(),
      "promote",
      "same inputs as 20261116-0617, which is tested and published",
      all,
      never,
    ],
    [
      "other tests since",
      facts({ tests: t2 }),
      "test",
      "its tests changed; retesting 20261116-0617, which has the same inputs",
      all,
    ],
    [
      "other inputs, and no candidate",
      facts({ inputs: { hash: h2 }, candidate: "none" }),
      "build",
      "new version 1.4.2; 20261116-0617 has other inputs; it has no candidate",
      all,
    ],
    [
      "other inputs, and a candidate",
      facts({ inputs: { hash: h2 }, candidate: candidate({}) }),
      "promote",
      "tested in #12, 1 day old",
      all,
    ],
    [
      "a candidate of other tests",
      facts({ inputs: { hash: h2 }, candidate: candidate({ tests: t2 }) }),
      "test",
      "its tests changed; retesting the candidate built in #12",
      all,
    ],
    [
      "a candidate that is older than what was published since",
      facts({ inputs: { hash: h2 }, candidate: candidate({ built: timestamp("20261115-0617") }) }),
      "build",
      "new version 1.4.2; 20261116-0617 has other inputs; its candidate is 8 days old; promotion.max-age is 7 days; 20261116-0617 was published after its candidate was built at 20261115-0617",
      all,
    ],
    [
      "promotion: never",
      facts({ inputs: { hash: h2 } }),
      "build",
      "new version 1.4.2; 20261116-0617 has other inputs; promotion: never",
      all,
      never,
    ],
    [
      "without an inputs hash",
      facts({ inputs: { none: "a file was edited" } }),
      "build",
      "new version 1.4.2; cannot compare its inputs: a file was edited",
      all,
    ],
    [
      "nothing published",
      facts({ observed: { destinations: published(unit).destinations }, candidate: "none" }),
      "build",
      "new version 1.4.2; release is not published yet; it has no candidate",
      all,
    ],
    ["could not query the stream", unpublished, "build", "new version 1.4.2; could not query release", all],
    [
      "nobody could be asked",
      { ...unpublished, version: { version: parseVersion("1.4.2") as VersionFacts["version"] } },
      "build",
      "could not check whether 1.4.2 is published",
      all,
    ],
    [
      "a patch of an older line",
      facts({ version: own(unit, "1.4.2", { "1.5.0": "A", "1.5": "A", "1": "A" }) }),
      "promote",
      "same inputs as 20261116-0617, which is tested and published",
      ["1.4.2", "1.4"],
    ],
    [
      "an older patch",
      facts({ version: own(unit, "1.4.2", { "1.4.3": "A", "1.4": "A", "1": "A" }) }),
      "promote",
      "same inputs as 20261116-0617, which is tested and published",
      ["1.4.2"],
    ],
    [
      "a pre-release",
      facts({ version: own(unit, "1.4.2-rc.1") }),
      "promote",
      "same inputs as 20261116-0617, which is tested and published",
      ["1.4.2-rc.1"],
      { gitTag: "v1.4.2-rc.1" },
    ],
    [
      "there already, of the same inputs",
      facts({ version: own(unit, "1.4.2", { "1.4.2": "D", "1.4": "D", "1": "D" }, { inputs: h1 }) }),
      "leave",
      "1.4.2 is already published",
      [],
    ],
    [
      "there already, though something newer of the same inputs is published since",
      facts({ version: own(unit, "1.4.2", { "1.4.2": "D", "1.4": "D" }, { inputs: h1 }) }),
      "repair",
      "1.4.2 is already published; one.example.org/osg/squid lacks the tag 1",
      all,
    ],
    [
      "there already, built from this commit without an inputs hash",
      facts({
        inputs: { none: "a file was edited" },
        version: own(unit, "1.4.2", { "1.4.2": "D", "1.4": "D", "1": "D" }, { revision: commit }),
      }),
      "leave",
      "1.4.2 is already published",
      [],
    ],
    [
      "there already, built by this run",
      facts({
        inputs: { none: "a file was edited" },
        version: own(unit, "1.4.2", { "1.4.2": "D", "1.4": "D", "1": "D" }, { run: "77" }),
      }),
      "leave",
      "1.4.2 is already published",
      [],
    ],
  ])("%s", (_name, of, decision, reason, tags, change = {}) => {
    const planned = one(of, change);
    expect({ decision: planned?.decision, reason: planned?.reason, tags: planned?.tags }).toEqual({ decision, reason, tags });
    expect(planned?.references).toEqual(tags.map((tag) => `one.example.org/osg/squid:${tag}`));
    const made = plan([{ unit, facts: of, selected: true }], change);
    expect(readPlan(printPlan(made))).toEqual(made);
  });

  test.each<[string, TagstreamAnnotations]>([
    ["of other inputs", { inputs: h2 }],
    ["that says nothing of itself", {}],
    ["of another commit and run", { revision: "d".repeat(40), run: "78" }],
  ])("a version that is there already, %s: refused, for every unit", (_, shown) => {
    const other = makeUnit("xcache:release", { versions });
    const taken = (of: Unit) => ({
      unit: of,
      selected: true,
      facts: facts({ version: own(of, "1.4.2", { "1.4.2": "D" }, shown) }),
    });
    try {
      plan([taken(unit), taken(other)]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      expect(error.problems).toEqual(
        ["squid", "xcache"].map((image) => ({
          code: "version-taken",
          severity: "error",
          message: `${image}:release: one.example.org/osg/${image}:1.4.2 already points to ${makeDigest("D")}, built from other inputs. A version tag never changes: push a new version.`,
        })),
      );
      return;
    }
    throw new Error("it was planned");
  });
});
