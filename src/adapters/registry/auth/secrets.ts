/** Keep shorter values: masking them protects nothing and makes messages unreadable. */
const shortest = 4;

/** Collects secrets to mask: passwords, tokens, and their encoded forms. */
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
 * Makes foreign text printable: removes control characters, masks secrets, then cuts to 200
 * characters. The order matters: a cut before masking could leave half of a secret.
 */
export function printable(text: string, secrets: KnownSecrets): string {
  const visible = secrets.redact(text).replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
  const clean = secrets.redact(visible).trim();
  return clean.length > 200 ? `${clean.slice(0, 199)}…` : clean;
}
