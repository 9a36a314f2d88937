import type { TagKind } from "./kind.ts";
import { type DatedUnit, type PublicationId, publicationIdIn, publicationIdOf, timestampTag } from "./timestamp.ts";

/** The tag that records one text that a publication gives: `release-20261123-0617.1.4`. */
export function aliasMark(unit: { streamTag: string }, id: PublicationId, text: string): string {
  return `${timestampTag(unit, id)}.${text}`;
}

/** The publication and the text in a mark of a unit. */
export function readAliasMark(
  text: string,
  unit: { streamTag: string } & DatedUnit,
): (PublicationId & { text: string }) | undefined {
  const { streamTag } = unit;
  if (!text.startsWith(`${streamTag}-`)) return undefined;
  const dot = text.indexOf(".", streamTag.length); // no timestamp has a dot
  const id = dot < 0 ? undefined : publicationIdIn(text.slice(0, dot), [streamTag], unit);
  return id && dot + 1 < text.length ? { ...id, text: text.slice(dot + 1) } : undefined;
}

/**
 * Records what an evaluated alias was for one publication, `release-20261123-0617.1.4`. A run writes
 * it before the timestamp tag: any later run of any commit then completes the alias. It has the
 * stream tag in it, because a text such as `1.4-debian` may be from another unit's alias. Results do
 * not name it, because it shows the same image as the timestamp tag.
 */
export const aliasMarkKind: TagKind = {
  name: "alias mark",
  words: "the mark of an alias",
  summaryWords: "also as",
  writtenFor: "publish",
  mutability: "written once",
  shows: "publication",
  isReported: false,
  extraLength: 0,
  comesFirst: true,
  isEvaluated: true,
  print: (unit, { aliases = [], ...publication }) => {
    const id = publicationIdOf(publication);
    return id ? aliases.flatMap(({ text, recorded }) => (recorded ? [aliasMark(unit, id, text)] : [])) : [];
  },
  parse: (tag, unit) => {
    const mark = unit.evaluatedAliases && readAliasMark(tag, unit);
    if (!mark) return undefined;
    const { timestamp, sequence, text } = mark;
    return { timestamp, sequence, aliases: [{ text, timestamps: false, recorded: true }] };
  },
};
