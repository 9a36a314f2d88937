import { parse } from "yaml";

/** Lines with a value that people may change. */
const changeable = /^( *)(?:- )?(?:name|cron|runs-on|timeout-minutes|username|password): \S/;

/**
 * A text with a person's spelling of the values that people may change: quotes and a comment at the
 * end are no difference. The lines are taken in order, for each value.
 */
export function inTheirSpelling(expected: string, theirs: string): string {
  const spellings = new Map<string, string[]>();
  for (const line of theirs.split("\n")) {
    const value = valueIn(line);
    if (value === undefined) continue;
    const known = spellings.get(value) ?? [];
    spellings.set(value, [...known, line]);
  }
  const lines = expected.split("\n").map((line) => {
    const value = valueIn(line);
    return (value === undefined ? undefined : spellings.get(value)?.shift()) ?? line;
  });
  return lines.join("\n");
}

/** The depth, the key and the value of a line; undefined if people may not change it. */
function valueIn(line: string): string | undefined {
  const [, depth] = changeable.exec(line) ?? [];
  if (depth === undefined) return undefined;
  try {
    return `${depth}${JSON.stringify(parse(line.trim()))}`;
  } catch {
    return undefined;
  }
}
