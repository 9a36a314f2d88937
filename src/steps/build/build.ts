import { unitsOfJob } from "../../core/build/leg.ts";
import type { UnitRecord } from "../../core/build/record.ts";
import { basesOfGroups } from "../../core/build/together.ts";
import type { Problem } from "../../core/lib/problems/problem.ts";
import type { Job } from "../../core/plan/jobs/job.ts";
import { needsJob, type Plan, type PlannedUnit } from "../../core/plan/plan.ts";
import { awaitedUnits } from "../../core/publish/evidence.ts";
import { kindOfTest } from "../../core/tests/kinds.ts";
import { baseUnitsOf } from "../../core/unit/bases.ts";
import type { SecretReference } from "../../core/unit/unit.ts";
import type { Builder } from "../../ports/builder.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Containers } from "../../ports/containers.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { inWords } from "../report/unit-problem.ts";
import { showProgress, type WorkProgress } from "../report/work-progress.ts";
import { findGenerator } from "./find-generator.ts";
import { type InputsNow, InputsWatch } from "./inputs-watch.ts";
import { type Obstacle, obstacleAmong } from "./not-built.ts";
import { type Checked, preflight } from "./preflight.ts";
import type { Site } from "./site.ts";
import { timedTurns } from "./timed-turns.ts";
import { buildAndTest } from "./unit.ts";

export interface BuildPorts {
  builder: Builder;
  containers: Containers;
  registry: Registry;
  reporter: Reporter;
  clock: Clock;
}

export interface BuildOptions {
  /** Absolute path of the checkout: secrets' files are relative to it. */
  workTree: string;
  /** Absolute path of the work tree of a unit's source; the checkout by default. */
  workTreeOf?: Site["workTreeOf"];
  /** Problems of units that are reported already: they are not built. By unit name. */
  stopped?: ReadonlyMap<string, readonly Problem[]>;
  /** Secrets of images outside the plan: their values may be here too. */
  secrets?: readonly SecretReference[];
  /** The job of the plan to do; by default, everything on this machine. */
  job?: Job;
  /** What jobs of earlier levels recorded of the job's bases, by unit name. */
  earlier?: ReadonlyMap<string, UnitRecord>;
  /**
   * Checks units' inputs before and after each build where tests run scripts; by default it trusts
   * the plan.
   */
  inputsNow?: InputsNow;
  /**
   * Whether the same run publishes its builds: then it checks the right to push in all registries,
   * not only the first.
   */
  publishes?: boolean;
  /** The name of a passing unit in this machine's containers; by default it keeps none. */
  nameOf?: Site["nameOf"];
  /** How many units to process at the same time. Builds with shared stages count as one. */
  parallel?: number;
}

/**
 * As many as one `docker buildx bake` would handle in a usual repository. BuildKit shares out the
 * work of all builds (`max-parallelism`), and the matrix gives a small machine fewer units.
 */
const defaultParallel = 20;

/**
 * Builds and tests the units of one job of the plan, or all of them. Tags nothing. Finds late failures
 * before any build (`builder-…`, `platform-cannot-run`, `registry-denied`, `build-secret-missing`);
 * `preflight` says which of them throw. Otherwise every unit gets its record, whatever happens to
 * the others: a failed base fails only the units built on it.
 */
export async function build(plan: Plan, options: BuildOptions, ports: BuildPorts): Promise<UnitRecord[]> {
  const units = options.job ? unitsOfJob(plan, options.job) : plan.units.filter(needsJob);
  if (units.length === 0) return [];
  const able = units.filter(({ name }) => !options.stopped?.has(name));
  const [found, { generator, problem }] = await Promise.all([
    preflight(plan.intent, able, options.workTree, ports, options.publishes ?? false),
    findGenerator(plan, able, ports.registry),
  ]);
  if (problem) ports.reporter.problem(problem);
  const stopped = new Map([...found.stopped, ...(options.stopped ?? [])]);
  return buildAndTestAll(plan, units, { ...found, stopped, ...(generator === undefined ? {} : { generator }) }, options, ports);
}

