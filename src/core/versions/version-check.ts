import { capabilities } from "../events/capabilities.ts";
import type { Fault } from "../lib/json-document.ts";
import { quote } from "../lib/text/quote.ts";
import type { Plan, PlannedUnit } from "../plan/plan.ts";
import { isGitTagForm } from "../sources/git-names.ts";
import { isTag } from "../tags/grammar.ts";
import { parseVersionTag } from "../tags/version.ts";
import { versionOf, versionTags } from "./version.ts";
import { versionClashes } from "./version-clash.ts";

/**
 * The faults of a plan's versions. The plan of a version needs a git tag, and no other plan may
 * have one. Each unit's pattern must be valid.
 */
export function versionFaults({ intent, gitTag, units }: Plan): Fault[] {
  const isVersion = capabilities[intent].versions;
  const places = new Map(units.map((unit, index) => [unit, index]));
  return [
    ...(isVersion && gitTag === undefined ? [{ at: "gitTag", what: "it is missing" }] : []),
    ...(!isVersion && gitTag !== undefined ? [{ at: "gitTag", what: `a ${intent} has no git tag` }] : []),
    ...units.flatMap(({ versions }, index) =>
      versions && !isGitTagForm(versions.gitTag)
        ? [{ at: `units[${index}].versions.gitTag`, what: "it is not a valid git tag with one `{version}`" }]
        : [],
    ),
    ...units.flatMap((unit, index) => {
      const version = gitTag === undefined ? undefined : versionOf(unit, gitTag);
      const wrong = version && versionTags(unit, version).find((tag) => !isTag(tag) || !parseVersionTag(tag, unit));
      return wrong === undefined
        ? []
        : [{ at: `units[${index}].variant`, what: `it gives ${quote(wrong)}, which is not a version tag` }];
    }),
    ...versionClashes(units).map(({ versioned, other, repository, tag }) => ({
      at: `units[${places.get(versioned)}].versions`,
      what: `${quote(`${repository}:${tag}`)} is also a tag of ${quote(other.name)}`,
    })),
  ];
}

/** Why the plan's git tag does not give a unit this tag; undefined if it does. */
export function versionTagFault(text: string, unit: PlannedUnit, gitTag: string | undefined): string | undefined {
  const version = gitTag === undefined ? undefined : versionOf(unit, gitTag);
  if (version && versionTags(unit, version).includes(text)) return undefined;
  return `${quote(text)} is not a tag that ${quote(gitTag ?? "")} gives the unit`;
}
