import type { OpenConfiguration, StreamSource, ValueFile } from "../../../core/config/index.ts";
import { Failure } from "../../../core/lib/problems/problem.ts";
import { withoutStop } from "../../../core/lib/text/words.ts";
import type { Blocker } from "../../../core/plan/decide/blocker.ts";
import { type From, isOfBranch } from "../../../core/sources/from.ts";
import { type Resolution, resolveSource } from "../../../core/sources/resolve.ts";
import { isStreamInScope, sourceName } from "../../../core/sources/scope.ts";
import type { UnitSource } from "../../../core/unit/unit.ts";
import type { Files } from "../../../ports/files.ts";
import type { Repository } from "../../../ports/repository.ts";
import type { Checkout } from "../checkout/checkout.ts";
import type { SourceTrees } from "../checkout/source-trees.ts";
import { staleNote } from "../checkout/stale-note.ts";
import type { Question } from "../question.ts";
import { filesIn } from "./source-files.ts";

/** The sources of the streams that a trigger is about, by stream. */
export interface ResolvedSources {
  sources: Map<string, StreamSource>;
  /** The source of all other streams, if it is not the configuration's commit. */
  others?: StreamSource;
  /** In the run of a git tag: the streams whose newest release it is. */
  released?: ReadonlySet<string>;
  notes: string[];
}

/**
 * Finds the source of each stream with `from` that the trigger is about, and opens its work tree.
 * Asks for the refs only if a stream needs them. What cannot be had blocks its own streams alone.
 */
export async function resolveSources(
  { from, valueFiles }: Pick<OpenConfiguration, "from" | "valueFiles">,
  { trigger, offline }: Pick<Question, "trigger" | "offline">,
  { tree, trees, own }: Checkout,
  files: Files,
): Promise<ResolvedSources> {
  const about = [...from].filter(([, one]) => isStreamInScope(one, trigger));
  const filesOf = (stream: string) => valueFiles.filter((file) => file.stream === stream);
  const sources = new Map<string, StreamSource>();
  const notes = new Set<string>();
  for (const [stream, one] of about) {
    if (own && isBranch(one, own.source)) {
      sources.set(stream, await sourceIn(own.tree, own.source, files, filesOf(stream)));
      continue;
    }
    const refs = await orBlocker(() => tree.refs(offline)); // git is asked once
    if ("code" in refs) sources.set(stream, { blocked: refs });
    else
      sources.set(stream, await openSource(resolveSource(one, refs), trees, files, filesOf(stream), (note) => notes.add(note)));
    if ("stale" in refs) notes.add(staleNote);
  }
  return { sources, notes: [...notes] };
}

/** A resolved source, with its work tree. */
export async function openSource(
  resolved: Resolution,
  trees: SourceTrees,
  files: Files,
  wanted: readonly ValueFile[],
  say: (note: string) => void = () => {},
): Promise<StreamSource> {
  if ("idle" in resolved) return resolved;
  const { source, note } = resolved;
  if (note !== undefined) say(note);
  const opened = await orBlocker(() => trees.open(source.commit), ` (${sourceName(source)})`);
  return "code" in opened ? { blocked: opened, source } : sourceIn(opened.tree, source, files, wanted);
}

/** Whether a stream comes from the branch of a source. */
export function isBranch(from: From, { ref }: UnitSource): boolean {
  return ref.startsWith("refs/heads/") && isOfBranch(from, sourceName({ ref }));
}

/** A source whose work tree is open, with the texts of its files of values. */
async function sourceIn(tree: Repository, source: UnitSource, files: Files, wanted: readonly ValueFile[]): Promise<StreamSource> {
  return { source, ...(await filesIn(tree, files, wanted)) };
}

/** The result of a step of git, or why it stops the streams that need it. */
export async function orBlocker<T extends object>(work: () => Promise<T>, about = ""): Promise<T | Blocker> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { code: "source-unusable", reason: `its source${about} is not available: ${withoutStop(error.message)}` };
  }
}
