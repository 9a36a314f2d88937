/**
 * Placeholders: `{name}`, where a name is a dimension of the matrix, a value that `include` adds, `stream`, `image`, or,
 * in args and labels alone, `built`. Braces around anything else are text: JSON, `${HOME}` and `{{.Field}}` stay as they
 * are. `{{name}}` is the text `{name}`.
 */
export const placeholderName = /^[a-z_][a-z0-9_-]*$/;

/** The names that every unit has; no dimension may take them. `built` is known only when the build begins. */
export const reservedNames: readonly string[] = ["stream", "image", "built"];

const token = /\$\{[^}]*\}?|\{\{([a-z_][a-z0-9_-]*)\}\}|\{([a-z_][a-z0-9_-]*)\}/g;

/** Text with placeholders, taken apart once so that thousands of units can be filled in quickly. */
export interface Template {
  text: string;
  parts: readonly (string | { name: string })[];
  /** The distinct names, in order; empty when the text is the same for every unit. */
  names: readonly string[];
}

/** Takes a text apart. `{built}` and `{{built}}` stay in the text, for `substituteBuilt`. */
export function compile(text: string): Template {
  const parts: (string | { name: string })[] = [];
  let literal = "";
  let end = 0;
  for (const match of text.matchAll(token)) {
    const [whole, escaped, name] = match;
    literal += text.slice(end, match.index);
    end = match.index + whole.length;
    if (name === undefined) literal += escaped === undefined || escaped === "built" ? whole : `{${escaped}}`;
    else if (name === "built") literal += whole;
    else {
      parts.push(literal, { name });
      literal = "";
    }
  }
  parts.push(literal + text.slice(end));
  const names = new Set(parts.flatMap((part) => (typeof part === "string" ? [] : [part.name])));
  return { text, parts, names: [...names] };
}

/** Whether a text has the placeholder `{built}`, which has no value while the configuration is read. */
export function namesBuilt(text: string): boolean {
  return [...text.matchAll(token)].some((match) => match[2] === "built");
}

/** The text with every placeholder's value; `missing` is told of each that has none, and gives what stands there instead. */
export function fill(template: Template, values: Readonly<Record<string, string>>, missing: (name: string) => string): string {
  let text = "";
  for (const part of template.parts) text += typeof part === "string" ? part : (values[part.name] ?? missing(part.name));
  return text;
}

/** The value of an argument or a label with `{built}` substituted: what the build does with it, and the inputs hash does not. */
export function substituteBuilt(text: string, built: string): string {
  return text.replace(token, (whole: string, escaped?: string, name?: string) => {
    if (name === "built") return built;
    return escaped === "built" ? "{built}" : whole;
  });
}
