import { type DocumentKind, type Fault, malformed, readDocument } from "../lib/json-document.ts";
import { failure } from "../lib/problems/problem.ts";
import type { Job } from "../plan/jobs/job.ts";
import type { Plan, PlannedUnit } from "../plan/plan.ts";
import { baseUnitsOf } from "../unit/bases.ts";
import { unitsOfJob } from "./leg.ts";
import { type JobRecord, maximumRecordText, recordSchema, type TestResult, type UnitRecord } from "./record.ts";

const kind: DocumentKind<JobRecord> = {
  name: "record",
  schema: recordSchema,
  version: 1,
  codes: { malformed: "record-malformed", version: "record-version", foreign: "record-foreign" },
  remedy: "`records` must contain the files that the command `build` wrote in this run, unchanged.",
};

/**
 * Reads the record of one of a plan's jobs from its file.
 * @throws Failure `record-malformed`, with every fault; `record-version`; `record-foreign`, if it
 * belongs to another plan
 */
export function readRecord(text: string, plan: Plan): JobRecord {
  const record = readDocument(text, kind);
  const other = difference(record.plan, plan);
  if (other !== undefined) throw failure(kind.codes.foreign, `A record belongs to another plan: ${other}. ${kind.remedy}`);
  const job = plan.jobs.find(({ id }) => id === record.job);
  if (!job)
    throw failure(
      kind.codes.foreign,
      `A record belongs to the job "${record.job}", which the plan does not have. ${kind.remedy}`,
    );
  const faults = [...checkUnits(record, unitsOfJob(plan, job)), ...checkPlatforms(record, job)];
  if (faults.length > 0) throw malformed({ ...kind, name: `record of the job "${record.job}"` }, faults);
  return record;
}

function difference(recorded: JobRecord["plan"], plan: Plan): string | undefined {
  const pairs = [
    ["the repository", recorded.repository, plan.repository],
    ["the commit", recorded.commit, plan.commit],
    ["the timestamp", recorded.timestamp, plan.timestamp],
    ["the run", recorded.run, plan.run.id],
  ] as const;
  const other = pairs.find(([, its, ours]) => its !== ours);
  return other && `it has ${other[0]} ${other[1]}, but the plan has ${other[2]}`;
}

/** @param planned the units of the job */
function checkUnits({ units }: JobRecord, planned: readonly PlannedUnit[]): Fault[] {
  const names = planned.map(({ name }) => name);
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [index, unit] of units.entries()) {
    const at = `units[${index}]`;
    if (!names.includes(unit.unit))
      faults.push({ at: `${at}.unit`, what: `this job does not have ${JSON.stringify(unit.unit)}` });
    if (seen.has(unit.unit)) faults.push({ at: `${at}.unit`, what: `${JSON.stringify(unit.unit)} is listed twice` });
    seen.add(unit.unit);
    if (unit.outcome === "passed" && unit.digest === undefined)
      faults.push({ at: `${at}.digest`, what: "it is missing, although the unit passed" });
    faults.push(...checkBases(unit, at, planned));
    const platforms = unit.platforms.map(({ platform }) => platform);
    if (new Set(platforms).size < platforms.length) faults.push({ at: `${at}.platforms`, what: "a platform is listed twice" });
  }
  const absent = names.filter((name) => !seen.has(name));
  for (const name of absent) faults.push({ at: "units", what: `${JSON.stringify(name)} is missing` });
  return faults;
}

/** A job of one platform builds and tests no other. */
function checkPlatforms({ units }: JobRecord, { platform: own }: Job): Fault[] {
  if (own === undefined) return [];
  const faultsOf = (at: string, of: readonly { platform: string }[]): Fault[] =>
    of.flatMap(({ platform }, index) =>
      platform === own ? [] : [{ at: `${at}[${index}].platform`, what: `it is ${platform}, but the job is for ${own}` }],
    );
  return units.flatMap(({ platforms, tests, scan = [] }, index) => [
    ...faultsOf(`units[${index}].platforms`, platforms),
    ...faultsOf(`units[${index}].tests`, tests),
    ...faultsOf(`units[${index}].scan`, scan),
  ]);
}

/** A record names the bases of the plan, in their order. */
function checkBases({ unit, base, otherBases = [] }: UnitRecord, at: string, units: readonly PlannedUnit[]): Fault[] {
  const planned = units.find(({ name }) => name === unit);
  const [main, ...others] = planned ? baseUnitsOf(planned) : [];
  const faultOf = (path: string, its: string, must: string | undefined): Fault[] =>
    its === must ? [] : [{ at: `${at}.${path}.unit`, what: `it is ${JSON.stringify(its)}, but must be ${JSON.stringify(must)}` }];
  return [
    ...(base ? faultOf("base", base.unit, main) : []),
    ...otherBases.flatMap((other, index) => faultOf(`otherBases[${index}]`, other.unit, others[index])),
  ];
}

/** Prints a record as the text of its file, with only the end of long logs. */
export function printRecord(record: JobRecord): string {
  return `${JSON.stringify({ ...record, units: record.units.map(boundUnit) }, undefined, 2)}\n`;
}

function boundUnit(unit: UnitRecord): UnitRecord {
  return { ...unit, tests: unit.tests.map(boundTest), ...(unit.problem === undefined ? {} : { problem: endOf(unit.problem) }) };
}

function boundTest(test: TestResult): TestResult {
  return {
    ...test,
    ...(test.log === undefined ? {} : { log: endOf(test.log) }),
    ...(test.reason === undefined ? {} : { reason: endOf(test.reason) }),
  };
}

const cut = "… (cut; the job's log has the full text)\n";

/** The end of a text, from the start of a line if one is near. */
function endOf(text: string): string {
  if (text.length <= maximumRecordText) return text;
  const end = text.slice(text.length - maximumRecordText + cut.length);
  const line = end.indexOf("\n");
  return cut + (line >= 0 && line < 1024 ? end.slice(line + 1) : end.replace(/^[\uDC00-\uDFFF]/, ""));
}
