import * as v from "valibot";
import { text, variableName } from "../../lib/config-scalars.ts";
import { repositoryOnGitHub } from "./schema-parts.ts";

/** The keys that say where images of this configuration are deployed from. */

const target = v.strictObject({
  repository: v.exactOptional(repositoryOnGitHub("The repository with the files: `octo-org/k8s`. Default: this one.")),
  branch: v.exactOptional(
    v.pipe(
      v.string(),
      v.nonEmpty("it is empty"),
      v.description("The branch that a pull request proposes to change. Default: the repository's default branch."),
    ),
  ),
  files: v.pipe(
    v.array(v.pipe(v.string(), v.nonEmpty("it is empty"), v.description("A glob over paths: `clusters/**/*.yaml`."))),
    v.minLength(1, "it is an empty list"),
    v.description("The files to look at: globs over paths from the repository's root. `!` before a glob leaves files out."),
  ),
  only: v.exactOptional(
    v.pipe(
      v.array(text("A glob over unit names, as in the input `only`.")),
      v.minLength(1, "it is an empty list"),
      v.description("The units to pin. Default: all."),
    ),
  ),
  merge: v.exactOptional(
    v.pipe(
      v.union([v.literal("manual"), v.literal("auto")]),
      v.description("`auto` asks GitHub to merge the pull request as soon as its checks pass. Default: `manual`."),
    ),
  ),
  token: v.exactOptional(
    variableName(
      "Name of the environment variable with the token for that repository (`contents: write`, `pull-requests: write`). Default: the input `token`.",
    ),
  ),
});

export const pins = v.pipe(
  v.array(target),
  v.minLength(1, "it is an empty list"),
  v.description(
    "Files that name images of this configuration. The command `pin` keeps one pull request for each entry, which pins `tag@digest` of what streams show. `prune` removes nothing that these files name.",
  ),
);
