import { describe, expect, test } from "@jest/globals";
import { annotationsOf } from "../../../src/core/build/bake.ts";
import type { JobRecord, UnitRecord } from "../../../src/core/build/record.ts";
import { uniteRecords } from "../../../src/core/build/unite.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { evidence } from "../../../src/core/publish/evidence.ts";
import { makePlanned } from "../../support/documents.ts";
import { both, leg, planOf, recordOf, sha256 } from "../../support/leg-records.ts";
import { makeDigest } from "../../support/units.ts";

const withIndex = (index: string): Partial<UnitRecord> => ({ index, digest: `sha256:${sha256(index)}` as Digest });

describe("one unit on two runners", () => {
  const unit = makePlanned("squid:r", { platforms: both });
  const plan = planOf(unit);
  const [amd64, arm64] = ["squid.r--linux-amd64", "squid.r--linux-arm64"] as const;
  const one = (jobs: JobRecord[]) => uniteRecords(plan, jobs, sha256);

  test("both green: one record with an index of both, whatever their order", () => {
    const { records, indexes } = one([recordOf(plan, arm64), recordOf(plan, amd64)]);
    const record = records.get(unit.name);
    expect(record).toMatchObject({ outcome: "passed", duration: { build: 1, test: 2 } });
    expect(record?.platforms.map(({ platform }) => platform)).toEqual(both);
    expect(evidence(unit, record)).toEqual({ passed: true });
    const index = indexes.get(unit.name);
    expect(index?.platforms.map(({ platform }) => platform)).toEqual(both);
    expect(record?.digest).toBe(`sha256:${sha256(new TextDecoder().decode(index?.bytes))}`);
    expect(one([recordOf(plan, amd64), recordOf(plan, arm64)]).records.get(unit.name)?.digest).toBe(record?.digest);
  });

  test.each<[string, JobRecord[], Partial<UnitRecord>]>([
    [
      "a red one",
      [recordOf(plan, amd64), recordOf(plan, arm64, () => ({ outcome: "failed", problem: "no space", code: "build-failed" }))],
      { outcome: "failed", problem: "linux/arm64: no space", code: "build-failed" },
    ],
    [
      "one that its scan failed",
      [
        recordOf(plan, amd64, () => ({ scan: [{ platform: "linux/amd64", failed: "a" }] })),
        recordOf(plan, arm64, () => ({
          outcome: "failed",
          problem: "worse",
          code: "scan-worse",
          scan: [{ platform: "linux/arm64", failed: "b" }],
        })),
      ],
      {
        outcome: "failed",
        code: "scan-worse",
        scan: [
          { platform: "linux/amd64", failed: "a" },
          { platform: "linux/arm64", failed: "b" },
        ],
      },
    ],
    [
      "a missing one",
      [recordOf(plan, arm64)],
      {
        outcome: "failed",
        problem: `linux/amd64: the job ${amd64} left no record: it was cancelled, or failed before the build started`,
      },
    ],
    [
      "an unchecked one",
      [recordOf(plan, amd64), recordOf(plan, arm64, () => ({ outcome: "unchecked", problem: "no secret" }))],
      { outcome: "unchecked", problem: "linux/arm64: no secret" },
    ],
    [
      "another platform's index",
      [recordOf(plan, amd64), recordOf(plan, arm64, () => withIndex(leg(plan, unit, "linux/amd64")))],
      { outcome: "failed", code: "build-leg-invalid" },
    ],
    [
      "an index that does not have its digest",
      [recordOf(plan, amd64), recordOf(plan, arm64, () => ({ index: "{}" }))],
      { outcome: "failed", code: "build-leg-invalid" },
    ],
    [
      "no index",
      [recordOf(plan, amd64), recordOf(plan, arm64, (record) => ({ ...record, index: "" }))],
      { outcome: "failed", code: "build-leg-invalid" },
    ],
    [
      "altered annotations in both",
      [amd64, arm64].map((id) =>
        recordOf(plan, id, ({ platforms }) =>
          withIndex(
            leg(plan, unit, platforms[0]?.platform ?? "", { ...annotationsOf(plan, unit), "io.github.tagstream.run": "1" }),
          ),
        ),
      ),
      {
        outcome: "failed",
        code: "build-leg-invalid",
        problem: "The builds of its platforms have other annotations than the plan: io.github.tagstream.run. Run all jobs again.",
      },
    ],
  ])("%s: nothing to publish", (_, jobs, expected) => {
    const { records } = one(jobs);
    expect(records.get(unit.name)).toMatchObject(expected);
    expect(evidence(unit, records.get(unit.name)).passed).toBe(false);
  });

  test("files that changed on one runner: an image without an inputs hash", () => {
    const { "io.github.tagstream.inputs": _, ...without } = annotationsOf(plan, unit);
    const changed = recordOf(plan, arm64, () => withIndex(leg(plan, unit, "linux/arm64", without)));
    const { records, indexes } = one([recordOf(plan, amd64), changed]);
    expect(records.get(unit.name)?.outcome).toBe("passed");
    expect(new TextDecoder().decode(indexes.get(unit.name)?.bytes)).not.toContain("tagstream.inputs");
  });

  test("no record at all", () => {
    expect(one([]).records.get(unit.name)?.outcome).toBe("failed");
  });
});

