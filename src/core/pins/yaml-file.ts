import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  Scalar,
  visit,
  type YAMLError,
} from "yaml";
import { redact } from "../lib/text/credential-shapes.ts";
import { encodingFault } from "../lib/text/text-encoding.ts";
import { repeatedKey } from "./repeated-key.ts";

/** A YAML file with its parsed documents. Each scalar is text, as the file has it. */
export interface YamlFile {
  text: string;
  documents: readonly Document.Parsed[];
  lines: LineCounter;
  /** What each alias (`*name`) stands for. */
  targets: ReadonlyMap<Alias, Node>;
}

// The parser compares each key with all others of its map, which takes minutes where a map has many: see `repeatedKey`.
const options = { schema: "failsafe", prettyErrors: false, stringKeys: true, uniqueKeys: false, logLevel: "silent" } as const;

/** Why a file was not read whose values nest deeper than the stack allows. */
export const tooDeep = "its values are nested too deeply";

/** Parses every document of a file; `unread` says why that is not possible: a clause for people. */
export function readYaml(text: string): YamlFile | { unread: string } {
  const encoding = encodingFault(text);
  if (encoding !== undefined) return { unread: encoding };
  if (text.includes("\uFFFD")) return { unread: "it is not UTF-8 text" }; // its bytes are lost already
  const lone = /\r(?!\n)/.exec(text);
  if (lone) return { unread: `line ${lineAt(text, lone.index)} ends with a carriage return alone` };
  const lines = new LineCounter();
  try {
    const documents = [...parseAllDocuments<ParsedNode>(text, { ...options, lineCounter: lines })];
    const [error] = documents.flatMap(({ errors }) => errors);
    if (error) return { unread: faultOf(text, error) };
    const repeated = repeatedKey(documents);
    if (repeated !== undefined) return { unread: `line ${lineAt(text, repeated)} repeats a key of its map` };
    return withTargets(text, documents, lines);
  } catch (error) {
    if (error instanceof RangeError) return { unread: tooDeep };
    throw error;
  }
}

function withTargets(text: string, documents: readonly Document.Parsed[], lines: LineCounter): YamlFile | { unread: string } {
  const targets = new Map<Alias, Node>();
  if (!/\*|<</.test(text)) return { text, documents, lines, targets }; // the usual file has no alias
  let unread: string | undefined; // the first reason: a file may have thousands
  const say = (node: unknown, what: string) => {
    unread ??= `line ${lineAt(text, isNode(node) ? startOf(node) : 0)} ${what}`;
  };
  for (const document of documents) {
    const anchors = new Map<string, Node>();
    const target = (node: unknown) => (isAlias(node) ? anchors.get(node.source) : node);
    visit(document, {
      Alias: (_, alias) => {
        const node = anchors.get(alias.source);
        if (node) targets.set(alias, node);
        else say(alias, `names an anchor that the file does not have (\`*${alias.source}\`)`);
      },
      Pair: (_, { key, value }) => {
        if (!isMergeKey(key)) return;
        const node = target(value);
        const isMerge = isSeq(node) ? node.items.every((item) => isMap(target(item))) : isMap(node);
        if (!isMerge) say(key, "merges (`<<`) what is no map");
      },
      Value: (_, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
  }
  return unread === undefined ? { text, documents, lines, targets } : { unread };
}

/** Whether a key is `<<`, which adds the keys of other maps. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.value === "<<";
}

const templateLine = /^[ \t]*\{\{/m;
const hasTemplate = "has a template (`{{ … }}`): Tagstream pins the values of a chart, not its templates";

function faultOf(text: string, { code, message, pos }: YAMLError): string {
  if (code === "RESOURCE_EXHAUSTION") return tooDeep;
  const line = `line ${lineAt(text, pos[0])}`;
  if (lineTextAt(text, pos[0]).includes("{{")) return `${line} ${hasTemplate}`;
  const template = templateLine.exec(text);
  if (template) return `line ${lineAt(text, template.index + template[0].length)} ${hasTemplate}`;
  if (code === "TAB_AS_INDENT" || /\btab\b/i.test(message)) return `${line} is indented with a tab`;
  if (code === "NON_STRING_KEY") return `${line} has a key that is no text`;
  return `${line} is no YAML: ${redact(message.charAt(0).toLowerCase() + message.slice(1))}`;
}

function lineTextAt(text: string, offset: number): string {
  const end = text.indexOf("\n", offset);
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, end < 0 ? undefined : end);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** The line of an offset; 1 is the first. */
export function lineOf({ lines }: YamlFile, offset: number): number {
  return Math.max(lines.linePos(offset).line, 1);
}

/** The node itself or, for an alias, the one with its anchor. */
export function resolved({ targets }: YamlFile, node: unknown): Node | undefined {
  return isAlias(node) ? targets.get(node) : ((node as Node | null) ?? undefined);
}

/** The offset of a node. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** The text of a scalar; undefined for any other node. */
export function textOf(node: unknown): string | undefined {
  return isScalar(node) ? String(node.value ?? "") : undefined;
}

const quoted: readonly unknown[] = [Scalar.QUOTE_DOUBLE, Scalar.QUOTE_SINGLE];

/**
 * Where a scalar's value is in the text, without its quotes. Undefined if new text there would not
 * be its value: a block, several lines, escapes, nothing at all, or a type of its own (`!!binary`).
 */
export function ownText(text: string, scalar: Scalar): { start: number; end: number } | undefined {
  const [from, to] = scalar.range ?? [0, 0];
  const isQuoted = quoted.includes(scalar.type);
  if ((!isQuoted && scalar.type !== Scalar.PLAIN) || (scalar.tag !== undefined && scalar.tag !== "tag:yaml.org,2002:str")) {
    return undefined;
  }
  const [start, end] = isQuoted ? [from + 1, to - 1] : [from, to];
  return text.slice(start, end) === scalar.value && (isQuoted || start < end) ? { start, end } : undefined;
}

/** Whether a scalar is a block: `|` or `>`. */
export function isBlock({ type }: Scalar): boolean {
  return type === Scalar.BLOCK_FOLDED || type === Scalar.BLOCK_LITERAL;
}
