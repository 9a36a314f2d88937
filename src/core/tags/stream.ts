import { hasVersionsAlone } from "../unit/versions-alone.ts";
import type { TagKind } from "./kind.ts";

/** A stream tag, `25-el9-release`: the newest publication or, under a hold, the held image. */
export const streamKind: TagKind = {
  name: "stream",
  words: "a stream tag",
  summaryWords: "also as",
  writtenFor: "publish",
  mutability: "moves",
  shows: "stream",
  isReported: true,
  extraLength: 0,
  print: (unit) => (hasVersionsAlone(unit) ? [] : [unit.streamTag]),
  parse: (text, unit) => (text === unit.streamTag && !hasVersionsAlone(unit) ? {} : undefined),
};
