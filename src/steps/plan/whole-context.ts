import { capabilities } from "../../core/events/capabilities.ts";
import type { Intent } from "../../core/events/intent.ts";
import { type IgnoreRules, parseIgnoreFile } from "../../core/inputs/dockerignore.ts";
import { imagesOfWholeRepository } from "../../core/inputs/whole-context.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { someOf } from "../../core/lib/text/words.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Files } from "../../ports/files.ts";
import type { SourceTree } from "./checkout/source-trees.ts";
import { inTree } from "./checkout/work-tree.ts";

/** Most images that the note names. */
const maxNamed = 5;

/**
 * A note, with the remedy, on images that every commit rebuilds; none where commits do not matter.
 */
export async function wholeContextNotes(
  intent: Intent,
  units: readonly Unit[],
  source: SourceTree,
  files: Files,
): Promise<string[]> {
  if (!capabilities[intent].notesWholeContexts) return [];
  const { images } = await findWholeContexts(units, source, files).catch((error: unknown) => {
    if (error instanceof Failure) return { images: [] }; // hashing the context reports it
    throw error;
  });
  if (images.length === 0) return [];
  const remedy = "List what the build does not need in `.dockerignore`, or give the image its own folder as `context`";
  return [`every commit rebuilds ${someOf(images, maxNamed)}: the build context is the whole repository. ${remedy}`];
}

/**
 * The images whose builds receive the whole repository, and how many files that has.
 * @throws Failure for an ignore file that cannot be read
 */
export async function findWholeContexts(
  units: readonly Unit[],
  { tree, commit }: Pick<SourceTree, "tree" | "commit">,
  files: Files,
): Promise<{ images: string[]; files: number }> {
  const atRoot = units.filter(({ build }) => [build.context, ...Object.values(build.contexts)].includes("."));
  if (atRoot.length === 0) return { images: [], files: 0 };
  const candidates = [...new Set([".dockerignore", ...atRoot.map(({ build }) => `${build.dockerfile}.dockerignore`)])];
  const rules = new Map<string, IgnoreRules>();
  for (const file of candidates) {
    const path = inTree(tree, file);
    if (files.kindOf(path) === "file") rules.set(file, parseIgnoreFile(await files.read(path), file));
  }
  const entries = await tree.tree(commit);
  const rulesOf = (names: readonly string[]) => rules.get(names.find((name) => rules.has(name)) ?? "");
  return { images: imagesOfWholeRepository(atRoot, rules.size === 0 ? [] : entries, rulesOf), files: entries.length };
}
