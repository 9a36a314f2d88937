/** A version or another text that a script reads from a file of the repository. */
export interface FileOrigin {
  /** From the repository's root. */
  file: string;
  /** The text as the script read it, before it was cut or changed; absent while it is read. */
  value?: { match?: string; text: string };
}

/** A piece of a text. The piece of an unknown text is its source: `$(make version)`. */
export interface Segment {
  text: string;
  known: boolean;
  origin?: FileOrigin;
}

/** A text of a script: known pieces and unknown ones. */
export type Text = readonly Segment[];

/** A text that is known as a whole. */
export function knownText(text: string, origin?: FileOrigin): Text {
  return text === "" ? [] : [{ text, known: true, ...(origin === undefined ? {} : { origin }) }];
}

/** A text that only a run knows. @param source what gives it, for people */
export function unknownText(source: string): Text {
  return [{ text: source, known: false }];
}

/** Whether every piece is known. */
export function isKnown(text: Text): boolean {
  return text.every(({ known }) => known);
}

/** The text, if every piece is known. */
export function knownValue(text: Text): string | undefined {
  return isKnown(text) ? shownText(text) : undefined;
}

/** The text for people: an unknown piece is its source. */
export function shownText(text: Text): string {
  return text.map((segment) => segment.text).join("");
}

/** The file that the first piece with one comes from. */
export function originOf(text: Text): FileOrigin | undefined {
  return text.find(({ origin }) => origin !== undefined)?.origin;
}

/** A known text after a change, with its origin. What cannot be changed is unknown. */
export function changeText(text: Text, change: (value: string) => string | undefined, source = shownText(text)): Text {
  const value = knownValue(text);
  const changed = value === undefined ? undefined : change(value);
  return changed === undefined ? unknownText(source) : knownText(changed, originOf(text));
}

/** Cuts a text at each match in its known pieces. */
export function splitText(text: Text, separator: RegExp): Text[] {
  const fields: Segment[][] = [[]];
  for (const segment of text) {
    const pieces = segment.known ? segment.text.split(separator) : [segment.text];
    pieces.forEach((piece, index) => {
      if (index > 0) fields.push([]);
      if (piece !== "") fields.at(-1)?.push({ ...segment, text: piece });
    });
  }
  return fields;
}

/** Without the newlines at the end, as a substitution has it. */
export function trimNewlines(text: Text): Text {
  const rest = [...text];
  for (;;) {
    const last = rest.pop();
    if (last === undefined) return [];
    const trimmed = last.known ? last.text.replace(/[\r\n]+$/, "") : last.text;
    if (trimmed !== "") return [...rest, { ...last, text: trimmed }];
  }
}

/** The same text with fewer pieces: known ones without an origin that follow one another are one. */
export function joinPieces(text: Text): Text {
  const joined: Segment[] = [];
  for (const segment of text) {
    const last = joined.at(-1);
    const isPlain = segment.known && segment.origin === undefined;
    if (isPlain && last?.known === true && last.origin === undefined)
      joined[joined.length - 1] = { ...last, text: last.text + segment.text };
    else joined.push(segment);
  }
  return joined;
}
