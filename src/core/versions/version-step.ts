import type { Digest } from "../lib/digest.ts";
import type { Effect } from "../publish/effect.ts";
import { firstNeededFailure, publishedUnder } from "../publish/observation.ts";
import type { Destination, Unit } from "../unit/unit.ts";
import { type Version, versionsIn, versionTag } from "./version.ts";

/** What one of a unit's repositories was seen to hold of its versions. */
export interface VersionDestination extends Destination {
  /** Why it is left out: it could not be asked, and the rest is empty, or it was read and could not be written. */
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
 * The whole version's tag never changes. A line's tag shows the newest version of its line that any of the repositories has, since they may
 * differ: one is new, or was left out. A run that finds a newer one than its own leaves the tag alone, and puts it right where it shows the
 * older: that was this run's move, or a like one.
 * @param goal the tested digest; without one, what the first repository has under the whole version's tag is completed
 */
export function versionStep(unit: Unit, version: Version, observed: VersionObservation, goal?: Digest): VersionStep {
  const [first, ...others] = observed.destinations;
  if (!first) throw new TypeError(`${unit.name} has no destination`);
  const down = firstNeededFailure(observed.destinations);
  if (down) return { kind: "blocked", reason: down.message };
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
  const incomplete = reachable.find(({ digests }) => !digests.has(digest));
  if (incomplete === first)
    return { kind: "blocked", reason: `${first.repository} no longer holds ${digest}, or does not show it yet: run again` };
  if (incomplete) return { kind: "effect", effect: { kind: "copy", digest, from: first.repository, to: incomplete.repository } };
  const untagged = reachable.find(({ tags }) => !tags.has(whole));
  if (untagged) return { kind: "effect", effect: { kind: "tag", repository: untagged.repository, tag: whole, digest } };
  const effect = lineEffect(unit, version, observed, digest);
  return effect ? { kind: "effect", effect } : { kind: "done", digest };
}

type Snapshot = Pick<VersionDestination, "versions" | "tags" | "required" | "failure">;

/**
 * The newest version of a line that is there in any repository, the given one included: a listing may name what is gone. One that does not count as
 * published keeps the line where it is, and is copied nowhere.
 */
export function newestIn(line: string, unit: Pick<Unit, "variant">, version: Version, destinations: readonly Snapshot[]): string {
  const there = destinations.flatMap(({ versions, tags }) => versions.filter((text) => tags.has(versionTag(unit, text))));
  const [newest = version.text] = versionsIn(line, [version.text, ...there]);
  return newest;
}

/** What counts as published under a version: what the first repository has, or all other required ones agree on. */
export function digestOfVersion(
  text: string,
  unit: Pick<Unit, "variant">,
  destinations: readonly Snapshot[],
): Digest | undefined {
  return publishedUnder(versionTag(unit, text), destinations);
}

function lineEffect(unit: Unit, version: Version, { destinations }: VersionObservation, digest: Digest): Effect | undefined {
  const reachable = destinations.filter(({ failure }) => failure === undefined);
  for (const destination of reachable) {
    for (const line of version.lines) {
      const newest = newestIn(line, unit, version, destinations);
      const target = newest === version.text ? digest : digestOfVersion(newest, unit, destinations);
      const tag = versionTag(unit, line);
      const was = destination.tags.get(tag);
      const isOurs = newest === version.text || was === digest; // whatever else it shows is the newer version's own matter
      const effect = target !== undefined && isOurs ? moveOf(tag, target, destination, reachable) : undefined;
      if (effect) return effect;
    }
  }
  return undefined;
}

/**
 * What moves a tag to a digest in one registry: first the copy of the digest. Undefined where the tag
 * shows it, or no registry that can be asked has it: the result reports why, and the next run
 * completes it.
 */
function moveOf(
  tag: string,
  digest: Digest,
  { repository, tags, digests }: VersionDestination,
  reachable: readonly VersionDestination[],
): Effect | undefined {
  const was = tags.get(tag);
  if (was === digest) return undefined;
  if (digests.has(digest)) return { kind: "tag", repository, tag, digest, ...(was === undefined ? {} : { was }) };
  const source = reachable.find((other) => other.digests.has(digest));
  return source && { kind: "copy", digest, from: source.repository, to: repository };
}
