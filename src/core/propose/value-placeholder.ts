import { placeholderName, reservedNames } from "../lib/placeholder.ts";
import { escapePattern } from "../lib/text/escape-pattern.ts";
import { evaluatedNames } from "../tags/alias-pattern.ts";
import { versionNames } from "../versions/placeholders.ts";

/** A name that a placeholder may have, and that has no other meaning. */
export function dimensionName(key: string): string {
  const name = key.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "-");
  const taken = [...reservedNames, ...evaluatedNames, ...versionNames, "label", "include", "exclude"].includes(name);
  if (placeholderName.test(name) && !taken) return name;
  return `of-${name.replace(/^[^a-z0-9]+/, "")}`;
}

/** A text with a placeholder in the place of a value: not inside of a longer word or number. */
export function withPlaceholder(text: string, value: string, name: string): string {
  if (value === "") return text;
  const before = /^\d/.test(value) ? "(?<![0-9]|[0-9]\\.)" : "(?<![A-Za-z0-9])";
  const parts = text.split(/(\{[^{}]*\})/);
  const found = new RegExp(`${before}${escapePattern(value)}(?![A-Za-z0-9]|\\.[0-9])`, "g");
  return parts.map((part) => (part.startsWith("{") ? part : part.replace(found, `{${name}}`))).join("");
}
