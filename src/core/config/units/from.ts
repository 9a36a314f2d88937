import { type From, isOfBranch, isRange } from "../../sources/from.ts";
import { isGitName, isGitTagForm } from "../../sources/git-names.ts";
import { rootOf } from "../follow-model.ts";
import type { FromConfig, StreamsConfig } from "../schema/schema.ts";

/**
 * The sources of streams that do not come from the default branch. A stream that follows another one
 * comes from where that one does. A faulty one is left out; `checks/from.ts` reports it.
 */
export function fromsOf(streams: StreamsConfig = {}, defaultBranch?: string): Map<string, From> {
  const froms = new Map<string, From>();
  for (const name of Object.keys(streams)) {
    const own = streams[rootOf(streams, name) ?? ""]?.from;
    const from = own && fromOf(own);
    if (from && (defaultBranch === undefined || !isOfBranch(from, defaultBranch))) froms.set(name, from);
  }
  return froms;
}

function fromOf({ tag, branch, range, "pre-releases": preReleases = false }: FromConfig): From | undefined {
  if (tag === undefined) return branch !== undefined && isGitName(branch) ? { branch } : undefined;
  if (branch !== undefined || !isGitTagForm(tag) || (range !== undefined && !isRange(range))) return undefined;
  return { tag, preReleases, ...(range === undefined ? {} : { range }) };
}
