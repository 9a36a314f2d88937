import type { JobRecord, UnitRecord } from "../../core/build/record.ts";
import { failure, type Problem } from "../../core/lib/problem.ts";
import { type Job, needsJob, type Plan, type PlannedUnit } from "../../core/plan/plan.ts";
import { waitsForNothing } from "../../core/publish/evidence.ts";
import { kindOfTest } from "../../core/tests/kinds.ts";
import type { SecretReference } from "../../core/unit/unit.ts";
import type { Builder } from "../../ports/builder.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Containers } from "../../ports/containers.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { inWords } from "../report/unit-problem.ts";
import { type InputsNow, InputsWatch } from "./inputs-watch.ts";
import { preflight } from "./preflight.ts";
import { createSlots } from "./slots.ts";
import { buildAndTest, type Site } from "./unit.ts";

export interface BuildPorts {
  builder: Builder;
  containers: Containers;
  registry: Registry;
  reporter: Reporter;
  clock: Clock;
}

export interface BuildOptions {
  /** Absolute path of the checkout of the plan's commit. */
  workTree: string;
  /** Secrets of images that the plan leaves out: their values may be here, too. */
  secrets?: readonly SecretReference[];
  /** The entry of the plan's matrix to build; all by default. */
  job?: string;
  /** Looks at what units are made of, before and after each build, where tests run scripts; by default the plan is taken at its word. */
  inputsNow?: InputsNow;
  /** Whether the same run publishes what it builds: then the right to push is looked for in all registries, and not in the first alone. */
  publishes?: boolean;
  /** What a unit that passes is to be called in this machine's containers; by default it is not kept there. */
  nameOf?: Site["nameOf"];
  /** How many units are worked on at the same time. */
  parallel?: number;
}

/**
 * As many as `docker buildx bake` would get through itself in a usual repository: BuildKit shares out the work of all builds (its
 * `max-parallelism`), and a machine that is too small for them is given fewer units by the matrix.
 */
const defaultParallel = 20;

/**
 * Builds and tests the units of one job of the plan, or of all. Nothing is tagged here. What would fail late is found before
 * anything is built (`builder-…`, `platform-cannot-run`, `registry-denied`, `build-secret-missing`), and thrown where it leaves nothing
 * to do. Every unit has its record, whatever became of the others: a base that fails takes along those that are built on it, and only them.
 */
export async function build(plan: Plan, options: BuildOptions, ports: BuildPorts): Promise<JobRecord[]> {
  const jobs = jobsOf(plan, options.job);
  const names = new Set(jobs.flatMap((job) => job.units));
  const units = plan.units.filter((unit) => names.has(unit.name) && needsJob(unit));
  const stopped = await preflight(plan.intent, units, options.workTree, ports, options.publishes ?? false);
  const records = new Map((await buildAndTestAll(plan, units, stopped, options, ports)).map((record) => [record.unit, record]));
  const { repository, commit, timestamp, run } = plan;
  return jobs.map((job) => ({
    version: 1,
    plan: { repository, commit, timestamp, run: run.id },
    job: job.id,
    units: job.units.flatMap((name) => records.get(name) ?? []),
  }));
}

function jobsOf(plan: Plan, id: string | undefined): readonly Job[] {
  if (id === undefined) return plan.jobs;
  const job = plan.jobs.find((candidate) => candidate.id === id);
  if (job) return [job];
  const known = plan.jobs.map((candidate) => candidate.id).join(", ");
  throw failure(
    "build-unknown-job",
    `The plan has no job "${id}". It has: ${known || "none, because there is nothing to build"}.`,
  );
}

/**
 * Each unit begins when its base, if that is built or tested here too, has passed.
 * @param stopped by unit name, what stands in its way, and has been reported
 */
async function buildAndTestAll(
  plan: Plan,
  units: readonly PlannedUnit[],
  stopped: ReadonlyMap<string, readonly Problem[]>,
  options: BuildOptions,
  ports: BuildPorts,
): Promise<UnitRecord[]> {
  const inSlot = createSlots(options.parallel ?? defaultParallel);
  const toBuild = units.filter(({ decision }) => decision === "build");
  // Only a test that runs on the runner can write into the work tree.
  const runsScripts = units.some(({ tests }) => tests.some((test) => kindOfTest(test).onRunner));
  const watch = await InputsWatch.begin(toBuild, runsScripts ? options.inputsNow : undefined);
  // Of all units, built here or not: what one unit's test script prints may be another one's secret.
  const secrets = [...plan.units.flatMap((unit) => unit.build.secrets), ...(options.secrets ?? [])];
  const site: Site = {
    workTree: options.workTree,
    secrets,
    redact: await ports.builder.redactor(secrets, options.workTree),
    layouts: new Map(),
    watch,
    ...(options.nameOf ? { nameOf: options.nameOf } : {}),
  };
  const records = new Map<string, Promise<UnitRecord>>();
  for (const unit of units) {
    const isHeld = plan.units.some((base) => base.name === unit.base && waitsForNothing(base, plan.intent));
    const base = unit.base === undefined || isHeld ? undefined : records.get(unit.base);
    const work = async (): Promise<UnitRecord> => {
      const problems = stopped.get(unit.name);
      if (problems) return withoutWork(unit, "failed", inWords(problems));
      const baseRecord = await base;
      if (baseRecord && baseRecord.outcome !== "passed") return notBuilt(unit, baseRecord, ports.reporter);
      return inSlot(() => buildAndTest(plan, unit, baseRecord, site, ports));
    };
    records.set(unit.name, work());
  }
  try {
    return await Promise.all(records.values());
  } finally {
    for (const layout of site.layouts.values()) await layout.dispose();
  }
}

function notBuilt(unit: PlannedUnit, base: UnitRecord, reporter: Reporter): UnitRecord {
  const unchecked = base.outcome === "unchecked";
  const why = unchecked ? "could not be built here" : base.outcome === "failed" ? "failed" : "was not built either";
  const problem = `not built: its base ${base.unit} ${why}`;
  reporter.line(`${unit.name}: ${problem}`);
  return withoutWork(unit, unchecked ? "unchecked" : "skipped", { problem });
}

function withoutWork(
  { name }: PlannedUnit,
  outcome: UnitRecord["outcome"],
  why: Pick<UnitRecord, "problem" | "code">,
): UnitRecord {
  return { unit: name, outcome, platforms: [], tests: [], duration: { build: 0, test: 0 }, ...why };
}
