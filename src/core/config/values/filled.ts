import { fill, type Template } from "../../lib/placeholder.ts";

/**
 * A template's text, or the first of its names without a value.
 * @param quote changes each value before it is part of the text
 */
export function filled(
  template: Template,
  names: Readonly<Record<string, string>>,
  quote: (text: string) => string = (text) => text,
): { text: string } | { lacking: string } {
  const lacking = template.names.find((name) => names[name] === undefined);
  if (lacking !== undefined) return { lacking };
  const values = Object.fromEntries(template.names.map((name) => [name, quote(names[name] ?? "")]));
  return { text: fill(template, values, () => "") };
}