describe("a digest that is tested again", () => {
  const tested = makeDigest("published");
  const unit = makePlanned("squid:r", { platforms: both, decision: "test", current: tested });
  const plan = planOf(unit);
  const jobs = (...digests: Digest[]) =>
    digests.map((digest, at) =>
      recordOf(plan, plan.jobs[at]?.id ?? "", ({ index: _, ...rest }) => ({ ...rest, index: "", digest })),
    );

  test("on each platform by its runner", () => {
    const { records, indexes } = uniteRecords(plan, jobs(tested, tested), sha256);
    expect(records.get(unit.name)).toMatchObject({ outcome: "passed", digest: tested });
    expect(indexes.size).toBe(0);
  });

  test("different digests prove nothing", () => {
    const { records } = uniteRecords(plan, jobs(tested, makeDigest("other")), sha256);
    expect(records.get(unit.name)).toMatchObject({ outcome: "failed", code: "build-leg-invalid" });
  });
});

describe("bases", () => {
  const base = makePlanned("base:r", { platforms: both });
  const child = makePlanned("child:r", { base: "base:r", platforms: ["linux/amd64"] });
  const plan = planOf(base, child);
  const [amd64, arm64] = ["base.r--linux-amd64", "base.r--linux-arm64"] as const;

  test("on the base's manifest of the platform", () => {
    const { records } = uniteRecords(plan, [recordOf(plan, amd64), recordOf(plan, arm64)], sha256);
    expect([...records.values()].map(({ unit, outcome }) => `${unit} ${outcome}`)).toEqual(["base:r passed", "child:r passed"]);
  });

  test("a base that failed on a platform that the child does not have takes the child with it", () => {
    const jobs = [recordOf(plan, amd64), recordOf(plan, arm64, () => ({ outcome: "failed", problem: "no space" }))];
    const { records } = uniteRecords(plan, jobs, sha256);
    expect(records.get("child:r")).toMatchObject({ outcome: "skipped", problem: "not published: its base base:r did not pass" });
  });

  test("another build of the base, as after the re-run of a job", () => {
    const other = makeDigest("an earlier attempt");
    const jobs = [
      recordOf(plan, amd64, ({ unit }) => (unit === child.name ? { base: { unit: "base:r", digest: other } } : {})),
      recordOf(plan, arm64),
    ];
    const { records } = uniteRecords(plan, jobs, sha256);
    expect(records.get("child:r")).toMatchObject({
      outcome: "failed",
      problem: `It was built on ${other}, which is not the build of its base base:r that passed. Re-run all jobs.`,
    });
  });

  test("a held base is not waited for", () => {
    const digest = makeDigest("held");
    const held = makePlanned("base:r", {
      platforms: both,
      hold: { issue: 1, url: "https://x", reason: "", owner: "octo", since: "2026-11-20T00:00:00Z", digest },
    } as Partial<PlannedUnit>);
    const made = planOf(held, child);
    const jobs = made.jobs.map(({ id }) =>
      recordOf(made, id, ({ unit }) => (unit === child.name ? { base: { unit: "base:r", digest } } : {})),
    );
    expect(uniteRecords(made, jobs, sha256).records.get("child:r")?.outcome).toBe("passed");
    const failed = jobs.map((job) => ({
      ...job,
      units: job.units.map((record) => (record.unit === "base:r" ? { ...record, outcome: "failed" as const } : record)),
    }));
    expect(uniteRecords(made, failed, sha256).records.get("child:r")?.outcome).toBe("passed");
  });
});
