import type { Digest } from "../../core/lib/digest.ts";
import type { Timestamp } from "../../core/lib/time/timestamp.ts";
import { aliasTextFault } from "../../core/plan/alias-clashes.ts";
import { type Listing, readListing } from "../../core/publish/listing.ts";
import { isNeeded, type ObservedAliases, type Wanted } from "../../core/publish/observation.ts";
import { aliasMark } from "../../core/tags/alias-mark.ts";
import { isRecorded, needsLabels } from "../../core/tags/alias-pattern.ts";
import { type GivenAlias, givenBefore, type PlatformLabels } from "../../core/tags/given-alias.ts";
import { compareTimestampTags } from "../../core/tags/grammar.ts";
import { type PublicationId, timestampTag } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { labelsOf } from "./labels.ts";
import { resolveListed } from "./listed-tag.ts";
import { type Asking, attempt, type Newest } from "./newest.ts";

/**
 * Adds the texts that publications give for a unit's evaluated aliases: the newest one, and the one
 * that a hold or a rollback puts back. Marks a registry that does not answer as failed. Costs a
 * request for each mark, and reads an image that aliases need labels of once.
 */
export async function withAliases(
  asking: Asking,
  unit: Unit,
  { restored, facts, timestamps }: Wanted,
  newest: Newest,
): Promise<{ newest: Newest; aliases: ObservedAliases }> {
  const { current } = newest;
  const reader = new AliasReader(asking, unit, new Map(newest.failures));
  const ofCurrent = current ? await reader.givenAt(current.stamp, current.digest, current.stamp) : [];
  const aliases = {
    current: ofCurrent,
    restored: restored ? await reader.restored(restored, newest) : [],
    since: facts ? await reader.since(timestamps[0], newest) : [],
  };
  return { newest: { ...newest, failures: reader.failures }, aliases };
}

/** Reads the texts that single publications of a unit gave. Costs another listing. */
export function createAliasReader(
  registry: Registry,
  unit: Unit,
): (of: { stamp: PublicationId; digest: Digest }) => Promise<string[]> {
  const listings = new Map<string, Promise<Listing>>();
  const list = (repository: string): Promise<Listing> => {
    const listing = listings.get(repository) ?? registry.tags(repository).then((tags) => readListing(tags, unit));
    listings.set(repository, listing);
    return listing;
  };
  const reader = new AliasReader({ registry, list, annotations: false }, unit, new Map());
  return async ({ stamp, digest }) => (await reader.givenAt(stamp, digest, stamp)).map(({ text }) => text);
}

/** Reads a unit's marks and labels in the repositories that answer. */
class AliasReader {
  readonly failures: Map<string, string>;
  readonly #asking: Asking;
  readonly #unit: Unit;

  constructor(asking: Asking, unit: Unit, failures: Map<string, string>) {
    this.#asking = asking;
    this.#unit = unit;
    this.failures = failures;
  }

  /**
   * The texts that a publication of a digest gave.
   * @param now the publication that gives them now
   */
  async givenAt(stamp: PublicationId, digest: Digest, now: PublicationId): Promise<readonly GivenAlias[]> {
    const marks = this.#needsMarks ? await this.#marksAt(stamp, digest) : [];
    const labels = needsLabels(this.#unit) ? await this.#labels(digest) : undefined;
    const { isTaken } = this.#asking;
    return givenBefore(this.#unit, marks, labels, now.timestamp).filter(
      (alias) => aliasTextFault(this.#unit, alias) === undefined && !isTaken?.(this.#unit, alias.text),
    );
  }

  /**
   * The texts of what a hold or a rollback puts back: of its own publication, once that exists, else
   * of the newest earlier publication of the digest.
   */
  async restored({ digest, stamp }: { digest: Digest; stamp?: PublicationId }, { current, stamps }: Newest) {
    const isAt = (id: PublicationId) => stamp !== undefined && compareTimestampTags(id, stamp) === 0;
    const own = stamps.find(isAt);
    if (current && current.digest === digest && (!stamp || isAt(current.stamp)))
      return this.givenAt(current.stamp, digest, current.stamp);
    if (own && (await this.#digestAt(own)) === digest) return this.givenAt(own, digest, own);
    const earlier = stamps.filter((id) => !stamp || compareTimestampTags(id, stamp) < 0);
    for (const id of earlier.toReversed()) {
      if ((await this.#digestAt(id)) === digest) return this.givenAt(id, digest, stamp ?? id);
    }
    return [];
  }

  /** What the publications since the goal's minute give, without the newest one. */
  async since(timestamp: Timestamp | undefined, { current, stamps }: Newest): Promise<ObservedAliases["since"]> {
    const since: { stamp: PublicationId; aliases: readonly GivenAlias[] }[] = [];
    for (const stamp of stamps) {
      if (timestamp === undefined || stamp.timestamp < timestamp) continue;
      if (current && compareTimestampTags(stamp, current.stamp) === 0) continue;
      const digest = await this.#digestAt(stamp);
      if (digest !== undefined) since.push({ stamp, aliases: await this.givenAt(stamp, digest, stamp) });
    }
    return since;
  }

  get #needsMarks(): boolean {
    return this.#unit.evaluatedAliases?.some(({ pattern }) => isRecorded(pattern)) ?? false;
  }

  /** The texts in the marks of a publication. A mark left by a lost race shows another digest. */
  async #marksAt(stamp: PublicationId, digest: Digest): Promise<string[]> {
    const texts = new Set<string>();
    await this.#inEach(async (repository) => {
      const { registry, list } = this.#asking;
      for (const text of (await list(repository)).marksOf(timestampTag(this.#unit, stamp))) {
        if (texts.has(text)) continue;
        if ((await resolveListed(registry, repository, aliasMark(this.#unit, stamp, text))) === digest) texts.add(text);
      }
      return undefined;
    });
    return [...texts];
  }

  #digestAt(stamp: PublicationId): Promise<Digest | undefined> {
    return this.#inEach((repository) => resolveListed(this.#asking.registry, repository, timestampTag(this.#unit, stamp)));
  }

  #labels(digest: Digest): Promise<readonly PlatformLabels[] | undefined> {
    return this.#inEach((repository) => labelsOf(this.#asking.registry, repository, digest));
  }

  /** The first answer of the repositories that decide; one that fails counts as not answering. */
  async #inEach<T>(ask: (repository: string) => Promise<T | undefined>): Promise<T | undefined> {
    for (const [index, destination] of this.#unit.destinations.entries()) {
      const { repository } = destination;
      if (!isNeeded(destination, index) || this.failures.has(repository)) continue;
      const seen = await attempt(destination, async () => ({ answer: await ask(repository) }));
      if ("failure" in seen) this.failures.set(repository, seen.failure);
      else if (seen.answer !== undefined) return seen.answer;
    }
    return undefined;
  }
}
