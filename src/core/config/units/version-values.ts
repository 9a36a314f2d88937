import { isOfReleases } from "../../sources/from.ts";
import type { UnitSource } from "../../unit/unit.ts";
import { noVersion, versionPlaceholders } from "../../versions/placeholders.ts";
import { versionOf } from "../../versions/version.ts";
import type { Model } from "../model.ts";
import type { ImageVersions } from "./versions.ts";

/** Whether a stream comes from git tags, so that each of its units is of a version. */
export function comesFromTags({ from }: Pick<Model, "from">, stream: string): boolean {
  return isOfReleases(from.get(stream));
}

/** What a unit is built from, as far as it decides the version of its build. */
export interface BuiltFrom {
  /** The `versions` of its image, if they are for its stream. */
  versions: ImageVersions | undefined;
  /** The pushed git tag, if it is what is built. */
  gitTag: string | undefined;
  /** The source of its stream, if that is not the default branch. */
  source?: Pick<UnitSource, "version"> | undefined;
}

/**
 * Adds the placeholders of the version that a unit is built as: that of the git tag, or of its
 * stream's source. A build of a pull request or on the command line of an image with versions alone
 * has none, and gets `0.0.0-dev`. Nothing for a unit that is also built without a version: its texts
 * must not depend on one. A name of the matrix stays what it is.
 */
export function addVersionValues(values: Record<string, string>, { versions, gitTag, source }: BuiltFrom): void {
  if (!versions?.alone && source?.version === undefined) return;
  const tagged = versions && gitTag !== undefined ? versionOf({ versions: { gitTag: versions.gitTag } }, gitTag) : undefined;
  for (const [name, text] of Object.entries(versionPlaceholders(tagged?.text ?? source?.version ?? noVersion))) {
    if (!Object.hasOwn(values, name)) values[name] = text;
  }
}
