import type { Digest } from "../lib/digest.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import type { RetentionImage } from "./facts.ts";
import { add, type Protections } from "./protections.ts";
import type { OwnPublication, ReadUnit } from "./publications.ts";
import { type KeepReason, publicationName } from "./retention-plan.ts";
import { type KnownRollback, rollbackFrom, rollbacksOf } from "./withdrawn.ts";

/** Why publications stay. One that is not here goes. */
export type Kept = ReadonlyMap<OwnPublication, readonly KeepReason[]>;

interface Placed {
  read: ReadUnit;
  rollbacks: readonly KnownRollback[];
}

/** Finds what stays: what something keeps, and then what this was built on, and so on. */
export class Keeper {
  readonly #kept = new Map<OwnPublication, KeepReason[]>();
  readonly #places = new Map<OwnPublication, Placed>();
  readonly #holders = new Map<Digest, Set<OwnPublication>>();
  readonly #images: ReadonlyMap<Digest, RetentionImage>;
  readonly #protections: Protections;
  readonly #used = new Set<OwnPublication>();
  readonly #next: OwnPublication[] = [];

  constructor(units: readonly ReadUnit[], images: ReadonlyMap<Digest, RetentionImage>, protections: Protections) {
    this.#images = images;
    this.#protections = protections;
    for (const read of units) {
      const placed = { read, rollbacks: rollbacksOf(read.publications) };
      for (const one of read.publications) this.#places.set(one, placed);
      for (const [digest, one] of holdersOf(read)) {
        const holders = this.#holders.get(digest) ?? new Set();
        this.#holders.set(digest, holders.add(one));
      }
    }
  }

  keep(publication: OwnPublication, reason: KeepReason): void {
    const isNews = !this.#kept.has(publication);
    add(this.#kept, publication, reason);
    this.use(publication);
    if (isNews) this.#keepRollbacks(publication);
  }

  /** Records that a publication stays for another reason than its own: its bases stay, too. */
  use(publication: OwnPublication): void {
    if (this.#used.has(publication)) return;
    this.#used.add(publication);
    this.#next.push(publication);
  }

  /** What stays, with all reasons. */
  settle(): Kept {
    for (const [publication, reasons] of this.#protections.publications())
      for (const reason of reasons) this.keep(publication, reason);
    for (const digest of this.#protections.digests())
      for (const reason of this.#protections.reasonsFor(digest)) this.#keepImage(digest, reason);
    for (let one = this.#next.pop(); one; one = this.#next.pop()) this.#keepBases(one);
    return this.#kept;
  }

  #keepImage(digest: Digest, reason: KeepReason): void {
    for (const holder of this.#holders.get(digest) ?? []) this.keep(holder, reason);
  }

  #keepBases(publication: OwnPublication): void {
    const name = publicationName(this.#places.get(publication)?.read.unit.name ?? "", publication.stamp);
    for (const digest of new Set([publication.digest, ...publication.tags.map((tag) => tag.digest)])) {
      for (const base of this.#images.get(digest)?.bases ?? []) {
        if (this.#protections.hasBase(base)) continue; // one of its children says enough
        const reason: KeepReason = { kind: "child", text: `base of ${name}` };
        this.#protections.addDigest(base, reason);
        for (const image of this.#protections.imagesWith(base)) this.#keepImage(image, reason);
      }
    }
  }

  /** Without the rollback or its target, a bad image would count as a good one in the next run. */
  #keepRollbacks(publication: OwnPublication): void {
    const { rollbacks = [] } = this.#places.get(publication) ?? {};
    const from = rollbackFrom(publication, rollbacks);
    const name = printPublicationId(publication.stamp);
    if (from) this.keep(from.rollback, { kind: "rollback", text: `rollback from ${name}` });
    const own = rollbacks.find(({ rollback }) => rollback === publication);
    if (own) this.keep(own.target, { kind: "rollback", text: `target of the rollback ${name}` });
  }
}

/**
 * For each image, the publications that keep it: in each repository the newest under whose stream's
 * timestamp tag it is there, and the newest under whatever other tag.
 */
function holdersOf({ publications }: ReadUnit): [Digest, OwnPublication][] {
  const newest = new Map<string, [Digest, OwnPublication]>();
  for (const one of publications)
    for (const { repository, digest, role } of one.tags)
      newest.set(`${role === "timestamp"} ${digest} ${repository}`, [digest, one]);
  return [...newest.values()];
}
