import { groupBy } from "../../../core/lib/group-by.ts";
import { Failure, type Problem } from "../../../core/lib/problems/problem.ts";
import { withoutStop } from "../../../core/lib/text/words.ts";
import type { Blocker } from "../../../core/plan/decide/blocker.ts";
import type { From } from "../../../core/sources/from.ts";
import { sourceName } from "../../../core/sources/scope.ts";
import { basesFirst } from "../../../core/unit/bases-first.ts";
import type { Unit, UnitSource } from "../../../core/unit/unit.ts";
import type { Files } from "../../../ports/files.ts";
import type { Repository } from "../../../ports/repository.ts";
import type { Checkout } from "../checkout/checkout.ts";
import { withDockerfiles } from "../dockerfiles.ts";
import { checkTargets } from "../targets.ts";

/** How one group of units gets the bases from their Dockerfiles. */
type Join = (units: readonly Unit[], isUnknown: (unit: Unit) => boolean) => Promise<readonly Unit[]>;

/**
 * Adds the bases from the Dockerfiles. A base may be of another stream, with another source. In the
 * run of a git tag, where all streams have the tagged commit's files, it comes from the same stream
 * or, for the streams that the tag does not publish, from one of these.
 * @param isRelease whether this is the run of a git tag
 * @param isUnknown whether nothing is known of a unit's files
 */
export async function joinAcross(
  units: readonly Unit[],
  from: ReadonlyMap<string, From>,
  isRelease: boolean,
  isUnknown: (unit: Unit) => boolean,
  join: Join,
): Promise<Unit[]> {
  if (!isRelease || from.size === 0) return [...(await join(units, isUnknown))];
  const joined: Unit[] = [];
  for (const group of groupBy(units, ({ stream }) => (from.has(stream) ? stream : undefined)).values())
    joined.push(...(await join(group, isUnknown)));
  const byName = new Map(joined.map((unit) => [unit.name, unit]));
  return basesFirst(units.flatMap(({ name }) => byName.get(name) ?? []));
}

/**
 * Reads the Dockerfiles at each source. Faults at the source of a stream block their own units; the
 * units without a source share one configuration, whose faults are thrown.
 */
export async function joinDockerfilesIn(
  { trees }: Checkout,
  files: Files,
  units: readonly Unit[],
  from: ReadonlyMap<string, From>,
  isRelease: boolean,
  blockers: Map<string, Blocker>,
): Promise<Unit[]> {
  const isUnknown = (unit: Unit): boolean =>
    (from.has(unit.stream) && unit.source === undefined) || trees.find(unit) === undefined;
  const block = ({ name, source }: Unit, problem: Problem | undefined): void => {
    if (source && !blockers.has(name)) blockers.set(name, { code: "source-unusable", reason: faultAt(source, problem) });
  };
  const { commit, tree } = trees.main;
  return joinAcross(units, from, isRelease, isUnknown, async (group) => {
    const joined = await withDockerfiles(group, commit, tree, files, { isUnknown, onSourceFault: block });
    const known = joined.filter((unit) => !unit.follows && !isUnknown(unit));
    for (const [at, own] of trees.group(known)) await checkTargetsAt(at.tree, own, files, block);
    return joined;
  });
}

/** At a source, a missing target blocks its own units. */
async function checkTargetsAt(
  tree: Repository,
  units: readonly Unit[],
  files: Files,
  block: (unit: Unit, problem: Problem | undefined) => void,
): Promise<void> {
  try {
    await checkTargets(units, tree, files);
  } catch (error) {
    const [first, ...others] = units;
    if (!(error instanceof Failure) || !first?.source) throw error;
    if (others.length === 0) block(first, error.problems[0]);
    else for (const unit of units) await checkTargetsAt(tree, [unit], files, block);
  }
}

function faultAt(source: UnitSource, problem: Problem | undefined): string {
  const { file, line, message = "" } = problem ?? {};
  const place = file === undefined ? "" : ` (${file}${line === undefined ? "" : `:${line}`})`;
  return `at its source ${sourceName(source)}${place}: ${withoutStop(message)}`;
}
