import type { Digest } from "../lib/digest.ts";

/** How a pin is written in a file. */
export type PinForm = "reference" | "map" | "kustomize" | "flux" | "marker";

/** What a pin follows: a unit's stream, or one of its version tags. */
export type Followed = { unit: string } | { unit: string; versionTag: string };

/** One scalar of a file that a pin writes. */
export interface PinScalar {
  /**
   * The scalar's own text in the file, without its quotes and without what precedes a reference
   * (`oci://`, `name=`): offsets in UTF-16 code units, `end` excluded.
   */
  start: number;
  end: number;
  /**
   * What the scalar gets: `name:tag@digest`, a tag, or a digest alone. A tag is `tag@digest` unless
   * the pin has a digest, too, or is Flux's, which takes no digest in a tag.
   */
  holds: "reference" | "tag" | "digest";
}

/** Whether a pin's tag is without the digest: another scalar has that, or Flux, which takes none in a tag. */
export function isTagBare(form: PinForm, scalars: readonly Pick<PinScalar, "holds">[]): boolean {
  return form === "flux" || scalars.some(({ holds }) => holds === "digest");
}

/** An image of the configuration that a file names. */
export interface FoundPin {
  form: PinForm;
  /** The line of its first scalar; 1 is the first. */
  line: number;
  /** As the unit's destination has it. */
  repository: string;
  follows: Followed;
  /** What the file names now. */
  tag?: string;
  digest?: Digest;
  scalars: readonly PinScalar[];
}

/** An image of ours that a file names, and that nothing can be pinned to. */
export interface LeftReference {
  line: number;
  /** As the file has it. */
  text: string;
  /** A clause for people. */
  reason: string;
}

/** What a file says of images. */
export interface PinReading {
  found: readonly FoundPin[];
  left: readonly LeftReference[];
  /** Why the file was not read: it is no YAML. It may name images all the same (`mentions.ts`). */
  unread?: string;
}

/** What to pin to. */
export interface WantedPin {
  tag: string;
  digest: Digest;
}

/** A pin that a file gets. */
export interface PinChange {
  unit: string;
  repository: string;
  line: number;
  from: Partial<WantedPin>;
  to: WantedPin;
}
