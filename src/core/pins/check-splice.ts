import { type Document, isAlias, isCollection, isMap, isNode, isPair, isScalar, parseDocument, type Scalar } from "yaml";
import { groupBy } from "../lib/group-by.ts";
import { ownText, readYaml, type YamlFile } from "./yaml-file.ts";

/** New text between two offsets of a text. */
export interface Edit {
  start: number;
  /** Excluded. */
  end: number;
  text: string;
}

/**
 * Whether a text is another one with these edits, and nothing else: all other bytes are the same,
 * and it parses as the same YAML with the same comments, where only the edited scalars differ.
 * @param edits in their order, without overlaps
 * @param file the text before, if it has been parsed
 * @returns why it is not: a clause; undefined if it is
 */
export function spliceFault(before: string, after: string, edits: readonly Edit[], file?: YamlFile): string | undefined {
  if (!areBytesKept(before, after, edits)) return "other parts of the file would change";
  const [old, changed] = [file ?? readYaml(before), readYaml(after)];
  if ("unread" in old) return old.unread;
  if ("unread" in changed) return `afterwards, ${changed.unread}`;
  const [olds, news] = [factsOf(old.documents), factsOf(changed.documents)];
  if (olds.length !== news.length) return "the file would parse as something else";
  const shift = shifts(edits);
  const byEnd = groupBy(edits, ({ end }) => end);
  let edited = 0;
  for (const [index, fact] of olds.entries()) {
    const { text = fact.text, isEdited } = expected(before, fact, byEnd);
    if (isEdited) edited++;
    const now = news[index];
    if (!now || now.text !== text || now.start !== fact.start + shift(fact.start) || !isSame(now.rest, fact.rest)) {
      return "another value of the file would change";
    }
    if (isEdited && now.isPlain && !isText(text)) return `\`${text}\` would be a number or a date: write quotes around it`;
  }
  return edited === edits.length ? undefined : "the file is another one than the one that was read";
}

/** What a part of the file must be afterwards. */
function expected(
  before: string,
  { scalar }: Fact,
  byEnd: ReadonlyMap<number, readonly Edit[]>,
): { text?: string; isEdited: boolean } {
  const own = scalar && ownText(before, scalar);
  const edit = own && byEnd.get(own.end)?.find(({ start }) => isBeginning(before.slice(own.start, start), own.start, start));
  if (!own || !edit) return { isEdited: false };
  return { text: before.slice(own.start, edit.start) + edit.text + before.slice(edit.end, own.end), isEdited: true };
}

/** Whether an edit begins with its scalar, or after what may precede a reference. */
function isBeginning(skipped: string, from: number, start: number): boolean {
  return from === start || (from < start && /(?:=|:\/\/)$/.test(skipped));
}

function areBytesKept(before: string, after: string, edits: readonly Edit[]): boolean {
  let [at, from] = [0, 0];
  for (const { start, end, text } of edits) {
    const kept = before.slice(from, start);
    if (start < from || end < start || after.slice(at, at + kept.length) !== kept) return false;
    at += kept.length;
    if (after.slice(at, at + text.length) !== text) return false;
    at += text.length;
    from = end;
  }
  return after.slice(at) === before.slice(from);
}

/** How far the edits before an offset move what is there. */
function shifts(edits: readonly Edit[]): (offset: number) => number {
  const sums = [0];
  for (const [index, { start, end, text }] of edits.entries()) sums.push((sums[index] ?? 0) + text.length - (end - start));
  return (offset) => {
    let [low, high] = [0, edits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { start, end } = edits[middle] as Edit;
      if (end <= offset && start < offset) low = middle + 1;
      else high = middle;
    }
    return sums[low] ?? 0;
  };
}

/** One part of a parsed file, in a form that can be compared. */
interface Fact {
  start: number;
  /** The value of a scalar; otherwise what the part is. */
  text: string;
  /** Everything else: style, anchor, tag, comments. */
  rest: readonly unknown[];
  isPlain: boolean;
  scalar: Scalar | undefined;
}

/** Every node of the documents, in the order of the file. A loop, because files may nest deeply. */
function factsOf(documents: readonly Document.Parsed[]): Fact[] {
  const facts: Fact[] = [];
  for (const document of documents) {
    const { range, commentBefore, comment, directives } = document;
    facts.push(factOf(range[0], "document", [commentBefore, comment, directives.docEnd]));
    const open: unknown[] = [document.contents];
    const keys = new Set<unknown>();
    while (open.length > 0) {
      const node = open.pop();
      facts.push(nodeFact(node, keys.delete(node)));
      if (isPair(node)) {
        keys.add(node.key);
        open.push(node.value, node.key);
      } else if (isCollection(node)) {
        for (let index = node.items.length - 1; index >= 0; index--) open.push(node.items[index]);
      }
    }
  }
  return facts;
}

/** @param isKey a key is no scalar that an edit may change */
function nodeFact(node: unknown, isKey: boolean): Fact {
  if (!isNode(node)) return factOf(0, isPair(node) ? "pair" : "nothing", []);
  const { commentBefore, comment, spaceBefore, tag } = node;
  const start = node.range?.[0] ?? 0;
  if (isScalar(node)) {
    const rest = [commentBefore, comment, spaceBefore, tag, node.type, node.anchor];
    return factOf(start, String(node.value ?? ""), rest, node.type === "PLAIN", isKey ? undefined : node);
  }
  if (isCollection(node)) {
    const rest = [commentBefore, comment, spaceBefore, tag, node.anchor, node.flow, node.items.length];
    return factOf(start, isMap(node) ? "map" : "list", rest);
  }
  return factOf(start, isAlias(node) ? `*${node.source}` : "node", [commentBefore, comment, spaceBefore, tag]);
}

function factOf(start: number, text: string, rest: readonly unknown[], isPlain = false, scalar?: Scalar): Fact {
  return { start, text, rest, isPlain, scalar };
}

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

/** Whether all tools read a plain scalar as text: YAML 1.1, which Kubernetes reads, knows more dates and numbers. */
function isText(value: string): boolean {
  if (value.includes("@")) return true;
  return (["core", "yaml-1.1"] as const).every((schema) => parseDocument(value, { schema, logLevel: "silent" }).toJS() === value);
}
