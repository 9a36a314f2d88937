/** Shorter values are left: blotting them out would make a message unreadable and protect nothing. */
const shortest = 4;

/** What must never be printed, as it becomes known: passwords, tokens, and their encoded forms. */
export interface KnownSecrets {
  add(...values: string[]): void;
  /** The text with every known secret replaced by `***`. */
  redact(text: string): string;
}

export function createKnownSecrets(): KnownSecrets {
  const values = new Set<string>();
  return {
    add(...added) {
      for (const value of added) if (value.length >= shortest) values.add(value).add(encodeURIComponent(value));
    },
    redact: (text) =>
      [...values].sort((a, b) => b.length - a.length).reduce((redacted, value) => redacted.replaceAll(value, "***"), text),
  };
}

/**
 * A piece of text that came from elsewhere, made fit to be printed: control characters removed, secrets blotted out, then cut to
 * 200 characters (in this order, so that a cut never leaves half of a secret).
 */
export function printable(text: string, secrets: KnownSecrets): string {
  const visible = secrets.redact(text).replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
  const clean = secrets.redact(visible).trim();
  return clean.length > 200 ? `${clean.slice(0, 199)}…` : clean;
}
