/** Blots the values of secrets out of what people will read: before anything is cut off it, since a cut leaves half of a secret. */
export interface Redact {
  /** Of a whole text. */
  (text: string): string;
  /** Of a text that comes in pieces, between which a secret may be split. */
  stream(): RedactingStream;
}

export interface RedactingStream {
  /** What of the text so far can be shown, and was not yet. */
  write(piece: string): string;
  /** The rest. */
  end(): string;
}
