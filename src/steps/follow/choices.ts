import type { FollowChoice } from "../../core/follow/choose.ts";
import { chosenOf, followerState, staysWith } from "../../core/follow/chosen.ts";
import type { FollowFacts, SourcePublication } from "../../core/follow/facts.ts";
import { type PlannedState, plannedFollow } from "../../core/follow/planned.ts";
import { type Follower, type Following, testsToRun } from "../../core/follow/state.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { readManifestAnnotations, type TagstreamAnnotations } from "../../core/oci/annotations.ts";
import type { UnitFacts, UnitToDecide } from "../../core/plan/decide/facts.ts";
import type { Registry } from "../../ports/registry.ts";
import { parallelUnits } from "../observe/asking.ts";
import { versionMarkedAs } from "../observe/listed-tag.ts";
import type { Observer } from "../observe/observe.ts";
import { sourceHasher } from "../plan/sources/source-hasher.ts";
import type { FollowSources } from "./follow-sources.ts";
import { sourceView } from "./source-view.ts";

/** A following unit to decide on. */
export interface FollowerToDecide extends UnitToDecide {
  unit: Follower;
}

/**
 * What each following unit takes, alone or with its set, and what that image says of itself; with
 * the tests that it must pass first.
 * @param observer of the sources, with the listings that the facts come from
 */
export async function choices(
  entries: readonly FollowerToDecide[],
  facts: ReadonlyMap<string, FollowFacts>,
  sets: ReadonlyMap<string, string>,
  observer: Observer,
  sources: FollowSources,
): Promise<Map<string, UnitToDecide>> {
  const chosen = chosenOf(entries, facts, sets);
  const hasher = sourceHasher(sources.checkout.trees, sources.ports.hasherOf);
  const names = new Set(entries.map(({ unit }) => unit.follows.unit));
  const files = await hasher.filesOf(sources.configured.units.filter(({ name }) => names.has(name)));
  const { registry } = sources.ports;
  const every = sources.configured.freshness?.every;
  const states = await mapLimited(entries, parallelUnits, async (entry): Promise<FollowerToDecide> => {
    const { unit } = entry;
    const own = facts.get(unit.name);
    if (!own) throw new TypeError(`${unit.name} has no facts`);
    const set = sets.get(unit.name);
    const stays = staysWith(entry, entries, sets);
    const state = {
      ...followerState(entry, set),
      ...stays,
      ...(every === undefined ? {} : { every }),
      tests: files.get(unit.follows.unit)?.tests ?? "",
    };
    const following = await followingOf(unit, { facts: own, choice: chosen.get(unit.name) ?? {}, state }, observer, registry);
    return { ...entry, facts: { ...entry.facts, follow: { ...following, ...stays } } };
  });
  const reduced = states.map(withTests);
  const hashed = await hasher.filesOf(reduced.map(({ unit }) => unit));
  return new Map(reduced.map((entry) => [entry.unit.name, withHash(entry, hashed.get(entry.unit.name)?.tests)]));
}

/** What a unit may publish, and what that image says of itself. */
async function followingOf(
  unit: Follower,
  { facts, choice, state }: { facts: FollowFacts; choice: FollowChoice; state: PlannedState },
  observer: Observer,
  registry: Registry,
): Promise<Following> {
  const { takes, problem } = choice;
  const why = {
    ...(facts.unknown === undefined ? {} : { unknown: facts.unknown }),
    ...(problem === undefined ? {} : { problem }),
  };
  if (!takes) return { planned: plannedFollow(choice, facts, state), ...why };
  const { publication, conditions } = takes;
  const { annotations, version } = await describe(unit, publication, observer, registry);
  const { tests, revision } = annotations;
  const tested = { ...takes, publication: { ...publication, ...(tests === undefined ? {} : { tests }) } };
  const { retest, ...planned } = plannedFollow({ ...choice, takes: tested }, facts, state);
  const said = { ...(revision === undefined ? {} : { commit: revision }), ...(version === undefined ? {} : { version }) };
  return {
    planned: {
      ...planned,
      takes: { stamp: publication.stamp, digest: publication.digest, ...said },
      ...(retest && unit.tests.length > 0 ? { retest } : {}), // without any test, there is nothing to pass again
    },
    conditions,
    annotations,
    ...why,
  };
}

/** What an image of the source says of itself, and the version under which the source published it. */
async function describe(
  unit: Follower,
  publication: SourcePublication,
  observer: Observer,
  registry: Registry,
): Promise<{ annotations: TagstreamAnnotations; version?: string }> {
  const { repository } = unit.follows;
  const manifest = await registry.manifest(repository, publication.digest);
  const annotations = manifest ? readManifestAnnotations(manifest.bytes) : {};
  const source = sourceView(unit);
  const [destination] = (await observer(source)).destinations;
  const marked = await versionMarkedAs(registry, repository, source, publication, destination?.versionMarks);
  const version = marked ?? annotations.version;
  return { annotations, ...(version === undefined ? {} : { version }) };
}

/** The unit with the tests that its digest must pass now. */
function withTests({ unit, facts, ...entry }: FollowerToDecide): FollowerToDecide {
  return { ...entry, facts, unit: { ...unit, tests: testsToRun(unit, facts.follow?.planned) } };
}

function withHash({ facts, ...entry }: FollowerToDecide, tests: UnitFacts["tests"] | undefined): UnitToDecide {
  return { ...entry, facts: { ...facts, ...(tests === undefined ? {} : { tests }) } };
}
