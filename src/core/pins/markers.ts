import { isAlias, isScalar, type Scalar, visit } from "yaml";
import { groupBy } from "../lib/group-by.ts";
import type { Unit } from "../unit/unit.ts";
import { hasVersionsAlone } from "../unit/versions-alone.ts";
import type { Reading } from "./draft.ts";
import { markerWord, type OwnNames } from "./own-names.ts";
import { ownerOf } from "./owner.ts";
import type { Followed } from "./pin.ts";
import type { Value } from "./walk.ts";
import { lineOf, startOf, type YamlFile } from "./yaml-file.ts";

const comment = new RegExp(`(?:^|[ \\t])#[ \\t]*${markerWord}[ \\t]*(.*)$`, "gm");

/** The keys of images: where a line has several values, a marker means these. */
const imageKeys: readonly string[] = ["tag", "newTag", "digest"];

/** Finds the scalars that comments `# tagstream: UNIT` mark: on their own line, or the line below. */
export function readMarkers(reading: Reading): void {
  const { file, marked, left } = reading;
  const { values } = reading.walked;
  if (!file.text.includes(markerWord)) return;
  const byLine = groupBy(
    values.filter(({ place }) => place.range?.[0] !== place.range?.[1]),
    ({ place }) => lineOf(file, startOf(place)),
  );
  for (const { hash, match } of commentsIn(file)) {
    const line = lineOf(file, hash);
    const isAlone = file.text.slice(file.text.lastIndexOf("\n", hash) + 1, hash).trim() === "";
    const marks = isAlone ? line + 1 : line;
    const target = targetOf(byLine.get(marks) ?? [], marks);
    const name = (match[1] ?? "").trim();
    if (typeof target === "string") left.push({ line, text: match[0].trim(), reason: target });
    else for (const scalar of target) marked.set(scalar, name);
  }
}

/** The comments with a marker, and the offsets of their `#`: not what a scalar's text looks like. */
function commentsIn(file: YamlFile): { hash: number; match: RegExpExecArray }[] {
  const scalars = scalarRanges(file);
  let next = 0; // both lists are in the order of the file
  return [...file.text.matchAll(comment)].flatMap((match) => {
    const hash = match.index + match[0].indexOf("#");
    while ((scalars[next]?.end ?? Number.POSITIVE_INFINITY) <= hash) next++;
    return (scalars[next]?.start ?? Number.POSITIVE_INFINITY) <= hash ? [] : [{ hash, match }];
  });
}

function scalarRanges({ documents }: YamlFile): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const document of documents) {
    visit(document, {
      Scalar: (_, { range }) => {
        if (range) ranges.push({ start: range[0], end: range[1] });
      },
    });
  }
  return ranges;
}

/** Which scalars of its line a marker means, or why none: a clause. */
function targetOf(onLine: readonly Value[], line: number): readonly Scalar[] | string {
  const chosen = onLine.length > 1 ? onLine.filter(({ key }) => imageKeys.includes(key)) : onLine;
  if (onLine.length === 0) return `line ${line} has no value that this comment could mean`;
  if (chosen.some(({ place }) => isAlias(place))) return "this comment is at an alias: write it where the anchor is";
  const keys = new Set(chosen.map(({ key }) => key));
  const isOne = chosen.length === 1 || (chosen.length === 2 && keys.size === 2 && keys.has("digest"));
  if (!isOne) return `line ${line} has several values, and this comment could mean any of them`;
  return chosen.map(({ scalar }) => scalar).filter((scalar) => isScalar(scalar));
}

/** The unit that a marker names, and what a pin there follows; or why it is none: a clause. */
export type Named = { unit: Unit; follows: Followed } | { left: string };

/**
 * Reads a marker: the name of a unit, of an image with one unit, or an image with one of its tags.
 * @param tag what the marked place has now: it chooses the version of an image without streams
 */
export function unitNamed(names: OwnNames, marker: string, tag: string | undefined): Named {
  const units = names.byImage.get(marker) ?? [];
  const [first, ...others] = units;
  if (others.length > 0) return { left: `the comment names "${marker}", which has several units: ${listed(units)}` };
  const unit = names.byName.get(marker) ?? first;
  if (unit && !hasVersionsAlone(unit)) return { unit, follows: { unit: unit.name } };
  if (unit) return named(unit.name, [unit], tag ?? "");
  const colon = marker.indexOf(":");
  const siblings = colon < 0 ? [] : (names.byImage.get(marker.slice(0, colon)) ?? []);
  if (siblings.length === 0) return { left: `the comment names "${marker}", which is no unit of the configuration` };
  return named(marker, siblings, marker.slice(colon + 1));
}

function named(marker: string, units: readonly Unit[], tag: string): Named {
  const owner = ownerOf(units, tag);
  if ("left" in owner) return { left: `the comment names "${marker}", and ${owner.left}` };
  const unit = units.find(({ name }) => name === owner.follows.unit);
  return unit ? { unit, ...owner } : { left: `the comment names "${marker}", which is no unit of the configuration` };
}

function listed(units: readonly Unit[]): string {
  return units.map(({ name }) => name).join(", ");
}
