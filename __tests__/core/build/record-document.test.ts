import { expect, test } from "@jest/globals";
import { toJsonSchema } from "@valibot/to-json-schema";
import { Ajv } from "ajv";
import { type JobRecord, maximumRecordText, recordSchema } from "../../../src/core/build/record.ts";
import { printRecord, readRecord } from "../../../src/core/build/record-document.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { makePlan, makePlanned, makeRecord, makeUnitRecord } from "../../support/documents.ts";
import { makeDigest } from "../../support/units.ts";

const plan = makePlan([
  makePlanned("base:release"),
  makePlanned("squid:release", { base: "base:release" }),
  makePlanned("other:release"),
]);

function fullRecord(): JobRecord {
  const failed = {
    name: "answers",
    platform: "linux/amd64",
    passed: false,
    duration: 31_000.5,
    log: "no\nanswer",
    reason: "exit status 7",
  };
  return makeRecord(plan, "base.release", [
    makeUnitRecord("base:release", {
      began: "2026-11-23T06:17:00.123Z",
      duration: { queue: 12, build: 72_000, test: 0 },
    }),
    makeUnitRecord("squid:release", {
      outcome: "failed",
      base: { unit: "base:release", digest: makeDigest("base:release") },
      tests: [failed],
      problem: "a test failed",
      code: "test-failed",
      scan: [
        {
          platform: "linux/amd64",
          tool: "grype 0.104.0",
          counts: { critical: 0, high: 1, medium: 0, low: 0, unrated: 2 },
          fixed: { count: 0, findings: [] },
          new: { count: 1, findings: [{ id: "CVE-2026-1111", package: "pkg:rpm/alma/openssl-libs", severity: "high" }] },
        },
      ],
    }),
  ]);
}

function messageOf(record: unknown): string {
  try {
    readRecord(typeof record === "string" ? record : JSON.stringify(record), plan);
  } catch (error) {
    if (error instanceof Failure) return error.problems.map(({ code, message }) => `${code}: ${message}`).join("\n");
    throw error;
  }
  return "no failure";
}

test("a record is read back as it was printed, and the JSON schema takes it", () => {
  const record = fullRecord();
  expect(readRecord(printRecord(record), plan)).toEqual(record);
  const validate = new Ajv({ strict: true }).compile(
    JSON.parse(JSON.stringify(toJsonSchema(recordSchema, { typeMode: "input" }))),
  );
  expect([validate(record), validate.errors]).toEqual([true, null]);
});

test.each<[fault: string, change: (record: JobRecord) => unknown]>([
  [
    "record-foreign: A record belongs to another plan: it has the repository osg/other, but the plan has osg/images.",
    (r) => Object.assign(r.plan, { repository: "osg/other" }),
  ],
  ["it has the commit ffff", (r) => Object.assign(r.plan, { commit: "f".repeat(40) })],
  ["it has the timestamp 20261122-0617", (r) => Object.assign(r.plan, { timestamp: "20261122-0617" })],
  ["it has the run 1, but the plan has 4711", (r) => Object.assign(r.plan, { run: "1" })],
  ['record-foreign: A record belongs to the job "x", which', (r) => Object.assign(r, { job: "x" })],
  [
    'record-malformed: The record of the job "base.release" is damaged, or Tagstream did not write it:\n  units: "squid:release" is missing',
    (r) => r.units.pop(),
  ],
  ['units[2].unit: this job does not have "other:release"', (r) => r.units.push(makeUnitRecord("other:release"))],
  ['units[2].unit: "base:release" is listed twice', (r) => r.units.push(makeUnitRecord("base:release"))],
  ["units[0].digest: it is missing, although the unit passed", (r) => delete r.units[0]?.digest],
  ["units[0].platforms: a platform is listed twice", (r) => r.units[0]?.platforms.push(...(r.units[0]?.platforms ?? []))],
  [
    'units[1].base.unit: it is "other:release", but must be "base:release"',
    (r) => Object.assign(r.units[1]?.base ?? {}, { unit: "other:release" }),
  ],
  [
    'units[1].otherBases[0].unit: it is "tools:release", but must be undefined',
    (r) => Object.assign(r.units[1] ?? {}, { otherBases: [{ unit: "tools:release", digest: r.units[0]?.digest }] }),
  ],
  ["units[0].digest: it is not a digest", (r) => Object.assign(r.units[0] ?? {}, { digest: "sha256:x" })],
  [
    "units[1].tests[0].log: it is longer than 16384 characters",
    (r) => Object.assign(r.units[1]?.tests[0] ?? {}, { log: "x".repeat(16_385) }),
  ],
  ["units[1].tests[0].duration: it is less than 0", (r) => Object.assign(r.units[1]?.tests[0] ?? {}, { duration: -1 })],
  ["units[0].duration.queue: it is less than 0", (r) => Object.assign(r.units[0]?.duration ?? {}, { queue: -1 })],
  ["units[0].began: expected a value like", (r) => Object.assign(r.units[0] ?? {}, { began: "2026-11-23T06:17:00Z" })],
  [
    "units[0].began: this day or time does not exist",
    (r) => Object.assign(r.units[0] ?? {}, { began: "2026-02-30T06:17:00.000Z" }),
  ],
  ["units[1].code: it is not an error code", (r) => Object.assign(r.units[1] ?? {}, { code: "x](https://evil.example)" })],
  ["units[1].scan", (r) => Object.assign(r.units[1]?.scan?.[0] ?? {}, { tool: "x".repeat(1000) })],
  ["units[1].scan", (r) => Object.assign(r.units[1] ?? {}, { scan: [{ platform: "linux/amd64", failed: "x".repeat(3000) }] })],
  ["units[0].more: unknown key", (r) => Object.assign(r.units[0] ?? {}, { more: 1 })],
  ["record-version: The record has format version 2, but", (r) => Object.assign(r, { version: 2 })],
])("%s", (fault, change) => {
  const record = fullRecord();
  change(record);
  expect(messageOf(record)).toContain(fault);
});

test("of a long log the end is kept, from the beginning of a line", () => {
  const record = fullRecord();
  const lines = Array.from({ length: 5000 }, (_, n) => `line ${n}`);
  Object.assign(record.units[1]?.tests[0] ?? {}, { log: lines.join("\n") });
  Object.assign(record.units[1] ?? {}, { problem: "€".repeat(20_000) });
  const read = readRecord(printRecord(record), plan).units[1];
  const log = read?.tests[0]?.log?.split("\n") ?? [];
  expect(log[0]).toBe("… (cut; the job's log has the full text)");
  expect(log[1]).toMatch(/^line \d+$/);
  expect(log.at(-1)).toBe("line 4999");
  expect(read?.problem).toHaveLength(maximumRecordText);
});
