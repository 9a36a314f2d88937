/**
 * Masks the values of secrets in text for people. Use it before any cut, which could leave half of
 * a secret.
 */
export interface Redact {
  /** In a whole text. */
  (text: string): string;
  /** In a text that arrives in pieces, which may split a secret. */
  stream(): RedactingStream;
}

export interface RedactingStream {
  /** The new part of the text that is safe to show. */
  write(piece: string): string;
  /** The rest. */
  end(): string;
}
