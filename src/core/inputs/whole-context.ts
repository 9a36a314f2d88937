import type { Unit } from "../unit/unit.ts";
import type { IgnoreRules } from "./dockerignore.ts";
import type { TreeEntry } from "./git-tree.ts";

/** The ignore file that a context at the repository's root is read by: the first one that is there, or none. */
export type RootRules = (files: readonly string[]) => IgnoreRules | undefined;

/**
 * The images that every commit changes: a context of theirs is the repository's root, and no ignore file leaves out any file of the commit, so
 * that an edit of a README counts. Ignore files and Dockerfiles that are left out alone leave all else in.
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

/** Files that people leave out of each context, and that hardly ever change. */
function isOfBuild(path: string): boolean {
  return /(^|\/)(\.dockerignore|[^/]*Dockerfile[^/]*|\.git(ignore|attributes|modules))$/.test(path);
}
