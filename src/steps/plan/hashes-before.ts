import type { Home } from "../../core/config/default-registry.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import { type Hashes, hashUnits } from "../../core/inputs/unit-hashes.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Hasher } from "../../ports/repository.ts";
import { configurationAt } from "./configuration.ts";
import { withDockerfiles } from "./dockerfiles.ts";
import type { Question } from "./question.ts";
import type { Checkout } from "./work-tree.ts";

/** The state to compare a proposed change with. */
export interface Before {
  units: readonly Unit[];
  hashes: ReadonlyMap<string, Hashes>;
  notes: string[];
}

/** For a proposed change: the units and their hashes at the commit to compare with. */
export async function hashesBefore(
  { trigger, config }: Question,
  { tree, commit }: Checkout,
  home: Home,
  hasher: Hasher,
): Promise<Before | undefined> {
  if (!capabilities[trigger.intent].comparesWithParent) return undefined;
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
