import type { Home } from "../../core/config/default-registry.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import type { Trigger } from "../../core/events/event.ts";
import { type Hashes, hashUnits } from "../../core/inputs/unit-hashes.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Hasher } from "../../ports/repository.ts";
import type { Checkout } from "./checkout.ts";
import { configurationAt, kindsOf } from "./configuration.ts";
import { withDockerfiles } from "./dockerfiles.ts";
import type { Question } from "./question.ts";
import type { SourceHasher } from "./source-hasher.ts";
import type { SourceTrees } from "./source-trees.ts";
import type { SourcedUnits } from "./sourced-units.ts";

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
  configured: SourcedUnits,
): Promise<Before | undefined> {
  if (!capabilities[question.trigger.intent].comparesWithParent) return undefined;
  const { own } = checkout;
  return own
    ? beforeOnBranch(question.trigger, own, checkout.trees, hasher, configured)
    : beforeOnDefault(question, checkout, home, hasher.at(checkout.trees.main));
}

/** For a change of another branch: this configuration's units, with the files of the parent commit. */
async function beforeOnBranch(
  { parent: given }: Trigger,
  { tree, source }: NonNullable<Checkout["own"]>,
  trees: SourceTrees,
  hasher: SourceHasher,
  { units }: SourcedUnits,
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
  const kinds = kindsOf((await tree.tree(parent)).map(({ path }) => path));
  const sourced = units.filter((unit) => unit.source?.ref === source.ref);
  const joined = await withDockerfiles(sourced, parent, tree).catch((error: unknown) => {
    if (error instanceof Failure) return sourced; // this change may fix it
    throw error;
  });
  const { filesOf, sha256 } = hasher.at(trees.of({ source }));
  const hashes = hashUnits(joined, await filesOf(parent, joined), sha256);
  for (const { name, build } of joined) if (kinds.get(build.dockerfile) !== "file") hashes.delete(name);
  return { units: joined, hashes, notes: [] };
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
