import { readAliasMark } from "./alias-mark.ts";
import { couldGive, isRecorded } from "./alias-pattern.ts";
import type { GivenAlias } from "./given-alias.ts";
import { cachePrefix, candidatePrefix, rollbackPrefix } from "./grammar.ts";
import type { TaggedUnit, TagKind } from "./kind.ts";
import { endsLikeTimestamp, parseTimestampTag, printTimestampTag, publicationIdOf } from "./timestamp.ts";

const reservedPrefixes = [cachePrefix, candidatePrefix, rollbackPrefix];

/** Reads a text that an evaluated alias of the unit could give. */
function read(text: string, unit: TaggedUnit): GivenAlias | undefined {
  if (!unit.evaluatedAliases) return undefined;
  const owners = unit.evaluatedAliases.filter((alias) => couldGive(alias, text));
  const isOther = reservedPrefixes.some((prefix) => text.startsWith(prefix)) || endsLikeTimestamp(text, unit);
  if (owners.length === 0 || isOther || readAliasMark(text, unit)) return undefined;
  if (text === unit.streamTag || unit.aliases.some(({ tag }) => tag === text)) return undefined;
  return {
    text,
    timestamps: owners.some(({ timestamps }) => timestamps),
    recorded: owners.some(({ pattern }) => isRecorded(pattern)),
  };
}

const shared = {
  summaryWords: "also as",
  writtenFor: "publish",
  isReported: true,
  extraLength: 0,
  isEvaluated: true,
  mayBelongToOthers: true,
} as const;

/**
 * An alias that a publication gives its text, `sha-4be1c0ffee12`: it moves with the stream tag, and
 * stays where it is once newer publications give other texts.
 */
export const evaluatedAliasKind: TagKind = {
  ...shared,
  name: "evaluated alias",
  words: "an alias",
  mutability: "moves",
  shows: "stream",
  print: (_, { aliases = [] }) => aliases.map(({ text }) => text),
  parse: (text, unit) => {
    const alias = read(text, unit);
    return alias && { aliases: [alias] };
  },
};

/** The timestamp tags of those that ask for them, `1.4-20261123-0617`. */
export const evaluatedAliasTimestampKind: TagKind = {
  ...shared,
  name: "evaluated alias timestamp",
  words: "a timestamp tag",
  mutability: "written once",
  shows: "publication",
  print: (_, { aliases = [], ...publication }) => {
    const id = publicationIdOf(publication);
    return id ? aliases.flatMap(({ text, timestamps }) => (timestamps ? [printTimestampTag(text, id)] : [])) : [];
  },
  parse: (text, unit) => {
    const { movingTag, timestamp, sequence } = (unit.evaluatedAliases && parseTimestampTag(text, unit)) ?? {};
    const alias = movingTag === undefined ? undefined : read(movingTag, unit);
    if (!alias?.timestamps || timestamp === undefined || sequence === undefined) return undefined;
    return { timestamp, sequence, aliases: [alias] };
  },
};
