import type { BakeAnswer, BakeQuestion } from "../../../src/core/existing/bake-question.ts";
import type { Sample } from "../../../src/core/existing/sample.ts";
import type { ExistingSource } from "../../../src/core/existing/source-files.ts";

/** The sample of tests. */
export const sample: Sample = {
  repository: "octo-org/app",
  defaultBranch: "main",
  sha: "0123456789abcdef0123456789abcdef01234567",
  version: "1.4.2",
  time: "2026-03-04T05:06:07Z",
  number: 17,
};

/** A repository in memory. */
export interface SourceParts {
  branches?: readonly string[];
  gitTags?: readonly string[];
  bakeOf?: (question: BakeQuestion) => BakeAnswer | undefined;
}

/** A repository with files, by path. */
export function sourceOf(files: Readonly<Record<string, string>>, parts: SourceParts = {}): ExistingSource {
  const texts = new Map(Object.entries(files));
  return {
    paths: [...texts.keys()],
    textOf: (path) => texts.get(path),
    branches: parts.branches ?? ["main"],
    gitTags: parts.gitTags ?? [],
    sample,
    bakeOf: parts.bakeOf ?? (() => undefined),
  };
}

/** A repository with one workflow. */
export function withWorkflow(
  workflow: string,
  parts: SourceParts = {},
  files: Readonly<Record<string, string>> = {},
): ExistingSource {
  return sourceOf({ ".github/workflows/build.yml": workflow, ...files }, parts);
}
