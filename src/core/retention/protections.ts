import type { Digest } from "../lib/digest.ts";
import { firstOf } from "../lib/text/words.ts";
import type { RetentionImage } from "./facts.ts";
import type { OwnPublication } from "./publications.ts";
import type { KeepReason } from "./retention-plan.ts";

/** Why images and publications must stay, whatever the rules of their unit say. */
export class Protections {
  readonly #digests = new Map<Digest, KeepReason[]>();
  readonly #publications = new Map<OwnPublication, KeepReason[]>();
  readonly #shown = new Map<Digest, Set<string>>();
  readonly #indexes = new Map<Digest, Digest[]>();

  /** @param images those whose members are known */
  constructor(images: ReadonlyMap<Digest, RetentionImage>) {
    for (const [index, { members = [] }] of images)
      for (const member of members) this.#indexes.set(member, [...(this.#indexes.get(member) ?? []), index]);
  }

  /** In each unit and registry, the newest publication of this image stays, and of each index that has it. */
  addDigest(digest: Digest, reason: KeepReason): void {
    for (const image of this.imagesWith(digest)) add(this.#digests, image, reason);
  }

  /** A digest, and the indexes that have it: some name an image by its manifest for one platform. */
  imagesWith(digest: Digest): Digest[] {
    return [digest, ...(this.#indexes.get(digest) ?? [])];
  }

  /** This very publication stays. */
  addPublication(publication: OwnPublication, reason: KeepReason): void {
    add(this.#publications, publication, reason);
  }

  /** A tag shows the image. @param by the tag, for people */
  addShown(digest: Digest, by: string): void {
    const tags = this.#shown.get(digest) ?? new Set();
    this.#shown.set(digest, tags.add(by));
  }

  /** Whether an image must stay. */
  has(digest: Digest): boolean {
    return this.#digests.has(digest) || this.#shown.has(digest);
  }

  /** Whether something kept was built on the image. */
  hasBase(digest: Digest): boolean {
    return (this.#digests.get(digest) ?? []).some(({ kind }) => kind === "child");
  }

  /** Whether an image must stay in each repository that has it: its users may pull from any of them. */
  isNeededEverywhere(digest: Digest): boolean {
    return (this.#digests.get(digest) ?? []).some(({ kind }) => kind === "pinned" || kind === "keep-file");
  }

  /** Every image that must stay. */
  digests(): Digest[] {
    return [...new Set([...this.#digests.keys(), ...this.#shown.keys()])];
  }

  reasonsFor(digest: Digest): KeepReason[] {
    const shown = this.#shown.get(digest);
    const first: KeepReason[] = shown ? [{ kind: "shown", text: `shown by ${firstOf([...shown], 3)}` }] : [];
    return [...first, ...(this.#digests.get(digest) ?? [])];
  }

  /** Every publication that must stay by its name, with the reasons. */
  publications(): ReadonlyMap<OwnPublication, readonly KeepReason[]> {
    return this.#publications;
  }
}

/** Adds a reason, once. */
export function add<Key>(map: Map<Key, KeepReason[]>, key: Key, reason: KeepReason): void {
  const reasons = map.get(key) ?? [];
  if (!reasons.some(({ kind, text }) => kind === reason.kind && text === reason.text)) reasons.push(reason);
  map.set(key, reasons);
}
