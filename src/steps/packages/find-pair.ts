import { nearPublications } from "../../core/history/near-publications.ts";
import { type Digest, isDigest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { ImagePair, LocatedImage } from "../../core/packages/unit-changes.ts";
import { firstNeededFailure, hasPublicationId, isNeeded, type ObservedDestination } from "../../core/publish/observation.ts";
import type { Publication, RollbackTarget } from "../../core/rollback/rollback.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { type PublicationId, printPublicationId } from "../../core/tags/timestamp.ts";
import { candidatesRepository, firstRepository } from "../../core/unit/repositories.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Observer } from "../observe/observe.ts";
import { countedAt, publicationIdsOf } from "../observe/publications.ts";

/** The images that a person names. */
export interface WantedPair {
  /** `previous`, the default: the newest publication before `to` that has another digest. */
  from?: RollbackTarget | undefined;
  /** The default is the newest publication; `previous` is the one before it that has another digest. */
  to?: RollbackTarget | undefined;
}

/**
 * Finds two images of a unit, under timestamp tags or, by a full digest, anywhere in its
 * repositories. Asks only for the tags that it needs. Undefined if there is no older image.
 * @throws Failure `publication-unknown` for an image that the unit does not have
 */
export async function findPair(
  unit: Unit,
  { from = { kind: "previous" }, to }: WantedPair,
  observer: Observer,
  registry: Registry,
): Promise<ImagePair | undefined> {
  const { destinations } = await observer(unit);
  const down = firstNeededFailure(destinations);
  if (down) throw failure("publication-unknown", `Cannot tell what changed in ${unit.name}: ${down.message}`);
  const needed = destinations.filter((one, index) => one.failure === undefined && isNeeded(one, index));
  const publications = new UnitPublications(unit, needed, registry);
  const newer = await publications.find(to);
  const older = newer && (from.kind === "previous" ? await publications.before(newer) : await publications.find(from));
  if (!newer || !older) return undefined;
  const packages = unit.build.packages === false ? { packages: false as const } : {};
  return { unit: unit.name, from: older, to: newer, ...packages };
}

/** The images under a unit's timestamp tags, read as far as they are needed. */
class UnitPublications {
  readonly #unit: Unit;
  readonly #needed: readonly ObservedDestination[];
  readonly #registry: Registry;
  /** Newest first. */
  readonly #stamps: readonly PublicationId[];

  constructor(unit: Unit, needed: readonly ObservedDestination[], registry: Registry) {
    this.#unit = unit;
    this.#needed = needed;
    this.#registry = registry;
    this.#stamps = publicationIdsOf(needed).toReversed();
  }

  /** @param target absent for the newest publication */
  async find(target: RollbackTarget | undefined): Promise<LocatedImage | undefined> {
    switch (target?.kind) {
      case undefined:
        return this.#first(() => true);
      case "previous": {
        const newest = await this.#first(() => true);
        return newest && this.before(newest);
      }
      case "timestamp":
        return (await this.#at(target.stamp)) ?? this.#refuse(`no image under ${printPublicationId(target.stamp)}`, target.stamp);
      case "digest":
        return this.#withDigest(target.prefix);
    }
  }

  /** The newest publication before an image that has another digest. */
  before({ digest, stamp }: LocatedImage): Promise<LocatedImage | undefined> {
    const isBefore = (other: PublicationId): boolean => stamp === undefined || compareTimestampTags(other, stamp) < 0;
    return this.#first((other) => other.digest !== digest, this.#stamps.filter(isBefore));
  }

  /** The newest publication that fits. */
  async #first(fits: (of: LocatedImage) => boolean, stamps = this.#stamps): Promise<LocatedImage | undefined> {
    for (const stamp of stamps) {
      const found = await this.#at(stamp);
      if (found && fits(found)) return found;
    }
    return undefined;
  }

  async #at(stamp: PublicationId): Promise<LocatedImage | undefined> {
    if (!hasPublicationId(this.#stamps, stamp)) return undefined;
    const found: Publication | undefined = await countedAt(this.#unit, stamp, this.#needed, this.#registry);
    const holder = this.#needed.find(({ stamps }) => hasPublicationId(stamps, stamp));
    return found && holder && { repository: holder.repository, digest: found.digest, stamp };
  }

  async #withDigest(prefix: string): Promise<LocatedImage> {
    const found = await this.#first(({ digest }) => digest.startsWith(prefix));
    return found ?? (isDigest(prefix) ? await this.#untagged(prefix) : undefined) ?? this.#refuse(`no image ${prefix}`);
  }

  /** An image without a timestamp, such as a candidate. */
  async #untagged(digest: Digest): Promise<LocatedImage | undefined> {
    for (const repository of new Set([firstRepository(this.#unit), candidatesRepository(this.#unit)])) {
      const exists = repository !== undefined && (await this.#registry.resolve(repository, digest)) !== undefined;
      if (exists) return { repository, digest };
    }
    return undefined;
  }

  #refuse(what: string, near?: PublicationId): never {
    const stamps = this.#stamps.toReversed();
    const choice = near ? `: ${nearPublications(stamps, near)}` : "";
    throw failure("publication-unknown", `${this.#unit.name} has ${what}${choice}. \`history\` lists its publications.`);
  }
}
