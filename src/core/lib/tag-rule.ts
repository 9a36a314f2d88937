/** A rule of a registry that makes tags immutable: those that its pattern matches or, with `excludes`, the others. */
export interface TagRule {
  kind: "regex" | "glob";
  /** As the registry has it. */
  pattern: string;
  excludes?: true;
}

/** Longest pattern to apply: longer ones count as ones that nobody can read. */
const longestPattern = 250;

/** Whether a rule makes a tag immutable; undefined if its pattern cannot be read. */
export function coversTag({ kind, pattern, excludes }: TagRule, tag: string): boolean | undefined {
  const expression = pattern.length > longestPattern ? undefined : compiled(kind === "glob" ? sourceOfGlob(pattern) : pattern);
  if (!expression) return undefined;
  return expression.test(tag) !== (excludes === true);
}

function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    return undefined;
  }
}

/** Harbor's patterns, of the library doublestar: `*`, `**`, `?`, `{a,b}`, `[a-z]`. A tag has neither slash nor comma. */
function sourceOfGlob(glob: string): string {
  return glob.replace(/\*+|\[!?[\w.-]+\]|[\\^$.|+()[\]{}?,]/g, (part) => {
    if (part.startsWith("[") && part.length > 1) return part.replace("[!", "[^");
    return meanings[part] ?? (part.startsWith("*") ? ".*" : `\\${part}`);
  });
}

const meanings: Readonly<Record<string, string>> = { "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|" };
