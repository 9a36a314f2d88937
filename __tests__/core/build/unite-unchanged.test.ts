import { describe, expect, test } from "@jest/globals";
import type { JobRecord, UnitRecord } from "../../../src/core/build/record.ts";
import { uniteRecords } from "../../../src/core/build/unite.ts";
import { evidence } from "../../../src/core/publish/evidence.ts";
import { makePlanned } from "../../support/documents.ts";
import { both, planOf, recordOf, sha256 } from "../../support/leg-records.ts";
import { makeDigest, timestamp } from "../../support/units.ts";

const unit = makePlanned("squid:r", { platforms: both });
const plan = planOf(unit);
const [amd64, arm64] = ["squid.r--linux-amd64", "squid.r--linux-arm64"] as const;
const one = (jobs: JobRecord[]) => uniteRecords(plan, jobs, sha256);

describe("two jobs that compare their platform with the published image", () => {
  const published = makeDigest("published");
  const kept = (record: UnitRecord): Partial<UnitRecord> => ({
    digest: published,
    platforms: record.platforms.map(({ platform }) => ({ platform, digest: makeDigest(`published ${platform}`) })),
    unchanged: {
      built: record.digest ?? makeDigest(""),
      platforms: record.platforms,
      since: timestamp("20261116-0617"),
      files: 100,
      packages: 7,
    },
  });

  test("both equal it: its digest, without an index to push", () => {
    const { records, indexes } = one([recordOf(plan, amd64, kept), recordOf(plan, arm64, kept)]);
    const record = records.get(unit.name);
    expect(record).toMatchObject({ outcome: "passed", digest: published, unchanged: { files: 200, packages: 14 } });
    expect(record?.platforms.map(({ digest }) => digest)).toEqual(both.map((platform) => makeDigest(`published ${platform}`)));
    expect(indexes.size).toBe(0);
    expect(evidence({ ...unit, keep: true, current: published }, record)).toEqual({ passed: true });
    expect(evidence({ ...unit, current: published }, record)).toMatchObject({ passed: false });
  });

  test.each<[string, (record: UnitRecord) => Partial<UnitRecord>, object]>([
    ["differs from it", () => ({ differs: "/etc/x is new on linux/arm64" }), { differs: "/etc/x is new on linux/arm64" }],
    ["equals another image", (record) => ({ ...kept(record), digest: makeDigest("other") }), {}],
  ])("one %s: the index of both builds", (_, change, more) => {
    const built = one([recordOf(plan, amd64), recordOf(plan, arm64)]).records.get(unit.name);
    const { records, indexes } = one([recordOf(plan, amd64, kept), recordOf(plan, arm64, change)]);
    expect(records.get(unit.name)).toEqual({ ...built, ...more });
    expect(indexes.size).toBe(1);
  });
});
