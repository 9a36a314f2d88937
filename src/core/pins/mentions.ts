import { isDigest } from "../lib/digest.ts";
import type { Need } from "../retention/facts.ts";
import { isTag, rollbackPrefix } from "../tags/grammar.ts";
import type { TagKind } from "../tags/kind.ts";
import { candidateKinds, timestampKinds } from "../tags/kinds.ts";
import { versionMarkPrefix } from "../tags/version-mark.ts";
import type { Unit } from "../unit/unit.ts";
import { fullRepository, ownNames, unitsIn } from "./own-names.ts";
import { parseWritten } from "./written-image.ts";

/** An image that a text names anywhere. */
export interface Mention extends Omit<Need, "by"> {
  /** The first line that names it. */
  line: number;
}

/** Also without `sha256:`, which some charts add (`sha: …`). */
const digestForm = /(?:sha256(?:%3[Aa]|\\u003[Aa])|(?<![a-f0-9]))([a-f0-9]{64})(?![a-f0-9])/g;
const timestampForm = /-\d{8}(?:-\d{4})?(?:-\d{2})?(?!\d)/g;
const candidateForm = /\brc\.[A-Za-z0-9._-]{1,128}?\.(?:pr-[1-9]\d{0,8}(?!\d)|[a-f0-9]{12}(?![a-f0-9]))/g;
/** The longest tag, and room for a repository before it. */
const reach = 512;

/**
 * Every digest in a text, and every word that reads as a timestamp tag or a candidate tag of a unit.
 * The text may be anything: retention keeps what a template, a script or a comment names.
 */
export function mentionsIn(text: string, units: readonly Unit[]): Mention[] {
  const found = new Map<string, { at: number; need: Omit<Mention, "line"> }>();
  const add = (key: string, at: number, need: Omit<Mention, "line">) => {
    const before = found.get(key);
    if (!before || before.at > at) found.set(key, { at, need });
  };
  for (const { 1: hexadecimal = "", index } of text.matchAll(digestForm)) {
    const digest = `sha256:${hexadecimal}`;
    if (isDigest(digest)) add(digest, index, { digest });
  }
  for (const match of text.matchAll(timestampForm)) {
    const end = match.index + match[0].length;
    const before = text.slice(Math.max(0, end - reach), end);
    const word = wordsBefore(before).find((one) => isTag(one) && isTagOfKind(timestampKinds, one, units));
    if (word === undefined) continue;
    const repository = repositoryBefore(before.slice(0, before.length - word.length), units);
    const tag = repository === undefined ? { tag: word } : { repository, tag: word };
    add(`${repository}:${word}`, end - word.length, { tag });
  }
  for (const { 0: word, index } of text.matchAll(candidateForm))
    if (isTagOfKind(candidateKinds, word, units)) add(word, index, { tag: { tag: word } });
  return withLines(text, [...found.values()]);
}

/** The word at the end of a text; and without an escape that stands before it: `\n`, `%3A`. */
function wordsBefore(text: string): string[] {
  const word = /[A-Za-z0-9_][A-Za-z0-9._-]*$/.exec(text)?.[0] ?? "";
  const escaped = /^(?:\\[a-z]|%[0-9A-Fa-f]{2})/.exec(text.slice(-word.length - 1))?.[0] ?? "";
  return [word, ...(escaped === "" ? [] : [word.slice(escaped.length - 1)])].map(withoutMark);
}

function withoutMark(word: string): string {
  const mark = [rollbackPrefix, versionMarkPrefix].find((prefix) => word.startsWith(prefix)) ?? "";
  return word.slice(mark.length);
}

function isTagOfKind(kinds: readonly TagKind[], word: string, units: readonly Unit[]): boolean {
  return units.some((unit) => kinds.some((kind) => kind.parse(word, unit) !== undefined));
}

/** The repository that a reference names just before its tag. Any other word may be a mirror's. */
function repositoryBefore(text: string, units: readonly Unit[]): string | undefined {
  const word = /[^\s"'`,;=()<>|{}]*$/.exec(text)?.[0] ?? "";
  if (!word.endsWith(":")) return undefined;
  const name = parseWritten(word.slice(0, -1).replace(/^[a-z-]+:\/\//, ""))?.name;
  const names = ownNames(units);
  return name !== undefined && unitsIn(names, name).length > 0 ? fullRepository(names, name) : undefined;
}

function withLines(text: string, found: readonly { at: number; need: Omit<Mention, "line"> }[]): Mention[] {
  let [line, from] = [1, 0];
  return found
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, need }) => {
      for (let next = text.indexOf("\n", from); next >= 0 && next < at; next = text.indexOf("\n", from)) {
        line++;
        from = next + 1;
      }
      return { ...need, line };
    });
}
