/** A call of `docker buildx bake --print` whose answer a workflow's evaluation needs. */
export interface BakeQuestion {
  /** The folder to call it in, from the repository's root. */
  folder: string;
  /** Files of the repository, or texts that an earlier step writes (the bake file of metadata-action). */
  files: readonly ({ path: string } | { text: string })[];
  targets: readonly string[];
  /** `--set` overrides. */
  set: readonly string[];
  /** Variables of the environment that the workflow sets. */
  env: Readonly<Record<string, string>>;
}

/** What bake printed, or why there is nothing, as a clause. */
export type BakeAnswer = { printed: unknown } | { fault: string };
