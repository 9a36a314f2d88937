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
  { tree, commit }: SourceTree,
  files: Files,
): Promise<string[]> {
  if (!capabilities[intent].notesWholeContexts) return [];
  const atRoot = units.filter(({ build }) => [build.context, ...Object.values(build.contexts)].includes("."));
  if (atRoot.length === 0) return [];
  const candidates = [...new Set([".dockerignore", ...atRoot.map(({ build }) => `${build.dockerfile}.dockerignore`)])];
  const rules = new Map<string, IgnoreRules>();
  for (const file of candidates) {
    const path = inTree(tree, file);
    if (files.kindOf(path) !== "file") continue;
    try {
      rules.set(file, parseIgnoreFile(await files.read(path), file));
    } catch (error) {
      if (error instanceof Failure) return []; // hashing the context reports it
      throw error;
    }
  }
  const entries = rules.size === 0 ? [] : await tree.tree(commit);
  const images = imagesOfWholeRepository(atRoot, entries, (names) => rules.get(names.find((name) => rules.has(name)) ?? ""));
  if (images.length === 0) return [];
  const remedy = "List what the build does not need in `.dockerignore`, or give the image its own folder as `context`";
  return [`every commit rebuilds ${someOf(images, maxNamed)}: the build context is the whole repository. ${remedy}`];
}
