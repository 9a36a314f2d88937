import { Lexer, parseDocument, stringify } from "yaml";

/**
 * A block of data in the text of an issue: YAML, fenced under a name of ours. People may edit it,
 * so reading never throws.
 */

/** GitHub's limit on an issue's body, in characters. */
const longestBody = 65_536;
/** The limit on nested lists, and on indicators in one line. */
const deepest = 16;

/** Whether GitHub accepts a body of this length. */
export function fitsIssue(body: string): boolean {
  return body.length <= longestBody;
}

/** The block, with a fence longer than any in its data. */
export function printBlock(name: string, data: object): string {
  // The library does not round-trip every multi-line text: it doubles a backslash at the start of a
  // line.
  const oneLine = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER };
  const text = stringify(data, { ...oneLine, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" }).trimEnd();
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}yaml ${name}\n${text}\n${fence}`;
}

/** The data of the only block with this name, or why there is none that can be read. */
export function readBlock(body: string, name: string): { data?: Record<string, unknown>; fault?: string } {
  const blocks = blocksOf(body, name);
  const [text] = blocks;
  if (text === undefined) return { fault: `it has no \`yaml ${name}\` block` };
  if (blocks.length > 1) return { fault: `it has more than one \`yaml ${name}\` block` };
  if (isDeep(text)) return { fault: "its block is nested too deeply" };
  const document = parseDocument(text, { uniqueKeys: true, logLevel: "error", prettyErrors: false });
  if (document.errors.length > 0) return { fault: "its block is not valid YAML" };
  try {
    const data: unknown = document.toJS({ maxAliasCount: 0 });
    if (typeof data === "object" && data !== null && !Array.isArray(data)) return { data: data as Record<string, unknown> };
  } catch {
    // An alias: a block needs none.
  }
  return { fault: "its block is not a map of keys" };
}

/**
 * Whether a block is nested deeper than any valid one. The YAML reader is recursive, and a stack
 * overflow can end the process instead of being an error.
 */
function isDeep(text: string): boolean {
  let [flow, compact] = [0, 0];
  for (const token of new Lexer().lex(text)) {
    if (token === "[" || token === "{") flow++;
    else if (token === "]" || token === "}") flow--;
    else if (/^\r?\n/.test(token)) compact = 0;
    else if (flow === 0 && /^[-?:]$/.test(token)) compact++;
    if (flow > deepest || compact > deepest) return true;
  }
  return false;
}

/** The texts of all blocks with a name. A block without an end reaches to the end of the body. */
function blocksOf(body: string, name: string): string[] {
  const opening = new RegExp(`^(\`{3,}|~{3,})\\s*yaml\\s+${name}\\s*$`);
  const blocks: string[] = [];
  let fence: string | undefined;
  let lines: string[] = [];
  for (const line of body.split(/\r\n?|\n/)) {
    if (fence === undefined) {
      fence = opening.exec(line)?.[1];
      lines = [];
    } else if (line.trimEnd().startsWith(fence) && /^(`+|~+)$/.test(line.trimEnd())) {
      blocks.push(lines.join("\n"));
      fence = undefined;
    } else {
      lines.push(line);
    }
  }
  return fence === undefined ? blocks : [...blocks, lines.join("\n")];
}
