import type { Configuration } from "../config/index.ts";
import type { Occasion } from "../existing/model.ts";
import type { Sample } from "../existing/sample.ts";
import { timestampOf } from "../lib/time/timestamp.ts";
import { repositoryKey } from "../oci/reference.ts";
import { admits, type From, isOfReleases, versionIn } from "../sources/from.ts";
import { isStreamInScope } from "../sources/scope.ts";
import { givenBy } from "../tags/given-alias.ts";
import { type PublicationTag, publicationTags } from "../tags/publication-tags.ts";
import { candidatesRepository } from "../unit/repositories.ts";
import type { Unit } from "../unit/unit.ts";
import { hasVersionsAlone } from "../unit/versions-alone.ts";
import { lineTags, versionOf } from "../versions/version.ts";

/** A tag that Tagstream writes on an occasion. */
export interface WrittenTag {
  repository: string;
  tag: string;
  unit: Unit;
  kind: PublicationTag["kind"];
}

/** The units of a configuration, and where their streams come from. */
export type ReadConfiguration = Pick<Configuration, "units" | "from">;

/** One key for all spellings of a reference. */
export function referenceKey({ repository, tag }: { repository: string; tag: string }): string {
  return `${repositoryKey(repository)}:${tag}`;
}

/** The tags that a run on an occasion writes, with the sample's values. */
export function tagsWrittenOn(occasion: Occasion, { units, from }: ReadConfiguration, sample: Sample): WrittenTag[] {
  return units.flatMap((unit) => tagsOfUnit(occasion, unit, from.get(unit.stream), sample));
}

function tagsOfUnit(occasion: Occasion, unit: Unit, source: From | undefined, sample: Sample): WrittenTag[] {
  switch (occasion.on) {
    case "branch": {
      const about = { scope: "branch", branch: occasion.branch, defaultBranch: sample.defaultBranch } as const;
      return isStreamInScope(source, about) ? published(unit, sample) : [];
    }
    case "git tag": {
      const named = isOfReleases(source) ? versionIn(source.tag, occasion.tag) : undefined;
      const isNewest = named !== undefined && isOfReleases(source) && admits(source, named.version);
      return [...(isNewest ? published(unit, sample) : []), ...versionTagsOn(occasion.tag, unit)];
    }
    case "schedule":
    case "by hand":
      return published(unit, sample);
    case "pull request":
      return source === undefined ? candidates(unit, sample) : [];
  }
}

function published(unit: Unit, sample: Sample): WrittenTag[] {
  if (hasVersionsAlone(unit)) return [];
  const timestamp = timestampOf(new Date(sample.time));
  const version = unit.source?.version;
  const facts = { commit: sample.sha, ...(version === undefined ? {} : { version }) };
  const aliases = givenBy(unit, facts, timestamp);
  return everywhere(unit, publicationTags(unit, { purpose: "publish", timestamp, sequence: 0, aliases }));
}

function versionTagsOn(gitTag: string, unit: Unit): WrittenTag[] {
  const version = versionOf(unit, gitTag);
  if (!version) return [];
  const facts = { text: version.text, lines: lineTags(unit, version.text) };
  return everywhere(unit, publicationTags(unit, { purpose: "versions", version: facts }));
}

function candidates(unit: Unit, { number }: Sample): WrittenTag[] {
  const repository = candidatesRepository(unit);
  if (repository === undefined) return [];
  const tags = publicationTags(unit, { purpose: "candidates", pullRequest: number });
  return tags.map(({ tag, kind }) => ({ repository, tag, unit, kind }));
}

function everywhere(unit: Unit, tags: readonly PublicationTag[]): WrittenTag[] {
  return unit.destinations.flatMap(({ repository }) => tags.map(({ tag, kind }) => ({ repository, tag, unit, kind })));
}
