import type { BakeBase } from "../../core/build/bake.ts";
import type { TestResult, UnitRecord } from "../../core/build/record.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { failure, type Problem } from "../../core/lib/problems/problem.ts";
import { digestToBuildOn, type Plan, type PlannedUnit } from "../../core/plan/plan.ts";
import { plannedRepository, repositoryOfBase } from "../../core/plan/planned-repository.ts";
import { basesOf } from "../../core/unit/bases.ts";
import { buildRepository, firstRepository } from "../../core/unit/repositories.ts";
import type { SecretReference } from "../../core/unit/unit.ts";
import type { Builder, Layout } from "../../ports/builder.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Containers } from "../../ports/containers.ts";
import type { Log } from "../../ports/log.ts";
import type { Redact } from "../../ports/redact.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { inWords, problemsOfError } from "../report/unit-problem.ts";
import { buildWithCache, cacheFor } from "./cache.ts";
import { buildImage, type Image, plannedImage } from "./image.ts";
import { folderStore, type ImageStore, registryStore } from "./image-store.ts";
import type { InputsWatch } from "./inputs-watch.ts";
import { secretsFrom, withSecrets } from "./secret-files.ts";
import { runTests } from "./testing.ts";

interface UnitPorts {
  builder: Builder;
  containers: Containers;
  registry: Registry;
  reporter: Reporter;
  clock: Clock;
}

/** The place of a run of `build`. */
export interface Site {
  /** Absolute path of the checkout: secrets' files are relative to it. */
  workTree: string;
  /** Absolute path of the work tree of a unit's source. */
  workTreeOf(unit: PlannedUnit): string;
  /** The secrets of all units of the plan. */
  secrets: SecretReference[];
  /** Masks the values of these secrets in a text. */
  redact: Redact;
  /** By unit, why a build is not pushed, although the plan would have it pushed. */
  kept: ReadonlyMap<string, string>;
  /** Builds that stay on this machine, by unit: never pushed. */
  layouts: Map<string, Layout>;
  watch: InputsWatch;
  /** See `BuildOptions`. */
  nameOf?: (unit: PlannedUnit) => string | undefined;
}

/**
 * One unit, from its build to its last test. Never throws: it records and reports failures.
 * `baseRecords` has the records of its bases that the same job built or tested, by unit name.
 */
export async function buildAndTest(
  plan: Plan,
  unit: PlannedUnit,
  baseRecords: ReadonlyMap<string, UnitRecord>,
  site: Site,
  ports: UnitPorts,
): Promise<UnitRecord> {
  const { redact } = site;
  const log = redacted(ports.reporter.group(unit.name), redact);
  const record: UnitRecord = { unit: unit.name, outcome: "failed", platforms: [], tests: [], duration: { build: 0, test: 0 } };
  const timed = async <T>(phase: "build" | "test", work: () => Promise<T>): Promise<T> => {
    const began = ports.clock.now().getTime();
    try {
      return await work();
    } finally {
      record.duration[phase] = ports.clock.now().getTime() - began;
    }
  };
  try {
    const bases = unit.decision === "build" ? await bakeBasesOf(plan, unit, baseRecords, site, ports.registry) : [];
    const store = await imageStoreOf(plan, unit, site, ports);
    const workTree = site.workTreeOf(unit);
    const tools = { builder: ports.builder, workTree, secrets: secretsFrom(site, workTree), log };
    const make = async () => {
      const cache = await cacheFor(plan, unit, ports.registry, log);
      return site.watch.build(unit, [...baseRecords.keys()], log, (made) =>
        buildWithCache(cache, log, (own) => buildImage(plan, withSecrets(made, site, workTree), bases, store, own, tools)),
      );
    };
    const image = await timed("build", () => (unit.decision === "build" ? make() : plannedImage(unit, store)));
    record.digest = image.digest;
    record.platforms = image.platforms;
    Object.assign(record, recordedBases(bases));
    const kept = unit.decision === "build" ? site.kept.get(unit.name) : undefined;
    if (kept !== undefined) record.kept = kept;
    record.tests = await timed("test", () => runTests(unit, image.platforms, store, workTree, { ...ports, log, redact }));
    throwIfAnyFailed(record.tests);
    const name = site.nameOf?.(unit);
    if (name !== undefined) await keep(name, image, store, ports.containers, log);
    record.outcome = "passed";
    log.line(summaryOf(unit, record));
  } catch (error) {
    const problems = problemsOfError(error, log).map((problem) => ({ ...problem, message: redact(problem.message) }));
    if (problems.some(({ code }) => code === "build-secret-withheld")) record.outcome = "unchecked";
    Object.assign(record, inWords(problems));
    for (const problem of problems) reportUnitProblem(unit, problem, log, ports.reporter);
  } finally {
    log.end();
  }
  return record;
}

