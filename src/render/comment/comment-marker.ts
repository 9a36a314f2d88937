import type { Plan } from "../../core/plan/plan.ts";

const start = "<!-- tagstream: candidates";
/** Longest scope label in a marker, in characters. */
const maxCharacters = 1000;

/** Invisible first line of the comment. Tagstream finds its comment by this line and the author. */
export const commentMarker = `${start} -->`;

/** The marker of a run with a scope label: each scope has its own comment, and no other. */
export function markerOf({ part }: Pick<Plan, "part">): string {
  if (part === undefined) return commentMarker;
  const shown = inert(part);
  const rest = shown.length > maxCharacters ? ` ${shown.length}` : "";
  return `${start} of ${shown.slice(0, maxCharacters)}${rest} -->`;
}

/** Escapes text so that it cannot end an HTML comment. Different texts stay different. */
function inert(text: string): string {
  return text.replace(/[^\w.*?:/, -]|-(?=-)/gu, (character) => `%${character.codePointAt(0)?.toString(16)};`);
}
