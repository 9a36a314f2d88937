import type { Configuration } from "../../core/config/index.ts";
import { defaultConfiguration } from "../../core/config/scope-label.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import { type EventFacts, isTrigger, knownDefaultBranch, readEvent } from "../../core/events/event.ts";
import { outsideReferences } from "../../core/inputs/dockerfile/outside-references.ts";
import { testPaths } from "../../core/inputs/inputs-hash.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { normalizePath } from "../../core/lib/repository-path.ts";
import { millisecondsOf } from "../../core/lib/time/timestamp.ts";
import { dayOfPlan } from "../../core/plan/day-of-plan.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import { assertConfigured, type Expected, readPlan } from "../../core/plan/plan-document.ts";
import { withoutForeign } from "../../core/sources/absent.ts";
import type { From } from "../../core/sources/from.ts";
import { baseKeys, basesOf } from "../../core/unit/bases.ts";
import type { SecretReference, Unit } from "../../core/unit/unit.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Files } from "../../ports/files.ts";
import type { Ports } from "../../ports/index.ts";
import type { Repository } from "../../ports/repository.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { inTree } from "./checkout/work-tree.ts";
import { homeOf, openConfigurationIn } from "./configuration.ts";
import { readDockerfiles, withDockerfiles } from "./dockerfiles.ts";
import { assertSourcesHere, plannedSources, unitsByCommit } from "./sources/planned-sources.ts";
import { joinAcross } from "./sources/source-bases.ts";
import { filesIn } from "./sources/source-files.ts";

/** Milliseconds by which a plan's timestamp may be ahead of this machine's clock. */
const maxAhead = 86_400_000;

/**
 * The plan for a later job: of this repository, this run and the checked-out commit, and consistent
 * with its configuration; with the secrets of all images, selected or not.
 * @throws Failure `event-refused` too: a later job must not accept, from another run's plan, what
 *   `plan` refuses
 */
export async function readPlanFor(
  request: Request,
  { ports, event, terminal }: Session,
): Promise<{ plan: Plan; secrets: SecretReference[] }> {
  const asked = terminal ? undefined : readEvent(event);
  const text = await ports.files.read(request.plan ?? "");
  const plan = readPlan(text, {
    repository: event.repository,
    commit: await ports.repository.head(),
    ...(asked ? { run: event.runId, ...aboutEvent(asked) } : {}),
  });
  assertNotAhead(plan, ports.clock);
  await assertSourcesHere(plan, ports.repository);
  const { units: configured, from, ...rest } = await configurationOf(plan, request.config, event, ports);
  const units = await joinAsPlanned(plan, configured, from, ports);
  const outside = await outsideOf(plan, units, ports);
  assertConfigured(plan, { ...rest, units, from, outside, testsHashes: await testsHashes(plan, ports) });
  return { plan, secrets: units.flatMap(({ build }) => build.secrets) };
}

/**
 * Clocks differ. But a timestamp of next year would stay the newest until then and block every
 * publication.
 */
function assertNotAhead({ timestamp }: Plan, clock: Clock): void {
  if (millisecondsOf(timestamp) <= clock.now().getTime() + maxAhead) return;
  const message = `The plan's timestamp ${timestamp} is more than a day ahead of this machine's clock. Correct the clock, or use the plan that this run wrote.`;
  throw failure("plan-foreign", message);
}

function aboutEvent(asked: ReturnType<typeof readEvent>): Expected {
  return {
    intent: asked.intent,
    ...("gitTag" in asked ? { gitTag: asked.gitTag } : {}),
    ...(isTrigger(asked) ? { trigger: asked } : {}),
  };
}

/** The plan's configuration, at its sources. The job needs no input `config` to find it. */
async function configurationOf(
  plan: Plan,
  given: string,
  event: EventFacts,
  { repository, files }: Ports,
): Promise<Configuration> {
  const config = plan.config ?? given;
  if (given !== defaultConfiguration && normalizePath(given) !== normalizePath(config)) {
    throw failure(
      "plan-foreign",
      `The plan uses the configuration ${config}, but the input \`config\` is ${given}. Set the same \`config\` in both jobs.`,
    );
  }
  const planned = withPlanned(plan, repository, files);
  const home = homeOf({ ...plan, defaultBranch: knownDefaultBranch(event) }, dayOfPlan(plan));
  const opened = await openConfigurationIn(repository, config, home, planned);
  const sources = opened.from.size === 0 ? new Map() : await plannedSources(plan, opened.valueFiles, repository);
  const others = [...sources].find(([stream]) => !opened.from.has(stream))?.[1]; // in the run of a git tag
  const ownFiles = opened.valueFiles.filter(({ stream }) => !sources.has(stream));
  return opened.load({
    ...(await filesIn(repository, planned, ownFiles)),
    sources,
    ...(others ? { others } : {}),
  });
}

