import { mutabilities, type TagKind } from "./kind.ts";
import * as list from "./list.ts";

/** Every kind of tag, in the order in which a run writes them: their own properties give it. */
export const tagKinds: readonly TagKind[] = Object.values<TagKind>(list).toSorted(byOrderOfWriting);

/**
 * First what has to come first. Then a publication's tags, before those of its stream. Of these, what
 * is written once before what moves, and the stream's own before those of its aliases.
 */
function byOrderOfWriting(a: TagKind, b: TagKind): number {
  const [first, second] = [placesOf(a), placesOf(b)];
  return first.map((place, index) => place - (second[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function placesOf({ comesFirst, shows, mutability, mayBelongToOthers }: TagKind): number[] {
  return [comesFirst ? 0 : 1, shows === "publication" ? 0 : 1, mutabilities.indexOf(mutability), mayBelongToOthers ? 1 : 0];
}
