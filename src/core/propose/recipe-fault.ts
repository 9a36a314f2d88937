import type { Recipe } from "../existing/model.ts";
import { kindOfPath, type ProposeFacts } from "./facts.ts";

/** Why Tagstream cannot build a recipe of today, as a clause; undefined if it can. */
export function recipeFault(
  { context, dockerfile, contexts }: Recipe,
  { paths }: Pick<ProposeFacts, "paths">,
): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\/|^git@/i.test(context)) return `its build context is elsewhere: ${context}`;
  if (kindOfPath(paths, context) !== "folder")
    return `its build context ${context} is no folder of the repository: an earlier step makes it`;
  for (const [name, path] of Object.entries(contexts))
    if (!/^[a-z][a-z0-9+.-]*:|^git@|\$\{\{/i.test(path) && kindOfPath(paths, path) !== "folder")
      return `its named context ${name}, ${path}, is no folder of the repository: an earlier step makes it`;
  const file = dockerfile ?? (context === "." ? "Dockerfile" : `${context}/Dockerfile`);
  return kindOfPath(paths, file) === "file"
    ? undefined
    : `its Dockerfile ${file} is not in the repository: an earlier step makes it`;
}
