import type { Problem } from "../../lib/problems/problem.ts";
import { didYouMean } from "../../lib/text/nearest.ts";
import { familiarName } from "../../oci/reference.ts";
import type { Unit } from "../../unit/unit.ts";
import { parseDockerfile } from "./stages.ts";

const syntax = /^#\s*syntax\s*=\s*(\S+)/gim;

/** Another frontend may use another language. */
function hasOtherFrontend(text: string): boolean {
  const frontends = [...text.matchAll(syntax)].map(([, image = ""]) => familiarName(image.toLowerCase()));
  return frontends.some((image) => !/^docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(image));
}

/**
 * The targets that are not stages of their Dockerfiles, each once. BuildKit finds a target only by
 * its name, in any case, and not by its number.
 * @param textOf the text of a Dockerfile by its path; undefined if it is unreadable, which another
 * check reports
 */
export function missingTargets(units: readonly Unit[], textOf: (path: string) => string | undefined): Problem[] {
  const problems = new Map<string, Problem>();
  for (const { image, build } of units) {
    const { target, dockerfile } = build;
    const text = target === undefined ? undefined : textOf(dockerfile);
    if (target === undefined || text === undefined || hasOtherFrontend(text)) continue;
    const parsed = parseDockerfile(text);
    const names = parsed?.stages.flatMap(({ name }) => name ?? []);
    if (!names || names.includes(target.toLowerCase())) continue;
    const hint = names.length === 0 ? ": its stages have no names. Write `FROM … AS NAME`" : didYouMean(target, names);
    const message = `${dockerfile} has no stage "${target}", the target of ${image}${hint}`;
    problems.set(`${image} ${target} ${dockerfile}`, { code: "config-target", severity: "error", message, file: dockerfile });
  }
  return [...problems.values()];
}
