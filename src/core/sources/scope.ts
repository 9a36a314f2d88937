import type { Scope } from "../events/trigger.ts";
import { someOf } from "../lib/text/words.ts";
import type { UnitSource } from "../unit/unit.ts";
import { admits, describeFrom, type From, isOfBranch, versionIn } from "./from.ts";

/** The part of a trigger that says which streams it is about. */
export interface About {
  scope: Scope;
  branch: string;
  defaultBranch: string;
  gitTag?: string;
}

/**
 * Whether a trigger is about a stream.
 * - `all`: every stream
 * - `branch`: the streams that come from the trigger's branch
 * - `tag`: every stream; the plan of a git tag selects among its units
 * @param from the stream's `from`; undefined for a stream of the default branch
 */
export function isStreamInScope(from: From | undefined, { scope, branch, defaultBranch }: About): boolean {
  if (scope !== "branch") return true;
  return from === undefined ? branch === defaultBranch : isOfBranch(from, branch);
}

/** Why a trigger is about no stream: a sentence in lower case, without a full stop. */
export function nothingInScope(froms: ReadonlyMap<string, From>, { branch }: About): string {
  const others = [...froms].map(([stream, from]) => `${stream}: ${describeFrom(from)}`);
  const known = others.length === 0 ? "" : ` (${someOf(others, 5)})`;
  return `no stream comes from the branch ${branch}${known}`;
}

/** The name of a source: `main`, `v1.4.2`. */
export function sourceName({ ref }: Pick<UnitSource, "ref">): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, "");
}

/**
 * Why a unit cannot have a source, given its stream's `from`: a plan from another job may say
 * anything. Undefined if it can.
 */
export function sourceFault(from: From | undefined, source: UnitSource | undefined): string | undefined {
  if (from === undefined) return source === undefined ? undefined : "its stream comes from the default branch";
  if (source === undefined) return `its stream comes from ${describeFrom(from)}`;
  const { ref, version } = source;
  if ("branch" in from) {
    const wanted = `refs/heads/${from.branch}`;
    return ref === wanted && version === undefined ? undefined : `its stream comes from ${wanted}`;
  }
  const named = ref.startsWith("refs/tags/") ? versionIn(from.tag, sourceName(source)) : undefined;
  const fits = named !== undefined && named.version === version && admits(from, named.version);
  return fits ? undefined : `its stream comes from ${describeFrom(from)}`;
}
