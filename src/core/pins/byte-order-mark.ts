import type { FoundPin } from "./pin.ts";

const mark = "\uFEFF";

/** A text without its byte order mark: the parser takes it for a part of the first line's indentation. */
export function withoutMark(text: string): string {
  return text.startsWith(mark) ? text.slice(mark.length) : text;
}

/** A pin in a text that has so many more characters before it. */
export function movedPin(pin: FoundPin, characters: number): FoundPin {
  const scalars = pin.scalars.map(({ start, end, holds }) => ({ start: start + characters, end: end + characters, holds }));
  return { ...pin, scalars };
}
