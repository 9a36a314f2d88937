import type { Digest } from "../lib/digest.ts";
import type { Code } from "../lib/problems/problem.ts";
import type { Effect } from "../publish/effect.ts";
import { firstNeededFailure, publishedUnder } from "../publish/observation.ts";
import type { Destination, Unit } from "../unit/unit.ts";
import { lineTags, type Version, versionsIn, versionTag, wholeTags } from "./version.ts";

/** The version tags and digests that one of a unit's repositories has. */
export interface VersionDestination extends Destination {
  /**
   * Why the run skips it: it did not answer (then the other fields are empty), or a write failed.
   */
  failure?: string;
  /** The whole versions in its listing, newest first. */
  versions: readonly string[];
  /** The digests of the requested tags. A tag that is not here does not exist. */
  tags: ReadonlyMap<string, Digest>;
  /** Digests known to be in the repository. */
  digests: ReadonlySet<Digest>;
}

/** In the order of the destinations. */
export interface VersionObservation {
  destinations: readonly VersionDestination[];
}

/**
 * The next step of publishing a version; `done` has the digest of the version. The other kinds are
 * as in `Step`.
 */
export type VersionStep =
  | { kind: "effect"; effect: Effect }
  | { kind: "done"; digest: Digest }
  | { kind: "leave-out"; repository: string; reason: string }
  | { kind: "blocked"; reason: string; code?: Code };

/**
 * The next step towards the tags of a version, in every registry. The order is fixed, so that
 * another run can complete a killed run: first the digest everywhere, then the tag of the whole
 * version, in the unit's first repository first, and last the tags of its lines.
 *
 * The tag of the whole version never changes. The tag of a line shows the newest version of its
 * line in any of the repositories: they differ if one is new or was left out. A run that finds a
 * newer version than its own leaves the tag alone. It corrects the tag only if the tag shows its
 * own, older version: this run, or one like it, moved it there.
 * @param goal the tested digest; without it, the step completes the whole version's digest from the
 * first repository
 * @param elsewhere a repository that has the goal, besides the unit's own: where candidates are
 */
export function versionStep(
  unit: Unit,
  version: Version,
  observed: VersionObservation,
  goal?: Digest,
  elsewhere?: string,
): VersionStep {
  const [first, ...others] = observed.destinations;
  if (!first) throw new TypeError(`${unit.name} has no destination`);
  const down = firstNeededFailure(observed.destinations);
  if (down) return { kind: "blocked", reason: down.message };
  const reachable = [first, ...others].filter(({ failure }) => failure === undefined);
  const whole = versionTag(unit, version.text);
  const digest = goal ?? first.tags.get(whole);
  if (digest === undefined) return { kind: "blocked", reason: `${first.repository}:${whole} no longer exists` };

  const written = wholeTags(unit, version.text);
  const taken = takenTag(first, reachable, written, version, digest);
  if (taken) return taken;
  const incomplete = reachable.find(({ digests }) => !digests.has(digest));
  if (incomplete === first && elsewhere !== undefined && digest === goal)
    return { kind: "effect", effect: { kind: "copy", digest, from: elsewhere, to: first.repository } };
  if (incomplete === first)
    return { kind: "blocked", reason: `${first.repository} no longer has ${digest}, or does not show it yet: run again` };
  if (incomplete) return { kind: "effect", effect: { kind: "copy", digest, from: first.repository, to: incomplete.repository } };
  for (const tag of written) {
    const untagged = reachable.find(({ tags }) => !tags.has(tag));
    if (untagged) return { kind: "effect", effect: { kind: "tag", repository: untagged.repository, tag, digest } };
  }
  const effect = lineEffect(unit, version, observed, digest);
  return effect ? { kind: "effect", effect } : { kind: "done", digest };
}

/** A tag with the whole version that shows another digest, in any registry. */
function takenTag(
  first: VersionDestination,
  reachable: readonly VersionDestination[],
  written: readonly string[],
  { text }: Version,
  digest: Digest,
): VersionStep | undefined {
  for (const { repository, required, tags } of reachable) {
    const tag = written.find((one) => (tags.get(one) ?? digest) !== digest);
    if (tag === undefined) continue;
    const reason = `${repository}:${tag} points to ${tags.get(tag)}, but ${text} is ${digest} here: Tagstream never overwrites a version tag. Push a new version`;
    return repository === first.repository || required
      ? { kind: "blocked", reason, code: "version-taken" }
      : { kind: "leave-out", repository, reason };
  }
  return undefined;
}

type Snapshot = Pick<VersionDestination, "versions" | "tags" | "required" | "failure">;

/**
 * The newest existing version of a line in any repository, the given one included. A listing may
 * name removed tags, which do not count. A version that does not count as published is copied
 * nowhere, but keeps the line in place.
 */
export function newestIn(
  line: string,
  unit: Pick<Unit, "variant" | "versions" | "timestamps">,
  version: Version,
  destinations: readonly Snapshot[],
): string {
  const there = destinations.flatMap(({ versions, tags }) => versions.filter((text) => tags.has(versionTag(unit, text))));
  const [newest = version.text] = versionsIn(line, unit, [version.text, ...there]);
  return newest;
}

/**
 * The digest that counts as published under a version: the one in the first repository, or the one
 * that all other required repositories share.
 */
export function digestOfVersion(
  text: string,
  unit: Pick<Unit, "variant" | "versions" | "timestamps">,
  destinations: readonly Snapshot[],
): Digest | undefined {
  return publishedUnder(versionTag(unit, text), destinations);
}

function lineEffect(unit: Unit, version: Version, { destinations }: VersionObservation, digest: Digest): Effect | undefined {
  const reachable = destinations.filter(({ failure }) => failure === undefined);
  for (const destination of reachable) {
    for (const tag of lineTags(unit, version.text)) {
      const newest = newestIn(tag, unit, version, destinations);
      const target = newest === version.text ? digest : digestOfVersion(newest, unit, destinations);
      const was = destination.tags.get(tag);
      const isOurs = newest === version.text || was === digest; // the run of the newer version handles any other digest
      const effect = target !== undefined && isOurs ? moveOf(tag, target, destination, reachable) : undefined;
      if (effect) return effect;
    }
  }
  return undefined;
}

/**
 * The effect that moves a tag to a digest in one registry: first the copy of the digest. Undefined
 * if the tag already shows it, or no reachable registry has it. In that case, the result reports
 * why, and the next run completes it.
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
