/**
 * Moments in GitHub's form, `2026-11-25T11:20:00Z` (RFC 3339, UTC). Text and time sort the same.
 */

/** The moment of a date, cut to the second. */
export function momentOf(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** The text as a moment, or undefined: the 30th of February has none. */
export function parseMoment(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text)) return undefined;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && momentOf(date) === text ? text : undefined;
}

/** `2026-11-25 11:20 UTC` */
export function momentWords(moment: string): string {
  return `${moment.slice(0, 10)} ${moment.slice(11, 16)} UTC`;
}
