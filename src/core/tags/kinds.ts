import { mutabilities, type TagKind } from "./kind.ts";
import * as list from "./list.ts";

/** Every kind of tag, in the order of writing, which follows from their properties. */
export const tagKinds: readonly TagKind[] = Object.values<TagKind>(list).toSorted(byOrderOfWriting);

/** The kinds that name a publication by its timestamp, without its marks. */
export const timestampKinds: readonly TagKind[] = tagKinds.filter(
  ({ writtenFor, mutability, comesFirst }) => writtenFor === "publish" && mutability === "written once" && !comesFirst,
);

/** The kinds of candidate tags. */
export const candidateKinds: readonly TagKind[] = tagKinds.filter(({ writtenFor }) => writtenFor === "candidates");

/**
 * The order: kinds with `comesFirst`, then tags of a publication, then tags of its stream. Within
 * these, tags that are written once come before tags that move, and tags of the stream before tags
 * of its aliases.
 */
function byOrderOfWriting(a: TagKind, b: TagKind): number {
  const [first, second] = [placesOf(a), placesOf(b)];
  return first.map((place, index) => place - (second[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function placesOf({ comesFirst, shows, mutability, mayBelongToOthers }: TagKind): number[] {
  return [comesFirst ? 0 : 1, shows === "publication" ? 0 : 1, mutabilities.indexOf(mutability), mayBelongToOthers ? 1 : 0];
}
