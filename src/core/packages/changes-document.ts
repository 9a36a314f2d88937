import * as v from "valibot";
import { digest, list, name, tally, text } from "../lib/scalars.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import { type ComparedImage, type PlatformChanges, packageChangeKinds } from "./image-changes.ts";
import type { UnitChanges } from "./unit-changes.ts";

const versions = (which: string) => list(name("With the epoch: `1:3.2.2-7.el9`."), `Its versions ${which}, each different.`);

const changeSchema = v.strictObject({
  kind: v.pipe(
    v.picklist(packageChangeKinds),
    v.description("`backwards`: a lower version, in the order of its packaging system. `changed`: any other version."),
  ),
  type: name("The type of its package URL: `rpm`, `deb`, `apk`, `npm`, `golang`."),
  name: name("Its name, with the namespace where that belongs to it: `@octo/app`."),
  arch: v.exactOptional(name("Its architecture; only of `rpm`.")),
  before: versions("before; empty if it was added"),
  now: versions("now; empty if it was removed"),
});

const sidesSchema = v.strictObject({ before: tally("Of the older image."), now: tally("Of the newer image.") });

const packagesSchema = v.union([
  v.strictObject({
    total: tally("How many packages the newer image has, of the compared types."),
    systemOnly: v.exactOptional(
      v.pipe(
        v.literal(true),
        v.description("Different tools made the lists: only packages of the operating system were compared."),
      ),
    ),
    changes: list(changeSchema, "The packages that differ; those that went backwards come first."),
  }),
  v.strictObject({ unknown: text("Why the packages are not known, for people.") }),
]);

const platformSchema = v.strictObject({
  platform: name("`linux/arm64`."),
  packages: v.pipe(packagesSchema, v.description("The packages, or why they are not known.")),
  size: v.exactOptional(v.pipe(sidesSchema, v.description("Bytes of all layers, as stored."))),
  layers: v.exactOptional(v.pipe(sidesSchema, v.description("The number of layers."))),
  bases: list(
    v.strictObject({
      reference: name("`docker.io/library/almalinux:9`."),
      before: v.exactOptional(digest("Absent if only the newer image was built on it.")),
      now: v.exactOptional(digest("Absent if only the older image was built on it.")),
    }),
    "Images that the builds resolved, whose digests differ.",
  ),
  basesUnknown: v.exactOptional(text("Why the bases are not known, for people.")),
});

const imageSchema = v.strictObject({
  digest: digest("The digest of its index."),
  timestamp: v.exactOptional(name("The publication: `20261123-0617`. Absent for a candidate, or if it is not known.")),
});

const unitSchema = v.strictObject({
  unit: name("The unit's name."),
  from: v.pipe(imageSchema, v.description("The older image.")),
  to: v.pipe(imageSchema, v.description("The newer image.")),
  platforms: list(platformSchema, "The differences by platform; empty if `unknown` is there."),
  unknown: v.exactOptional(text("Why the images could not be compared, for people.")),
});

/** The schema of what `changes --json` prints, and of the file that the output `changes` names. */
export const changesSchema = v.pipe(
  v.strictObject({
    version: v.pipe(v.literal(1), v.description("Version of the format.")),
    units: list(unitSchema, "The compared images, one entry for each unit."),
    first: list(name("A unit's name."), "Units with one image, which has nothing to be compared with."),
  }),
  v.title("What changed between images"),
  v.description("What differs between two images of each unit: packages, sizes, layers and bases."),
);

type ChangesDocument = v.InferOutput<typeof changesSchema>;
type Written = ChangesDocument["units"][number];

/**
 * What changed in each unit, for machines: JSON, with a line end.
 * @param first names of units with nothing to compare
 */
export function changesJson(changes: readonly UnitChanges[], first: readonly string[] = []): string {
  const document: ChangesDocument = { version: 1, units: changes.map(unitOf), first: [...first] };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function unitOf(changes: UnitChanges): Written {
  const { unit, from, to } = changes;
  const images = { unit, from: imageOf(from), to: imageOf(to) };
  if ("unknown" in changes) return { ...images, platforms: [], unknown: changes.unknown };
  return { ...images, platforms: changes.platforms.map(platformOf) };
}

function imageOf({ digest: of, stamp }: ComparedImage): Written["from"] {
  return { digest: of, ...(stamp ? { timestamp: printPublicationId(stamp) } : {}) };
}

/** In the order of the schema, whatever order the comparison has. */
function platformOf({ platform, packages, size, layers, bases, basesUnknown }: PlatformChanges): Written["platforms"][number] {
  return {
    platform,
    packages:
      "unknown" in packages
        ? { unknown: packages.unknown }
        : {
            total: packages.total,
            ...(packages.systemOnly ? { systemOnly: true } : {}),
            changes: packages.changes.map(({ kind, type, name: own, arch, before, now }) => ({
              ...{ kind, type, name: own },
              ...(arch === undefined ? {} : { arch }),
              before: [...before],
              now: [...now],
            })),
          },
    ...(size ? { size } : {}),
    ...(layers ? { layers } : {}),
    bases: bases.map((base) => ({ ...base })),
    ...(basesUnknown === undefined ? {} : { basesUnknown }),
  };
}