/** What may not or cannot be pushed stays on this machine: all builds of an untrusted change. */
async function imageStoreOf(
  plan: Plan,
  unit: PlannedUnit,
  site: Site,
  { builder, registry, containers }: UnitPorts,
): Promise<ImageStore> {
  if (unit.decision !== "build") return registryStore(plannedRepository(unit), registry, containers);
  const repository = site.kept.has(unit.name) ? undefined : buildRepository(unit, plan.intent);
  if (repository !== undefined) return registryStore(repository, registry, containers);
  const layout = await builder.layout();
  site.layouts.set(unit.name, layout);
  return folderStore(layout, containers);
}

function recordedBases(bases: readonly BakeBase[]): Pick<UnitRecord, "base" | "otherBases"> {
  const [base, ...otherBases] = bases.map(({ unit, digest }) => ({ unit: `${unit.image}:${unit.streamTag}`, digest }));
  return { ...(base ? { base } : {}), ...(otherBases.length === 0 ? {} : { otherBases }) };
}

async function bakeBasesOf(
  plan: Plan,
  unit: PlannedUnit,
  baseRecords: ReadonlyMap<string, UnitRecord>,
  site: Site,
  registry: Registry,
): Promise<BakeBase[]> {
  const bases: BakeBase[] = [];
  for (const { unit: name, ...use } of basesOf(unit)) {
    bases.push({ ...(await bakeBaseOf(plan, unit, name, baseRecords.get(name), site, registry)), ...use });
  }
  return bases;
}

/**
 * A base of a unit: the held digest, or the one just built, or the published one if the plan builds
 * none. The plan of an untrusted change does not ask registries; its base is whatever the public
 * stream shows.
 */
async function bakeBaseOf(
  plan: Plan,
  unit: PlannedUnit,
  name: string,
  baseRecord: UnitRecord | undefined,
  { layouts }: Site,
  registry: Registry,
): Promise<BakeBase> {
  const base = plan.units.find((candidate) => candidate.name === name);
  const layout = layouts.get(name)?.path;
  const use = (from: PlannedUnit, digest: Digest): BakeBase => ({
    unit: from,
    digest,
    repository: repositoryOfBase(from, digest, plan.intent),
    ...(layout ? { layout } : {}),
  });
  if (base && baseRecord?.digest) return use(base, baseRecord.digest);
  const planned = base && digestToBuildOn(base, plan.intent);
  if (base && (planned !== undefined || base.decision !== "build")) {
    const shown = () => registry.resolve(firstRepository(base), base.streamTag);
    const digest = planned ?? (!capabilities[plan.intent].push ? await shown() : undefined);
    if (digest) return use(base, digest);
  }
  throw failure(
    "build-base-missing",
    `Its base ${name} was not built in this job and has no publication yet. Run again with both selected: only: ${name}, ${unit.name}`,
  );
}

/** A log without secrets: it may quote output of builds and tests. */
function redacted(log: ReturnType<Reporter["group"]>, redact: Redact): ReturnType<Reporter["group"]> {
  return { line: (text) => log.line(redact(text)), end: () => log.end() };
}

function throwIfAnyFailed(tests: readonly TestResult[]): void {
  const failed = tests.filter((test) => !test.passed);
  if (failed.length === 0) return;
  const list = failed.map(({ name, platform, reason }) => `"${name}" on ${platform} (${reason ?? "failed"})`).join(", ");
  throw failure("test-failed", `${failed.length} of ${tests.length} ${tests.length === 1 ? "test" : "tests"} failed: ${list}`);
}

/** `built in 41.2 s, 6 tests passed in 12.0 s`. */
function summaryOf({ decision }: PlannedUnit, { tests, duration }: UnitRecord): string {
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
  const tested =
    tests.length === 0
      ? "no tests"
      : `${tests.length} ${tests.length === 1 ? "test" : "tests"} passed in ${seconds(duration.test)}`;
  return decision === "build" ? `built in ${seconds(duration.build)}, ${tested}` : tested;
}

/** Gives an image a name in this machine's containers. */
async function keep(name: string, { platforms }: Image, store: ImageStore, containers: Containers, log: Log): Promise<void> {
  const [first] = platforms;
  if (!first) return;
  const image = await store.makeRunnable(first.digest, first.platform, log);
  try {
    await containers.name(image, name);
  } finally {
    await containers.discard(image);
  }
}

/** A unit that is not required warns, and does not fail the run. */
function reportUnitProblem(unit: PlannedUnit, problem: Problem, log: Log, reporter: Reporter): void {
  log.line(`✗ ${problem.message.split("\n")[0]}`); // the log above has the other lines
  const severity = unit.required ? problem.severity : "warning";
  reporter.problem({ ...problem, message: `${unit.name}: ${problem.message}`, severity });
}
