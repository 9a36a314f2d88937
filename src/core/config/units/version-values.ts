import { noVersion, versionPlaceholders } from "../../versions/placeholders.ts";
import { versionOf } from "../../versions/version.ts";
import type { ImageModel } from "../model.ts";
import type { ImageVersions } from "./versions.ts";

/** Whether every build of an image is of a version, or stands in for one. */
export function buildsVersions({ config }: ImageModel): boolean {
  return config.streams === false;
}

/**
 * The placeholders of the version that a unit is built as: that of the git tag. A build of a pull
 * request or on the command line has none, and gets `0.0.0-dev`. Empty if the image is also built
 * without a version: then its texts must not depend on one.
 */
export function versionValuesOf(
  image: ImageModel,
  versions: ImageVersions | undefined,
  gitTag: string | undefined,
): Record<string, string> {
  if (!versions || !buildsVersions(image)) return {};
  const version = gitTag === undefined ? undefined : versionOf({ versions: { gitTag: versions.gitTag } }, gitTag);
  return versionPlaceholders(version?.text ?? noVersion);
}