/** The findings before any build, and the generator of package lists that builds use. */
interface Findings extends Checked, Pick<Site, "generator"> {}

/**
 * Each unit begins when its bases have passed, as far as this job builds or tests them.
 * @param checked the reported obstacles, and the builds that cannot be pushed, by unit name
 */
async function buildAndTestAll(
  plan: Plan,
  units: readonly PlannedUnit[],
  { stopped, kept, severalNodes, generator }: Findings,
  options: BuildOptions,
  ports: BuildPorts,
): Promise<UnitRecord[]> {
  const inTurn = timedTurns(options.parallel ?? defaultParallel, ports.clock);
  const toBuild = units.filter(({ decision }) => decision === "build");
  // Only tests that run on the runner can write into the work tree.
  const runsScripts = units.some(({ tests }) => tests.some((test) => kindOfTest(test).onRunner));
  const withoutHash = [...(options.earlier?.values() ?? [])].filter(({ noInputsHash }) => noInputsHash).map(({ unit }) => unit);
  const watch = await InputsWatch.begin(toBuild, runsScripts ? options.inputsNow : undefined, withoutHash);
  // Of all units, built here or not: one unit's test script may print another one's secret.
  const secrets = [...plan.units.flatMap((unit) => unit.build.secrets), ...(options.secrets ?? [])];
  const redact = await ports.builder.redactor(secrets, options.workTree);
  const progress = showProgress(units.length, ports);
  const site: Site = {
    workTree: options.workTree,
    workTreeOf: options.workTreeOf ?? (() => options.workTree),
    secrets,
    redact,
    severalNodes,
    kept,
    ...(generator === undefined ? {} : { generator }),
    ...(options.job?.platform === undefined ? {} : { platform: options.job.platform }),
    layouts: new Map(),
    watch,
    progress,
    ...(options.nameOf ? { nameOf: options.nameOf } : {}),
  };
  const records = new Map<string, Promise<UnitRecord>>();
  const awaitedNames = awaitedUnits(plan);
  const basesOf = (unit: PlannedUnit) => baseUnitsOf(unit).filter((name) => awaitedNames.has(name));
  const groupBases = basesOfGroups(units, basesOf);
  for (const unit of units) {
    const awaited = Promise.all(basesOf(unit).flatMap((name) => records.get(name) ?? options.earlier?.get(name) ?? []));
    const work = async (): Promise<UnitRecord> => {
      const problems = stopped.get(unit.name);
      if (problems) return withoutWork(unit, "failed", inWords(problems));
      const baseRecords = await awaited;
      const obstacle = obstacleAmong(basesOf(unit), baseRecords, plan, options.job);
      if (obstacle) return notBuilt(unit, obstacle, ports.reporter);
      await Promise.all([...(groupBases.get(unit.name) ?? [])].map((name) => records.get(name)));
      const byName = new Map(baseRecords.map((record) => [record.unit, record]));
      return inTurn(unit, (turn) => buildAndTest(plan, unit, byName, site, turn, ports));
    };
    records.set(unit.name, counted(work(), progress));
  }
  try {
    return await Promise.all(records.values());
  } finally {
    progress.end();
    for (const layout of site.layouts.values()) await layout.dispose();
  }
}

async function counted(work: Promise<UnitRecord>, progress: WorkProgress): Promise<UnitRecord> {
  const record = await work;
  progress.finish(record.unit, record.outcome === "failed");
  return record;
}

function notBuilt(unit: PlannedUnit, { outcome, problem, code }: Obstacle, reporter: Reporter): UnitRecord {
  const message = `${unit.name}: ${problem}`;
  if (code === undefined) reporter.line(message);
  else reporter.problem({ code, message, severity: unit.required ? "error" : "warning" });
  return withoutWork(unit, outcome, { problem, ...(code ? { code } : {}) });
}

function withoutWork(
  { name }: PlannedUnit,
  outcome: UnitRecord["outcome"],
  why: Pick<UnitRecord, "problem" | "code">,
): UnitRecord {
  return { unit: name, outcome, platforms: [], tests: [], duration: { build: 0, test: 0 }, ...why };
}
