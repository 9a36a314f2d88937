import type { Digest } from "../lib/digest.ts";
import { millisecondsOf, type Timestamp } from "../lib/time/timestamp.ts";

/** A manifest of a repository: one that the registry lists, or one that this run took the last tag from. */
export interface StoredManifest {
  digest: Digest;
  /** Empty: nothing pulls it by a name. */
  tags: readonly string[];
  /** When it was pushed, milliseconds since 1970; absent if the registry does not say. */
  pushed?: number;
  /** The newest timestamp among the tags that it had. */
  stamped?: Timestamp;
}

/** What a manifest refers to; both empty for an ordinary image. */
export interface ManifestContent {
  /** The manifests in an index. */
  children: readonly Digest[];
  /** The manifest that it says something about. */
  subject?: Digest;
}

/**
 * The tag by which clients without a referrers API list what is attached to a manifest (OCI
 * distribution specification, "Referrers Tag Schema").
 */
const referrersTag = /^sha256-([a-f0-9]{64})$/;

/** What refers to what in a repository. */
export class ManifestGraph {
  readonly #stored: ReadonlyMap<Digest, StoredManifest>;
  readonly #contents: ReadonlyMap<Digest, ManifestContent>;
  readonly #indexes = new Map<Digest, Digest[]>();
  readonly #referrers = new Map<Digest, Digest[]>();
  readonly #dates = new Map<Digest, number | undefined>();
  /** Every manifest that is stored, or that one of them has as its child. */
  readonly all: readonly Digest[];

  constructor(manifests: readonly StoredManifest[], contents: ReadonlyMap<Digest, ManifestContent>) {
    this.#stored = new Map(manifests.map((one) => [one.digest, one]));
    this.#contents = contents;
    const all = new Set(this.#stored.keys());
    for (const digest of all) {
      for (const child of this.childrenOf(digest)) {
        all.add(child); // the loop visits it, too
        push(this.#indexes, child, digest);
      }
    }
    this.all = [...all];
    for (const digest of all) {
      const subject = this.subjectOf(digest);
      if (subject !== undefined) push(this.#referrers, subject, digest);
    }
  }

  childrenOf(digest: Digest): readonly Digest[] {
    return this.#contents.get(digest)?.children ?? [];
  }

  /** The indexes that have a manifest. */
  indexesWith(digest: Digest): readonly Digest[] {
    return this.#indexes.get(digest) ?? [];
  }

  referrersOf(digest: Digest): readonly Digest[] {
    return this.#referrers.get(digest) ?? [];
  }

  /** What a manifest is attached to: by its own word, or by its tag. */
  subjectOf(digest: Digest): Digest | undefined {
    return this.#listSubject(digest) ?? this.#contents.get(digest)?.subject;
  }

  /** The tags that keep a manifest. The list of what is attached to a known one lives and dies with that. */
  keepingTags(digest: Digest): readonly string[] {
    return this.#listSubject(digest) === undefined ? this.tagsOf(digest) : [];
  }

  tagsOf(digest: Digest): readonly string[] {
    return this.#stored.get(digest)?.tags ?? [];
  }

  /** When a manifest came, or the newest that has it or that it is attached to; undefined if none of them says. */
  dateOf(digest: Digest): number | undefined {
    if (!this.#dates.has(digest)) {
      this.#dates.set(digest, undefined); // a circle has no date
      this.#dates.set(digest, this.#ownDate(digest) ?? this.#datesAround(digest));
    }
    return this.#dates.get(digest);
  }

  #ownDate(digest: Digest): number | undefined {
    const { pushed, stamped } = this.#stored.get(digest) ?? {};
    const known = [pushed, stamped && millisecondsOf(stamped)].filter((date) => date !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  }

  #datesAround(digest: Digest): number | undefined {
    const subject = this.subjectOf(digest);
    const around = [...this.indexesWith(digest), ...(subject === undefined ? [] : [subject])];
    const dates = around.map((one) => this.dateOf(one));
    const known = dates.filter((date) => date !== undefined);
    return known.length === 0 || known.length < dates.length ? undefined : Math.max(...known);
  }

  #listSubject(digest: Digest): Digest | undefined {
    const [tag, ...others] = this.tagsOf(digest);
    const hex = others.length === 0 ? referrersTag.exec(tag ?? "")?.[1] : undefined;
    const subject: Digest | undefined = hex === undefined ? undefined : `sha256:${hex}`;
    return subject !== undefined && this.#stored.has(subject) ? subject : undefined;
  }
}

function push(map: Map<Digest, Digest[]>, key: Digest, value: Digest): void {
  const values = map.get(key) ?? [];
  values.push(value);
  map.set(key, values);
}
