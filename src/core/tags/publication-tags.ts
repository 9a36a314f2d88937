import type { FactsInTag, Mutability, PublicationFacts, Purpose, TaggedUnit, TagKind } from "./kind.ts";
import { tagKinds } from "./kinds.ts";

/** A tag of a publication. */
export interface PublicationTag {
  tag: string;
  kind: TagKind;
  mutability: Mutability;
}

/** Every tag of a publication, in the order of writing: the one list that all others come from. */
export function publicationTags(unit: TaggedUnit, publication: PublicationFacts): PublicationTag[] {
  return kindsFor(publication.purpose).flatMap((kind) =>
    kind.print(unit, publication).map((tag) => ({ tag, kind, mutability: kind.mutability })),
  );
}

/** A unit's moving tags, which show what its stream shows: its stream tag, then its aliases. */
export function movingTagsOf(unit: TaggedUnit): string[] {
  return tagsThatShow("stream", unit, { purpose: "publish" });
}

/** The tags of a publication that show its own digest, or its stream's. */
export function tagsThatShow(what: TagKind["shows"], unit: TaggedUnit, publication: PublicationFacts): string[] {
  return publicationTags(unit, publication).flatMap(({ tag, kind }) => (kind.shows === what ? [tag] : []));
}

/** Sorts tags of a unit: first those that show the stream, then those of a publication. */
export function byWhatTheyShow(unit: TaggedUnit, tags: readonly string[]): string[] {
  const showing = (what: TagKind["shows"]) => tags.filter((tag) => kindOfTag(unit, tag)?.shows === what);
  return [...showing("stream"), ...showing("publication")];
}

/** The kind of a tag. Undefined if it is not a tag of the unit: Tagstream never touches it. */
export function kindOfTag(unit: TaggedUnit, text: string): TagKind | undefined {
  return readTag(unit, text)?.kind;
}

/** The kind of a tag, and the facts in its text. Undefined if it is not a tag of the unit. */
export function readTag(unit: TaggedUnit, text: string): { kind: TagKind; facts: FactsInTag } | undefined {
  for (const kind of tagKinds) {
    const facts = kind.parse(text, unit);
    if (facts !== undefined) return { kind, facts };
  }
  return undefined;
}

/** Whether no run may ever overwrite a tag of a unit. */
export function isWrittenOnce(unit: TaggedUnit, tag: string): boolean {
  return kindOfTag(unit, tag)?.mutability === "written once";
}

/**
 * Whether a text is a tag of a publication that is only partly known. The text itself gives the
 * other facts.
 */
export function isTagOf(unit: TaggedUnit, known: PublicationFacts, text: string): boolean {
  return kindsFor(known.purpose).some((kind) => {
    const facts = kind.parse(text, unit);
    return facts !== undefined && kind.print(unit, { ...facts, ...known }).includes(text);
  });
}

/** Whether the tags of a publication depend on the commit in its image. */
export const needCommits: boolean = tagKinds.some(({ needsCommit }) => needsCommit);

/** Grouped once: a plan asks for each unit several times. */
const kindsByPurpose = new Map<Purpose, TagKind[]>();

function kindsFor(purpose: Purpose): TagKind[] {
  const known = kindsByPurpose.get(purpose);
  if (known) return known;
  const kinds = tagKinds.filter(({ writtenFor }) => writtenFor === purpose);
  kindsByPurpose.set(purpose, kinds);
  return kinds;
}
