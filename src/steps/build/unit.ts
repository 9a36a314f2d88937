import type { BakeBase } from "../../core/build/bake.ts";
import { failedTestProblems } from "../../core/build/failed-tests.ts";
import type { TestResult, UnitRecord } from "../../core/build/record.ts";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import { count, duration } from "../../core/lib/text/words.ts";
import { generatorRemedy } from "../../core/packages/generator.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import { plannedRepository } from "../../core/plan/planned-repository.ts";
import { buildRepository } from "../../core/unit/repositories.ts";
import type { Builder } from "../../ports/builder.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Containers } from "../../ports/containers.ts";
import type { Log } from "../../ports/log.ts";
import type { Redact } from "../../ports/redact.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";
import { inWords, problemsOfError } from "../report/unit-problem.ts";
import { bakeBasesOf } from "./bake-bases.ts";
import { buildWithCaches, cachesFor } from "./cache.ts";
import { buildImage, type Image, plannedImage } from "./image.ts";
import { folderStore, type ImageStore, registryStore } from "./image-store.ts";
import { secretsFrom, withSecrets } from "./secret-files.ts";
import type { Site } from "./site.ts";
import { runTests } from "./testing.ts";
import type { Turn } from "./turns.ts";
import type { Compared, Comparison } from "./unchanged/compare.ts";
import { isCompared } from "./unchanged/is-compared.ts";
import { withTestedImages } from "./unchanged/tested-images.ts";

