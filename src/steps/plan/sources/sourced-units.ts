import type { Home } from "../../../core/config/default-registry.ts";
import type { Configuration, Obstacle, OpenConfiguration } from "../../../core/config/index.ts";
import { capabilities } from "../../../core/events/capabilities.ts";
import type { Blocker } from "../../../core/plan/decide/blocker.ts";
import { type AbsentUnit, withoutAbsent } from "../../../core/sources/absent.ts";
import type { From } from "../../../core/sources/from.ts";
import type { Unit } from "../../../core/unit/unit.ts";
import type { Files } from "../../../ports/files.ts";
import type { Checkout } from "../checkout/checkout.ts";
import { openConfigurationIn } from "../configuration.ts";
import type { Question } from "../question.ts";
import { type ResolvedSources, resolveSources } from "./resolve-sources.ts";
import { joinDockerfilesIn } from "./source-bases.ts";
import { filesIn } from "./source-files.ts";
import { sourcesAtGitTag } from "./sources-at-git-tag.ts";

/** The units of a configuration, each at its source. */
export interface SourcedUnits
  extends Pick<Configuration, "promotion" | "jobs" | "freshness" | "generator" | "aliasPlaces" | "warnings"> {
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
  const { units, from, obstacles, ...rest } = opened.load({
    ...(await filesIn(tree, files, ownFiles)),
    ...places,
  });
  const blockers = blockersOf(obstacles);
  const joined = await joinDockerfilesIn(checkout, files, units, from, released !== undefined, blockers);
  return {
    ...withoutAbsent(joined, reasonsOf(obstacles)),
    blockers,
    from,
    ...(released ? { released } : {}),
    notes,
    ...rest,
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
