import { isDigest } from "../lib/digest.ts";
import { repositoryKey, withRegistry } from "../oci/reference.ts";
import { isTag } from "../tags/grammar.ts";
import { firstRepository } from "../unit/repositories.ts";
import type { Unit } from "../unit/unit.ts";
import { type Draft, draft, leave, type Reading } from "./draft.ts";
import { unitNamed } from "./markers.ts";
import { fullRepository, type OwnNames } from "./own-names.ts";
import { digestFault, hasPlaceholder, tagFault } from "./owner.ts";
import type { Value } from "./walk.ts";
import { parseWritten, parseWrittenTag, present } from "./written-image.ts";
import { textOf } from "./yaml-file.ts";

/** Reads a scalar that a comment marks, whatever its key. */
export function readMarkedValue(reading: Reading, { scalar, place }: Value, marker: string): void {
  reading.taken.add(scalar);
  const text = textOf(scalar) ?? "";
  const tag = parseWritten(text)?.tag ?? parseWrittenTag(text).tag;
  const named = unitNamed(reading.names, marker, tag);
  const what = "left" in named ? named : contentOf(reading.names, named.unit, text);
  if ("left" in what || "left" in named) {
    leave(reading, place, text, "left" in what ? what.left : "");
    return;
  }
  const { holds, ...content } = what;
  draft(reading, {
    form: "marker",
    follows: named.follows,
    ...content,
    claims: [{ scalar, place, holds }],
    written: text,
    byMarker: true,
  });
}

type Content = Pick<Draft, "repository" | "tag" | "digest"> & { holds: "reference" | "tag" | "digest" };

/** What a marked text is: a digest, a reference if it has a repository, otherwise a tag. */
function contentOf(names: OwnNames, unit: Unit, text: string): Content | { left: string } {
  const first = firstRepository(unit);
  if (isDigest(text)) return { holds: "digest", repository: first, digest: text };
  if (hasPlaceholder(text)) return { left: "it has a placeholder, which another tool replaces" };
  const reference = parseWritten(text);
  if (reference && isRepository(unit, reference.name)) return referenceContent(names, unit, reference);
  const { tag, digest } = parseWrittenTag(text);
  const fault = digestFault(digest ?? "");
  if (fault !== undefined) return { left: fault };
  if (tag !== "" && !isTag(tag)) return { left: "it is no reference, tag or digest" };
  return { holds: "tag", repository: first, ...present(tag, digest) };
}

function isRepository(unit: Unit, name: string): boolean {
  return name.includes("/") || isOf(unit, name);
}

function isOf({ destinations }: Unit, name: string): boolean {
  const key = repositoryKey(withRegistry(name));
  return destinations.some(({ repository }) => repositoryKey(repository) === key);
}

function referenceContent(
  names: OwnNames,
  unit: Unit,
  { name, tag, digest }: { name: string; tag?: string; digest?: string },
): Content | { left: string } {
  if (!isOf(unit, name)) return { left: `the comment names ${unit.name}, which is not published to this repository` };
  const fault = tagFault(tag ?? "") ?? digestFault(digest ?? "");
  return fault === undefined
    ? { holds: "reference", repository: fullRepository(names, name), ...present(tag, digest) }
    : { left: fault };
}
