/** Workflows have some ten levels. Parsers of YAML call themselves for each, and a stack has an end. */
const maxLevels = 200;

/**
 * Whether a file may be nested too deeply to parse it. It counts brackets, indentation and `- - -` as
 * they stand, in texts too: more than 200 levels of any are in no workflow of a person.
 */
export function isNestedTooDeeply(text: string): boolean {
  return bracketLevels(text) > maxLevels || indentationLevels(text) > maxLevels || /(?:[-?:][ \t]+){200}/.test(text);
}

function bracketLevels(text: string): number {
  let most = 0;
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = bracket === "[" || bracket === "{" ? open + 1 : Math.max(open - 1, 0);
    most = Math.max(most, open);
  }
  return most;
}

function indentationLevels(text: string): number {
  const levels: number[] = [];
  let most = 0;
  for (const line of text.split("\n")) {
    const indentation = line.search(/\S/);
    if (indentation < 0) continue;
    while ((levels.at(-1) ?? -1) >= indentation) levels.pop();
    levels.push(indentation);
    most = Math.max(most, levels.length);
  }
  return most;
}
