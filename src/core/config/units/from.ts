import { type From, isOfBranch, isRange } from "../../sources/from.ts";
import { isGitName, isGitTagForm } from "../../sources/git-names.ts";
import type { Config, FromConfig } from "../schema/schema.ts";

/**
 * The sources of streams that do not come from the default branch. A faulty one is left out;
 * `checks/from.ts` reports it.
 */
export function fromsOf(streams: Config["streams"] = {}, defaultBranch?: string): Map<string, From> {
  const froms = new Map<string, From>();
  for (const [name, stream] of Object.entries(streams)) {
    const from = stream?.from && fromOf(stream.from);
    if (from && (defaultBranch === undefined || !isOfBranch(from, defaultBranch))) froms.set(name, from);
  }
  return froms;
}

function fromOf({ tag, branch, range, "pre-releases": preReleases = false }: FromConfig): From | undefined {
  if (tag === undefined) return branch !== undefined && isGitName(branch) ? { branch } : undefined;
  if (branch !== undefined || !isGitTagForm(tag) || (range !== undefined && !isRange(range))) return undefined;
  return { tag, preReleases, ...(range === undefined ? {} : { range }) };
}