interface UnitPorts {
  builder: Builder;
  containers: Containers;
  registry: Registry;
  reporter: Reporter;
  clock: Clock;
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
  turn: Turn,
  ports: UnitPorts,
): Promise<UnitRecord> {
  const { redact } = site;
  const log = redacted(ports.reporter.group(unit.name), redact);
  const record: UnitRecord = { unit: unit.name, outcome: "failed", platforms: [], tests: [], duration: { build: 0, test: 0 } };
  const timed = <T>(phase: "build" | "test", work: () => Promise<T>): Promise<T> =>
    turn[phase](async () => {
      site.progress.begin(unit.name, phase === "build" ? "build" : "tests");
      const began = ports.clock.now().getTime();
      try {
        return await work();
      } finally {
        record.duration[phase] += ports.clock.now().getTime() - began;
      }
    });
  try {
    const bases = unit.decision === "build" ? await bakeBasesOf(plan, unit, baseRecords, site, ports) : [];
    const store = await imageStoreOf(plan, unit, site, ports);
    const make = () => watchedBuild(plan, unit, { bases, built: [...baseRecords.keys()], store }, site, { ...ports, log });
    const image = await timed("build", () => (unit.decision === "build" ? make() : plannedImage(plan, unit, store)));
    reportMissingLists(unit, image, ports.reporter);
    record.digest = image.digest;
    record.platforms = image.platforms;
    if (site.platform !== undefined && unit.decision === "build") record.index = new TextDecoder().decode(image.index);
    if (unit.decision === "build" && site.watch.isWithoutHash(unit)) record.noInputsHash = true;
    Object.assign(record, recordedBases(bases));
    const kept = unit.decision === "build" ? site.kept.get(unit.name) : undefined;
    if (kept !== undefined) record.kept = kept;
    const compared = await withTestedImages(isCompared(plan, unit, store, site), store, ports.containers, async (tested) => {
      const place = tested ?? store;
      record.tests = await timed("test", () =>
        runTests(unit, image.platforms, place, site.workTreeOf(unit), { ...ports, log, redact }),
      );
      checkTests(unit, record.tests, redact, log, ports.reporter);
      return tested && turn.test(() => compare({ plan, unit, image, store, tested, ...ports, redact, log }));
    });
    Object.assign(record, compared);
    if (record.unchanged === undefined) await timed("test", () => scan(unit, image, store, record, site, { ...ports, log }));
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

/**
 * Builds a unit with its caches, while its inputs are watched.
 * @param built the names of its bases that this run built
 */
async function watchedBuild(
  plan: Plan,
  unit: PlannedUnit,
  { bases, built, store }: { bases: readonly BakeBase[]; built: readonly string[]; store: ImageStore },
  site: Site,
  { builder, registry, log }: UnitPorts & { log: Log },
): Promise<Image> {
  const workTree = site.workTreeOf(unit);
  const tools = { builder, workTree, secrets: secretsFrom(site, workTree), log, severalNodes: site.severalNodes };
  const caches = await cachesFor(plan, unit, site, registry, log);
  return site.watch.build(unit, built, log, (made) =>
    buildWithCaches(caches, log, (own) => {
      const generator = site.generator === undefined ? {} : { generator: site.generator };
      const task = { plan, unit: withSecrets(made, site, workTree), bases, store, caches: own, ...generator };
      return buildImage(task, tools);
    }),
  );
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

/** Loads the comparison on demand. */
async function compare(comparison: Comparison): Promise<Compared> {
  const { compareWithPublished } = await import("./unchanged/compare.ts");
  return compareWithPublished(comparison);
}

/** Scans an image that is not the published one. @throws Failure if its scan fails the unit */
async function scan(
  unit: PlannedUnit,
  image: Image,
  store: ImageStore,
  record: UnitRecord,
  { redact, workTreeOf }: Site,
  ports: UnitPorts & { log: Log },
): Promise<void> {
  if (!unit.scan || image.digest === unit.current) return;
  const { scanImage } = await import("../scan/scan.ts"); // loaded on demand
  const task = { unit: { ...unit, scan: unit.scan }, image, store, workTree: workTreeOf(unit) };
  const { scan: found, problems } = await scanImage(task, { ...ports, redact });
  record.scan = found;
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Failure(errors);
  for (const problem of problems) reportUnitProblem(unit, problem, ports.log, ports.reporter);
}

function recordedBases(bases: readonly BakeBase[]): Pick<UnitRecord, "base" | "otherBases"> {
  const [base, ...otherBases] = bases.map(({ unit, digest }) => ({ unit: `${unit.image}:${unit.streamTag}`, digest }));
  return { ...(base ? { base } : {}), ...(otherBases.length === 0 ? {} : { otherBases }) };
}

/** A log without secrets: it may quote output of builds and tests. */
function redacted(log: ReturnType<Reporter["group"]>, redact: Redact): ReturnType<Reporter["group"]> {
  return { line: (text) => log.line(redact(text)), end: () => log.end() };
}

/** Reports failed tests that are waived. @throws Failure `test-failed` for the others */
function checkTests(unit: PlannedUnit, results: readonly TestResult[], redact: Redact, log: Log, reporter: Reporter): void {
  const problems = failedTestProblems(unit, results);
  const errors = problems.filter(({ severity }) => severity === "error");
  for (const problem of problems)
    if (problem.severity === "warning") reportUnitProblem(unit, { ...problem, message: redact(problem.message) }, log, reporter);
  if (errors.length > 0) throw new Failure(errors);
}

/** `built in 41 s, 6 tests passed in 12 s`. */
function summaryOf({ decision }: PlannedUnit, { tests, duration: { build, test } }: UnitRecord): string {
  const failed = tests.filter(({ passed }) => !passed).length; // waived ones: the unit passed
  const passed = `${count(tests.length - failed, "test")} passed${failed === 0 ? "" : ` and ${count(failed, "waived test")} failed`}`;
  const tested = tests.length === 0 ? "no tests" : `${passed} in ${duration(test)}`;
  return decision === "build" ? `built in ${duration(build)}, ${tested}` : tested;
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

/** A list that its generator did not write keeps no image from being published. */
function reportMissingLists({ name }: PlannedUnit, { withoutList }: Image, reporter: Reporter): void {
  if (withoutList.length === 0) return;
  const message = `${name}: the generator wrote no list of packages for ${withoutList.join(", ")}, so Tagstream cannot tell what changed there. ${generatorRemedy}`;
  reporter.problem({ code: "build-packages-missing", severity: "warning", message });
}

/** A unit that is not required warns, and does not fail the run. */
function reportUnitProblem(unit: PlannedUnit, problem: Problem, log: Log, reporter: Reporter): void {
  log.line(`✗ ${problem.message.split("\n")[0]}`); // the log above has the other lines
  const severity = unit.required ? problem.severity : "warning";
  reporter.problem({ ...problem, message: `${unit.name}: ${problem.message}`, severity });
}