/**
 * Files that tolerate what only the plan's job had: an earlier step may have made a context there,
 * and `publish` needs none. The plan's paths are no evidence; they must match the configuration.
 */
function withPlanned({ units }: Plan, tree: Repository, files: Files): Files {
  const kinds = new Map<string, "file" | "folder">();
  for (const { build, ...unit } of units) {
    for (const path of [build.context, ...Object.values(build.contexts)]) kinds.set(inTree(tree, path), "folder");
    kinds.set(inTree(tree, build.dockerfile), "file");
    for (const path of testPaths(unit)) kinds.set(inTree(tree, path), "file");
  }
  return { ...files, kindOf: (path) => files.kindOf(path) ?? kinds.get(path) };
}

/**
 * Units with the bases from their Dockerfiles. Trusts the plan for a Dockerfile that a step of the
 * plan's job generated and that is absent here, and for a unit that it blocked. A base of another
 * stream that the plan leaves out is an image like any other.
 */
async function joinAsPlanned(
  plan: Plan,
  configured: readonly Unit[],
  from: ReadonlyMap<string, From>,
  { repository, files }: Ports,
): Promise<Unit[]> {
  const { versions, publish } = capabilities[plan.intent];
  const planned = new Map(plan.units.map((unit) => [unit.name, unit]));
  const isUnknown = ({ name, stream, source }: Unit): boolean =>
    (from.has(stream) && source === undefined) || (source !== undefined && planned.get(name)?.decision === "blocked");
  const ignore = (): void => {}; // the plan's job reported it, and blocked the unit
  const units = await joinAcross(configured, from, versions && publish, isUnknown, (group) =>
    withDockerfiles(group, plan.commit, repository, files, { isUnknown, onSourceFault: ignore }),
  );
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  return Promise.all(
    units.map(async (unit) => {
      const { dockerfile } = unit.build;
      const asPlanned = { ...unit, ...baseKeys(basesOf(planned.get(unit.name) ?? unit)) };
      if (unit.source) return isUnknown(unit) ? asPlanned : withoutLeftOut(unit);
      const isHere =
        files.kindOf(inTree(repository, dockerfile)) === "file" || (await repository.read(plan.commit, dockerfile)) !== undefined;
      return isHere ? withoutLeftOut(unit) : asPlanned;
    }),
  );

  function withoutLeftOut(unit: Unit): Unit {
    return from.size === 0 ? unit : withoutForeign(unit, byName, (base) => !planned.has(base));
  }
}

/** The images outside the configuration of units with seen bases, as far as their Dockerfiles are here. */
async function outsideOf(
  { units: planned, commit }: Plan,
  units: readonly Unit[],
  { repository, files }: Ports,
): Promise<Map<string, string[]>> {
  const named = new Set(planned.flatMap(({ name, seenBases }) => (seenBases ? [name] : [])));
  const own = units.filter(({ name }) => named.has(name));
  if (own.length === 0) return new Map();
  const [dockerfileOf, find] = [await readDockerfiles(own, commit, repository, files), outsideReferences(units)];
  return new Map(
    own.flatMap((unit) => {
      const text = dockerfileOf(unit);
      return text === undefined ? [] : [[unit.name, find(unit, text)] as const];
    }),
  );
}

/**
 * The hashes of the tests, except for units whose test files a step changed: nothing here shows
 * what the plan's job had.
 */
async function testsHashes({ commit, units }: Plan, { repository, hasherOf }: Ports): Promise<Map<string, string>> {
  const changed = (await repository.changes()).map(({ path }) => path.replace(/\/$/, ""));
  const hasher = hasherOf(repository);
  const known = new Map<string, string>();
  for (const [at, group] of unitsByCommit(commit, units)) {
    const files = await hasher.filesOf(at, group);
    for (const unit of group) {
      const tests = files.get(unit.name)?.tests;
      const isChanged = unit.source === undefined && (await touches(unit, changed, commit, repository));
      if (tests !== undefined && !isChanged) known.set(unit.name, tests);
    }
  }
  return known;
}

async function touches(unit: PlannedUnit, changed: readonly string[], commit: string, tree: Repository): Promise<boolean> {
  if (changed.length === 0) return false;
  for (const path of testPaths(unit)) {
    const real = (await tree.resolve(commit, path))?.path ?? path;
    const within = (one: string, other: string) => one === other || other === "." || one.startsWith(`${other}/`);
    if (changed.some((change) => within(change, real) || within(real, change))) return true;
  }
  return false;
}
