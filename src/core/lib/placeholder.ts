/**
 * Placeholders: `{name}` stands for a dimension of the matrix, a value that `include` adds,
 * `stream`, `image` or, only in args and labels, `built`. Braces around anything else are text:
 * JSON, `${HOME}` and `{{.Field}}` do not change. `{{name}}` is the text `{name}`.
 * `{name.major}`, `{name.minor}` and `{name.patch}` are parts of a value; without such a value they
 * are text, too.
 */
export const placeholderName = /^[a-z_][a-z0-9_-]*$/;

/** Reserved names: every unit has a value for them, for `built` only once the build begins. */
export const reservedNames: readonly string[] = ["stream", "image", "built"];

const token =
  /\$\{[^}]*\}?|\{\{[a-z_][a-z0-9_-]*\.(?:major|minor|patch)\}\}|\{\{([a-z_][a-z0-9_-]*)\}\}|\{([a-z_][a-z0-9_-]*(?:\.(?:major|minor|patch))?)\}/g;

/** The name of the value that `{name.major}` is a part of; undefined for any other placeholder. */
export function partOf(name: string): string | undefined {
  const [value, part] = name.split(".");
  return part === undefined ? undefined : value;
}

/** Text with placeholders, parsed once, because thousands of units fill it. */
export interface Template {
  text: string;
  parts: readonly (string | { name: string })[];
  /** The distinct names, in order. Empty if the text is the same for every unit. */
  names: readonly string[];
}

/** Parses a text. `{built}` and `{{built}}` stay in the text, for `substituteBuilt`. */
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

/** Whether a text has the placeholder `{built}`, which has no value in the configuration. */
export function namesBuilt(text: string): boolean {
  return [...text.matchAll(token)].some((match) => match[2] === "built");
}

/**
 * The text with every placeholder's value. `missing` gives a text for each name without a value.
 */
export function fill(template: Template, values: Readonly<Record<string, string>>, missing: (name: string) => string): string {
  let text = "";
  for (const part of template.parts) text += typeof part === "string" ? part : (values[part.name] ?? missing(part.name));
  return text;
}

/**
 * An argument or a label with `{built}` substituted. Only the build does this, not the inputs hash.
 */
export function substituteBuilt(text: string, built: string): string {
  return text.replace(token, (whole: string, escaped?: string, name?: string) => {
    if (name === "built") return built;
    return escaped === "built" ? "{built}" : whole;
  });
}
