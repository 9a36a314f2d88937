import { capabilities } from "../events/capabilities.ts";
import type { Fault } from "../lib/json-document.ts";
import type { Plan, PlannedUnit } from "../plan/plan.ts";
import { isTag } from "../tags/grammar.ts";
import { parseVersionTag, variantOf } from "../tags/version.ts";
import { isGitTagPattern, versionOf, versionTags } from "./version.ts";
import { versionClashes } from "./version-clash.ts";

/** What is wrong with a plan's versions: a git tag belongs to the plan of a version, and to no other; each unit's pattern is one. */
export function versionFaults({ intent, gitTag, units }: Plan): Fault[] {
  const isVersion = capabilities[intent].versions;
  const places = new Map(units.map((unit, index) => [unit, index]));
  return [
    ...(isVersion && gitTag === undefined ? [{ at: "gitTag", what: "it is missing" }] : []),
    ...(!isVersion && gitTag !== undefined ? [{ at: "gitTag", what: `a ${intent} has none` }] : []),
    ...units.flatMap(({ versions }, index) =>
      versions && !isGitTagPattern(versions.gitTag)
        ? [{ at: `units[${index}].versions.gitTag`, what: "it is not text that ends in `{version}`, and that git takes" }]
        : [],
    ),
    ...units.flatMap((unit, index) => {
      const version = gitTag === undefined ? undefined : versionOf(unit, gitTag);
      const wrong = version && versionTags(unit, version).find((tag) => !isTag(tag) || !parseVersionTag(tag, variantOf(unit)));
      return wrong === undefined
        ? []
        : [{ at: `units[${index}].variant`, what: `it gives ${quote(wrong)}, which is no version tag` }];
    }),
    ...versionClashes(units).map(({ versioned, other, repository, tag }) => ({
      at: `units[${places.get(versioned)}].versions`,
      what: `${quote(`${repository}:${tag}`)} is a tag of ${quote(other.name)} too`,
    })),
  ];
}

/** Why a text is none of the tags that the plan's git tag gives a unit; undefined when it is one. */
export function versionTagFault(text: string, unit: PlannedUnit, gitTag: string | undefined): string | undefined {
  const version = gitTag === undefined ? undefined : versionOf(unit, gitTag);
  if (version && versionTags(unit, version).includes(text)) return undefined;
  return `${quote(text)} is none of the tags that ${quote(gitTag ?? "")} gives the unit`;
}

function quote(value: string): string {
  return JSON.stringify(value.length > 140 ? `${value.slice(0, 140)}…` : value);
}
