import type { Plan } from "../../core/plan/plan.ts";

const start = "<!-- tagstream: candidates";
/** Characters of a part in a marker. */
const maxCharacters = 1000;

/** At the start of the comment, invisible: by it, and by its author, the comment is found again. */
export const commentMarker = `${start} -->`;

/** The same for the comment of a run about a part of the images, which is none of the other parts' business. */
export function markerOf({ part }: Pick<Plan, "part">): string {
  if (part === undefined) return commentMarker;
  const shown = inert(part);
  const rest = shown.length > maxCharacters ? ` ${shown.length}` : "";
  return `${start} of ${shown.slice(0, maxCharacters)}${rest} -->`;
}

/** Text that ends no HTML comment, whatever stands in it; other texts come out otherwise. */
function inert(text: string): string {
  return text.replace(/[^\w.*?:/, -]|-(?=-)/gu, (character) => `%${character.codePointAt(0)?.toString(16)};`);
}
