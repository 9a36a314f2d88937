import type { Digest } from "./digest.ts";
import { afterEffect, type Effect } from "./effect.ts";
import type { Destination, Unit } from "./unit.ts";
import { type Version, versionsIn, versionTag } from "./version.ts";

/** What one of a unit's repositories was seen to hold of its versions. */
export interface VersionDestination extends Destination {
  /** Why it could not be asked; then the rest is empty. */
  failure?: string;
  /** The whole versions that it lists, newest first. */
  versions: readonly string[];
  /** What the tags that were asked for point at; a tag that is not here does not exist. */
  tags: ReadonlyMap<string, Digest>;
  /** Digests known to be in the repository. */
  digests: ReadonlySet<Digest>;
}

/** In the order of the unit's destinations. */
export interface VersionObservation {
  destinations: readonly VersionDestination[];
}

/** What publishing a version does next; `done` names what the version is. The others are as in `Step`. */
export type VersionStep =
  | { kind: "effect"; effect: Effect }
  | { kind: "done"; digest: Digest }
  | { kind: "leave-out"; repository: string; reason: string }
  | { kind: "blocked"; reason: string };

/**
 * The next step towards a version's tags, in every registry. The order is fixed, so that a run that was killed is completed by another:
 * the digest everywhere, then the whole version's tag, the unit's first repository first, and last the tags of its lines.
 *
 * The whole version's tag never changes. A line's tag shows the newest version of its line that the first repository lists: a run that
 * finds a newer one than its own leaves the tag alone, and puts it right where it shows the older: that was this run's move, or a like one.
 * @param goal the tested digest; without one, what the first repository has under the whole version's tag is completed
 */
export function versionStep(unit: Unit, version: Version, observed: VersionObservation, goal?: Digest): VersionStep {
  const [first, ...others] = observed.destinations;
  if (!first) throw new TypeError(`${unit.name} has no destination`);
  const down = observed.destinations.find(({ failure, required }, index) => failure !== undefined && (required || index === 0));
  if (down) return { kind: "blocked", reason: `${down.repository} could not be asked: ${down.failure}` };
  const reachable = [first, ...others].filter(({ failure }) => failure === undefined);
  const whole = versionTag(unit, version.text);
  const digest = goal ?? first.tags.get(whole);
  if (digest === undefined) return { kind: "blocked", reason: `${first.repository}:${whole} is no longer there` };

  const taken = reachable.find(({ tags }) => (tags.get(whole) ?? digest) !== digest);
  if (taken) {
    const { repository, required, tags } = taken;
    const reason = `${repository}:${whole} holds ${tags.get(whole)}, and ${version.text} is ${digest} here: a version tag is never overwritten. Push a new version`;
    return taken === first || required ? { kind: "blocked", reason } : { kind: "leave-out", repository, reason };
  }
  const copy = missingCopy(reachable, first, digest);
  if (copy) return copy;
  const untagged = reachable.find(({ tags }) => !tags.has(whole));
  if (untagged) return { kind: "effect", effect: { kind: "tag", repository: untagged.repository, tag: whole, digest } };
  return lineStep(unit, version, reachable, first, digest) ?? { kind: "done", digest };
}

/** What a version's registries hold once an effect has been confirmed. */
export function afterVersionEffect({ destinations }: VersionObservation, effect: Effect): VersionObservation {
  return { destinations: afterEffect(destinations, effect) };
}

/** The newest version of a line that is there in the first repository, the given one included: a listing may name what is gone. */
export function newestIn(
  line: string,
  unit: Pick<Unit, "variant">,
  version: Version,
  first: Pick<VersionDestination, "versions" | "tags"> | undefined,
): string {
  const [newest = version.text] = versionsIn(line, [version.text, ...(first?.versions ?? [])]).filter(
    (text) => text === version.text || first?.tags.has(versionTag(unit, text)),
  );
  return newest;
}

function missingCopy(
  destinations: readonly VersionDestination[],
  first: VersionDestination,
  digest: Digest,
): VersionStep | undefined {
  const lacking = destinations.find(({ digests }) => !digests.has(digest));
  if (!lacking) return undefined;
  if (lacking === first) return { kind: "blocked", reason: `${first.repository} no longer holds ${digest}` };
  return { kind: "effect", effect: { kind: "copy", digest, from: first.repository, to: lacking.repository } };
}

function lineStep(
  unit: Unit,
  version: Version,
  destinations: readonly VersionDestination[],
  first: VersionDestination,
  digest: Digest,
): VersionStep | undefined {
  for (const destination of destinations) {
    for (const line of version.lines) {
      const newest = newestIn(line, unit, version, first);
      const target = newest === version.text ? digest : first.tags.get(versionTag(unit, newest));
      const tag = versionTag(unit, line);
      const was = destination.tags.get(tag);
      const isOurs = newest === version.text || was === digest; // whatever else it shows is the newer version's own matter
      if (target === undefined || was === target || !isOurs) continue;
      const { repository } = destination;
      return (
        missingCopy([destination], first, target) ?? {
          kind: "effect",
          effect: { kind: "tag", repository, tag, digest: target, ...(was === undefined ? {} : { was }) },
        }
      );
    }
  }
  return undefined;
}
