import type { Unit } from "../unit/unit.ts";
import type { IgnoreRules } from "./dockerignore.ts";
import type { TreeEntry } from "./git-tree.ts";

/**
 * The rules for a context at the repository's root: those of the first ignore file that exists, or
 * none.
 */
export type RootRules = (files: readonly string[]) => IgnoreRules | undefined;

/**
 * The images that every commit changes. One of their contexts is the repository's root, and no
 * ignore file excludes any file of the commit: an edit of a README counts. Ignore files that
 * exclude only themselves or Dockerfiles do not help.
 */
export function imagesOfWholeRepository(units: readonly Unit[], tree: readonly TreeEntry[], rulesOf: RootRules): string[] {
  const whole = units.filter(({ build: { context, contexts, dockerfile } }) => {
    const lists = [
      ...(context === "." ? [[`${dockerfile}.dockerignore`, ".dockerignore"]] : []),
      ...(Object.values(contexts).includes(".") ? [[".dockerignore"]] : []),
    ];
    return lists.some((files) => receivesAll(tree, rulesOf(files)));
  });
  return [...new Set(whole.map(({ image }) => image))];
}

function receivesAll(tree: readonly TreeEntry[], rules: IgnoreRules | undefined): boolean {
  if (!rules) return true;
  return tree.every(({ path }) => isOfBuild(path) || rules.includes(path));
}

/** Files that people exclude from every context, and that hardly ever change. */
function isOfBuild(path: string): boolean {
  return /(^|\/)(\.dockerignore|[^/]*Dockerfile[^/]*|\.git(ignore|attributes|modules))$/.test(path);
}
