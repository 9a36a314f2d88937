import { workflowPath } from "../existing/source-files.ts";

/** Files of a repository that say how its images are built, by kind. */
export interface FoundFiles {
  dockerfiles: readonly string[];
  bakeFiles: readonly string[];
  composeFiles: readonly string[];
  workflows: readonly string[];
}

/** Sorts paths by what their names say. Ignore files, and templates of Dockerfiles, are none of these. */
export function foundFiles(paths: readonly string[]): FoundFiles {
  const named = (name: RegExp) => paths.filter((path) => name.test(path));
  return {
    dockerfiles: named(
      /(?:^|\/)(?:(?:[Dd]ocker|[Cc]ontainer)file(?:\.(?!dockerignore$|in$|tmpl$|j2$|template$)[\w.-]+)?|[\w.-]+\.[Dd]ockerfile)$/,
    ),
    bakeFiles: named(/(?:^|\/)(?:docker-bake(?:\.override)?\.(?:hcl|json)|[\w.-]*bake[\w.-]*\.hcl)$/),
    composeFiles: named(/(?:^|\/)(?:docker-)?compose(?:\.[\w.-]+)?\.ya?ml$/),
    workflows: named(workflowPath),
  };
}
