import type { Home } from "../../core/config/default-registry.ts";
import type { OpenConfiguration, StreamSource } from "../../core/config/index.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { InputsHash } from "../../core/inputs/inputs-hash.ts";
import { type Hashes, hashUnits } from "../../core/inputs/unit-hashes.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Files } from "../../ports/files.ts";
import type { Hasher, Repository } from "../../ports/repository.ts";
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

/** Where the earlier state comes from. */
interface Places {
  checkout: Checkout;
  home: Home;
  hasher: SourceHasher;
  files: Files;
  /** The bases that the change is not about. */
  outside: readonly Unit[];
  /** Their inputs, which are the same before and now. */
  outsideInputs: Promise<ReadonlyMap<string, InputsHash>>;
}

/** For a proposed change: the units and their hashes at the commit to compare with. */
export async function hashesBefore(question: Question, places: Places): Promise<Before | undefined> {
  if (!capabilities[question.trigger.intent].comparesWithParent) return undefined;
  const { own } = places.checkout;
  return own ? beforeOnBranch(question, own, places) : beforeOnDefault(question, places);
}

/**
 * For a change of another branch: the units of this configuration, with the files and values of the
 * parent commit.
 */
async function beforeOnBranch(
  { trigger: { parent: given }, config }: Question,
  { tree, source }: NonNullable<Checkout["own"]>,
  places: Places,
): Promise<Before> {
  const { checkout, home, hasher, files } = places;
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
  const units = await joinedBefore(unitsOf(streams, opened, at), parent, tree, places);
  return hashedBefore(units, parent, hasher.at(checkout.trees.of({ source })), places);
}

/** The units of the change's streams with their bases before it, which may be of other streams. */
async function joinedBefore(units: readonly Unit[], parent: string, tree: Repository, { outside }: Places): Promise<Unit[]> {
  const isUnknown = (unit: Unit): boolean => outside.includes(unit); // it has its bases already
  const joined = await withDockerfiles([...units, ...outside], parent, tree, undefined, { isUnknown }).catch((error: unknown) => {
    if (error instanceof Failure) return [...units]; // this change may fix it
    throw error;
  });
  const own = new Set(units.map(({ name }) => name));
  return joined.filter(({ name }) => own.has(name));
}

async function hashedBefore(units: readonly Unit[], parent: string, hasher: Hasher, { outsideInputs }: Places): Promise<Before> {
  const [files, held] = await Promise.all([hasher.filesOf(parent, units), outsideInputs]);
  return { units, hashes: hashUnits(units, files, hasher.sha256, { held }), notes: [] };
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
async function beforeOnDefault({ trigger, config }: Question, places: Places): Promise<Before> {
  const { checkout, home, hasher } = places;
  const { tree, commit, trees } = checkout;
  const parent = trigger.parent ?? (await tree.parent(commit, 1));
  if (trigger.parent !== undefined) await tree.obtain(trigger.parent);
  const configuration = parent && (await configurationAt(parent, tree, config, home));
  if (!parent || !configuration) {
    const lack = parent ? `${parent.slice(0, 7)} has no valid ${config}` : "the commit has no parent";
    return { units: [], hashes: new Map(), notes: [`${lack} to compare with: Tagstream treats every image as new`] };
  }
  const { units, from } = configuration;
  const ofBranch = units.filter(({ stream }) => !from.has(stream));
  return hashedBefore(await joinedBefore(ofBranch, parent, tree, places), parent, hasher.at(trees.main), places);
}
