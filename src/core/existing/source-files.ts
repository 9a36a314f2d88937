import type { BakeAnswer, BakeQuestion } from "./bake-question.ts";
import type { Sample } from "./sample.ts";

/** What the evaluation of today's workflows reads. It asks for nothing else. */
export interface ExistingSource {
  /** Paths of all files that git tracks, from the repository's root. */
  paths: readonly string[];
  /** The text of a tracked file; undefined if there is none, or if it is no text. */
  textOf(path: string): string | undefined;
  /** All branches and git tags that are known, by name. */
  branches: readonly string[];
  gitTags: readonly string[];
  sample: Sample;
  /** The answer to a question; undefined if it was not asked yet. */
  bakeOf(question: BakeQuestion): BakeAnswer | undefined;
}

/** Where GitHub looks for workflows: not in folders below. */
export const workflowPath = /^\.github\/workflows\/[^/]+\.ya?ml$/;
