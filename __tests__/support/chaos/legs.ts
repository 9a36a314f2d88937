import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { annotationsOf } from "../../../src/core/build/bake.ts";
import type { JobRecord } from "../../../src/core/build/record.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { makeRecord, makeUnitRecord } from "../documents.ts";
import { pushBuilt } from "./built-image.ts";
import type { ExpectedUnit } from "./checker.ts";
import type { PublishJob } from "./job.ts";

const platforms = ["linux/arm64", "linux/amd64"] as const;

/** What BuildKit pushes for one platform of an image: an index of the image and its attestation. */
interface Leg {
  platform: string;
  index: { digest: Digest; text: string };
  /** Their entries in the index. */
  image: { digest: Digest };
  attestation: { digest: Digest };
}

/** What of a world it is about. */
interface Place {
  /** Of the first registry itself. */
  host: string;
  units: readonly ExpectedUnit[];
  /** By unit, the digest of the build that is made of legs. */
  digests: Map<string, string>;
}

/**
 * A publication whose images were built in a job for each of two platforms. From now on, every unit's build is the index that has to be made of
 * them. That index is written down here, not by the product: the same builds have to give it, byte for byte, however often a run is killed.
 * @param publication the same, built on one machine
 */
export async function publicationOfLegs({ plan: whole }: PublishJob, place: Place): Promise<PublishJob> {
  const units = whole.units.map((unit) => ({ ...unit, platforms: [...platforms] }));
  const names = units.map(({ name }) => name);
  const plan: Plan = { ...whole, units, jobs: platforms.map((platform) => ({ id: idOf(platform), units: names, platform })) };
  const records = new Map(platforms.map((platform) => [platform, [] as JobRecord["units"]]));
  for (const unit of units) {
    const expected = place.units.find(({ name }) => name === unit.name);
    if (!expected) throw new TypeError(`the world has no ${unit.name}`);
    const annotations = annotationsOf(plan, unit);
    const legs = await Promise.all(
      platforms.map((platform) => pushLeg(`${place.host}/${expected.path}`, unit, platform, annotations)),
    );
    for (const leg of legs) records.get(leg.platform as (typeof platforms)[number])?.push(recordOf(unit, leg));
    const digest = digestOf(Buffer.from(indexOf(legs, annotations)));
    place.digests.set(unit.name, digest);
    expected.tested.push(digest);
  }
  return { plan, records: [], legs: platforms.map((platform) => makeRecord(plan, idOf(platform), records.get(platform) ?? [])) };
}

const idOf = (platform: string): string => `all--${platform.replace("/", "-")}`;

async function pushLeg(
  repository: string,
  { name }: PlannedUnit,
  platform: string,
  annotations: Record<string, string>,
): Promise<Leg> {
  const { digest, bytes } = await pushBuilt(repository, { content: `${name} ${platform}`, annotations, platform });
  const text = Buffer.from(bytes).toString();
  const [image, attestation] = (JSON.parse(text) as { manifests: { digest: Digest }[] }).manifests;
  if (!image || !attestation) throw new TypeError("not an index of an image and its attestation");
  return { platform, index: { digest, text }, image, attestation };
}

function recordOf({ name }: PlannedUnit, { platform, index, image }: Leg): JobRecord["units"][number] {
  const { digest, text } = index;
  return makeUnitRecord(name, { digest, index: text, platforms: [{ platform, digest: image.digest }] });
}

/** The images in the plan's order, then their attestations, then the annotations by name. */
function indexOf(legs: readonly Leg[], annotations: Record<string, string>): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [...legs.map(({ image }) => image), ...legs.map(({ attestation }) => attestation)],
    annotations: Object.fromEntries(Object.entries(annotations).sort(([one], [other]) => (one < other ? -1 : 1))),
  });
}
