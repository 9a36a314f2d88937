import type { UnitSource } from "../../unit/unit.ts";
import { noVersion, versionPlaceholders } from "../../versions/placeholders.ts";
import { versionOf } from "../../versions/version.ts";
import type { ImageModel, Model } from "../model.ts";
import type { ImageVersions } from "./versions.ts";

/** Whether a stream comes from git tags, so that each of its units is of a version. */
export function comesFromTags({ from }: Pick<Model, "from">, stream: string): boolean {
  const one = from.get(stream);
  return one !== undefined && "tag" in one;
}

/** The version of a unit, as far as its stream and its source know. */
interface VersionOrigin {
  stream: string;
  /** Undefined if its stream has none yet. */
  source: UnitSource | undefined;
  /** Of the image. */
  versions: ImageVersions | undefined;
  /** The pushed git tag, if it is what is built. */
  gitTag: string | undefined;
}

/**
 * The placeholders of the version that a unit is built as: that of its stream's git tag or, for an
 * image with versions alone, that of the pushed one. A build of a pull request or on the command
 * line has none, and gets `0.0.0-dev`. Empty for a unit that is built without a version.
 */
export function versionValuesOf(
  { config }: ImageModel,
  model: Pick<Model, "from">,
  { stream, source, versions, gitTag }: VersionOrigin,
): Record<string, string> {
  if (comesFromTags(model, stream)) return versionPlaceholders(source?.version ?? noVersion);
  if (!versions || config.streams !== false) return {};
  const version = gitTag === undefined ? undefined : versionOf({ versions: { gitTag: versions.gitTag } }, gitTag);
  return versionPlaceholders(version?.text ?? noVersion);
}
