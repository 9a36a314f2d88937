import type { Home } from "../../../core/config/default-registry.ts";
import type { Configuration, Obstacle, OpenConfiguration } from "../../../core/config/index.ts";
import { capabilities } from "../../../core/events/capabilities.ts";
import { groupBy } from "../../../core/lib/group-by.ts";
import { Failure, type Problem } from "../../../core/lib/problems/problem.ts";
import { withoutStop } from "../../../core/lib/text/words.ts";
import type { Blocker } from "../../../core/plan/decide/blocker.ts";
import { type AbsentUnit, withoutAbsent } from "../../../core/sources/absent.ts";
import type { From } from "../../../core/sources/from.ts";
import { sourceName } from "../../../core/sources/scope.ts";
import { basesFirst } from "../../../core/unit/bases-first.ts";
import type { Unit, UnitSource } from "../../../core/unit/unit.ts";
import type { Files } from "../../../ports/files.ts";
import type { Checkout } from "../checkout/checkout.ts";
import { openConfigurationIn } from "../configuration.ts";
import { withDockerfiles } from "../dockerfiles.ts";
import type { Question } from "../question.ts";
import { checkTargets } from "../targets.ts";
import { type ResolvedSources, resolveSources } from "./resolve-sources.ts";
import { filesIn } from "./source-files.ts";
import { sourcesAtGitTag } from "./sources-at-git-tag.ts";

/** The units of a configuration, each at its source. */
export interface SourcedUnits extends Pick<Configuration, "promotion" | "warnings"> {
  /** Bases before their children, with the bases from their Dockerfiles. */
  units: Unit[];
  /** The units that their source does not have. */
  absent: AbsentUnit[];
  /** Why units cannot be built from their source, by unit name. */
  blockers: Map<string, Blocker>;
  /** Where streams come from, if not from the default branch. */
  from: ReadonlyMap<string, From>;
  /** In the run of a git tag: the streams whose newest release it is. */
  released?: ReadonlySet<string>;
  notes: string[];
}

/**
 * The units of the configuration in a checkout, each at its source. Opens the work trees of sources.
 * @throws Failure for a faulty configuration, and for faults of the checkout's own Dockerfiles
 */
export async function readSourcedUnits(
  question: Pick<Question, "trigger" | "config" | "offline">,
  checkout: Checkout,
  home: Home,
  files: Files,
): Promise<SourcedUnits> {
  const { tree } = checkout;
  const opened = await openConfigurationIn(tree, question.config, home, files);
  const { notes, released, ...places } = await sourcesFor(opened, question, checkout, files);
  const ownFiles = opened.valueFiles.filter(({ stream }) => !places.sources.has(stream));
  const { units, from, obstacles, promotion, warnings } = opened.load({
    ...(await filesIn(tree, files, ownFiles)),
    ...places,
  });
  const blockers = blockersOf(obstacles);
  const joined = await joinDockerfilesIn(checkout, files, units, from, blockers);
  return {
    ...withoutAbsent(joined, reasonsOf(obstacles)),
    blockers,
    from,
    ...(released ? { released } : {}),
    notes,
    promotion,
    warnings,
  };
}

/** The sources of a plan: in the run of a git tag, that tag. */
function sourcesFor(
  opened: OpenConfiguration,
  { trigger, offline }: Pick<Question, "trigger" | "offline">,
  checkout: Checkout,
  files: Files,
): Promise<ResolvedSources> {
  const isRelease = trigger.scope === "tag" && !capabilities[trigger.intent].needsEventCommit;
  return isRelease
    ? sourcesAtGitTag(opened, trigger, { ...checkout, offline, files })
    : resolveSources(opened, { trigger, offline }, checkout, files);
}

function reasonsOf(obstacles: ReadonlyMap<string, Obstacle>): Map<string, string> {
  return new Map([...obstacles].flatMap(([name, { absent }]) => (absent === undefined ? [] : [[name, absent] as const])));
}

function blockersOf(obstacles: ReadonlyMap<string, Obstacle>): Map<string, Blocker> {
  return new Map([...obstacles].flatMap(([name, { blocked }]) => (blocked ? [[name, blocked] as const] : [])));
}

/**
 * Adds the bases from the Dockerfiles, source by source: a base comes from the same source.
 * @param join joins the units of one stream with `from`, or all units without a source
 */
export async function joinBySource(
  units: readonly Unit[],
  from: ReadonlyMap<string, From>,
  join: (units: readonly Unit[], source: UnitSource | undefined) => Promise<readonly Unit[]>,
): Promise<Unit[]> {
  if (from.size === 0) return [...(await join(units, undefined))];
  const joined: Unit[] = [];
  for (const group of groupBy(units, ({ stream }) => (from.has(stream) ? stream : undefined)).values()) {
    const [first] = group;
    const isUnknown = first && from.has(first.stream) && !first.source;
    joined.push(...(isUnknown ? group : await join(group, first?.source)));
  }
  const byName = new Map(joined.map((unit) => [unit.name, unit]));
  return basesFirst(units.flatMap(({ name }) => byName.get(name) ?? []));
}

/**
 * Reads the Dockerfiles at each source. Their faults at the source of a stream block that stream;
 * the units without a source share one configuration.
 */
async function joinDockerfilesIn(
  { trees }: Checkout,
  files: Files,
  units: readonly Unit[],
  from: ReadonlyMap<string, From>,
  blockers: Map<string, Blocker>,
): Promise<Unit[]> {
  return joinBySource(units, from, async (group, source) => {
    const at = trees.find(source ? { source } : {});
    if (!at) return group;
    try {
      const joined = await withDockerfiles(group, at.commit, at.tree, files);
      await checkTargets(joined, at.tree, files);
      return joined;
    } catch (error) {
      if (!(error instanceof Failure) || !source) throw error;
      const reason = faultAt(sourceName(source), error.problems[0]);
      for (const { name } of group) blockers.set(name, { code: "source-unusable", reason });
      return group;
    }
  });
}

function faultAt(source: string, problem: Problem | undefined): string {
  const { file, line, message = "" } = problem ?? {};
  const place = file === undefined ? "" : ` (${file}${line === undefined ? "" : `:${line}`})`;
  return `at its source ${source}${place}: ${withoutStop(message)}`;
}
