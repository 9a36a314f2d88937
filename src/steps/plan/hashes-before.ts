import type { Home } from "../../core/config/default-registry.ts";
import type { OpenConfiguration, StreamSource } from "../../core/config/index.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import { type Hashes, hashUnits } from "../../core/inputs/unit-hashes.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Files } from "../../ports/files.ts";
import type { Hasher } from "../../ports/repository.ts";
import type { Checkout } from "./checkout/checkout.ts";
import { configurationAt, openConfigurationIn } from "./configuration.ts";
import { withDockerfiles } from "./dockerfiles.ts";
import type { Question } from "./question.ts";
import { isBranch } from "./sources/resolve-sources.ts";
import { filesAt } from "./sources/source-files.ts";
import type { SourceHasher } from "./sources/source-hasher.ts";

/** The state to compare a proposed change with. */
export interface Before {
  units: readonly Unit[];
  hashes: ReadonlyMap<string, Hashes>;
  notes: string[];
}

/** For a proposed change: the units and their hashes at the commit to compare with. */
export async function hashesBefore(
  question: Question,
  checkout: Checkout,
  home: Home,
  hasher: SourceHasher,
  files: Files,
): Promise<Before | undefined> {
  if (!capabilities[question.trigger.intent].comparesWithParent) return undefined;
  const { own } = checkout;
  return own
    ? beforeOnBranch(question, own, checkout, home, hasher, files)
    : beforeOnDefault(question, checkout, home, hasher.at(checkout.trees.main));
}

/**
 * For a change of another branch: the units of this configuration, with the files and values of the
 * parent commit.
 */
async function beforeOnBranch(
  { trigger: { parent: given }, config }: Question,
  { tree, source }: NonNullable<Checkout["own"]>,
  checkout: Checkout,
  home: Home,
  hasher: SourceHasher,
  files: Files,
): Promise<Before> {
  const parent = given ?? (await tree.parent(source.commit, 1));
  if (given !== undefined) await tree.obtain(given);
  if (!parent) {
    return {
      units: [],
      hashes: new Map(),
      notes: ["the commit has no parent to compare with: Tagstream treats every image as new"],
    };
  }
  const opened = await openConfigurationIn(checkout.tree, config, home, files);
  const streams = [...opened.from].flatMap(([stream, from]) => (isBranch(from, source) ? [stream] : []));
  const at = { source, ...(await filesAt(parent, tree, opened.valueFiles)) };
  const sourced = unitsOf(streams, opened, at);
  const joined = await withDockerfiles(sourced, parent, tree).catch((error: unknown) => {
    if (error instanceof Failure) return sourced; // this change may fix it
    throw error;
  });
  const { filesOf, sha256 } = hasher.at(checkout.trees.of({ source }));
  return { units: joined, hashes: hashUnits(joined, await filesOf(parent, joined), sha256), notes: [] };
}

/** The units of streams at one source. None, if this change mends their values. */
function unitsOf(streams: readonly string[], opened: OpenConfiguration, at: StreamSource): Unit[] {
  const sources = new Map(streams.map((stream) => [stream, at]));
  try {
    const others = { idle: "it is not compared" };
    const { units, obstacles } = opened.load({ kindOf: () => undefined, sources, others });
    return units.filter(({ name, stream }) => streams.includes(stream) && !obstacles.has(name));
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** For a change of the default branch: the units and files of the parent commit. */
async function beforeOnDefault(
  { trigger, config }: Question,
  { tree, commit }: Checkout,
  home: Home,
  hasher: Hasher,
): Promise<Before> {
  const parent = trigger.parent ?? (await tree.parent(commit, 1));
  if (trigger.parent !== undefined) await tree.obtain(trigger.parent);
  const configuration = parent && (await configurationAt(parent, tree, config, home));
  if (!parent || !configuration) {
    const lack = parent ? `${parent.slice(0, 7)} has no valid ${config}` : "the commit has no parent";
    return { units: [], hashes: new Map(), notes: [`${lack} to compare with: Tagstream treats every image as new`] };
  }
  const units = await withDockerfiles(configuration.units, parent, tree).catch((error: unknown) => {
    if (error instanceof Failure) return configuration.units; // this change may fix it
    throw error;
  });
  return { units, hashes: hashUnits(units, await hasher.filesOf(parent, units), hasher.sha256), notes: [] };
}
