import type { Unit } from "../unit/unit.ts";
import { draft, inBlock, leave, type Reading } from "./draft.ts";
import { fullRepository, mayName, unitsIn } from "./own-names.ts";
import { ownerOf } from "./owner.ts";
import type { Value } from "./walk.ts";
import { parseWritten, present, type WrittenReference } from "./written-image.ts";
import { isBlock, textOf } from "./yaml-file.ts";

/** What may precede a reference: a scheme of GitHub's `uses` and, in Argo CD's `kustomize.images`, the name to replace. */
const scheme = /^docker:\/\//;
const replacedName = /^[^\s=]+=/;

/** Characters: a repository, a tag, a digest, and what may precede them. */
const longestReference = 1024;

/** Reads a scalar that is the reference of an image. */
export function readReference(reading: Reading, value: Value): void {
  const text = textOf(value.scalar) ?? "";
  const isLong = text.length > longestReference;
  if (isLong && value.place !== value.scalar) return; // where its anchor is: thousands of aliases may repeat it
  if (!mayName(reading.names, text)) return;
  const before = isLong ? "" : ((scheme.exec(text) ?? (value.isImagesItem ? replacedName.exec(text) : null))?.[0] ?? "");
  const written = isLong ? undefined : parseWritten(text.slice(before.length));
  const units = written ? unitsIn(reading.names, written.name) : [];
  if (!written || units.length === 0) readLongerText(reading, value, text);
  else if (mayBeImage(value, written)) judge(reading, value, { text, skip: before.length, written, units });
}

/** Whether it is a reference at all: a name alone is that of a repository, unless its key says otherwise. */
function mayBeImage({ key }: Value, { tag, digest }: WrittenReference): boolean {
  return tag !== undefined || digest?.startsWith("sha256:") === true || /image$/i.test(key);
}

interface Reference {
  text: string;
  /** Characters before the name. */
  skip: number;
  written: WrittenReference;
  units: readonly Unit[];
}

function judge(reading: Reading, value: Value, { text, skip, written, units }: Reference): void {
  const owner = ownerOf(units, written.tag ?? "", written.digest);
  const why = whyNotDeployed(value);
  if ("left" in owner) leave(reading, value.place, text, owner.left);
  else if (why !== undefined) leave(reading, value.place, text, why);
  else {
    draft(reading, {
      form: "reference",
      repository: fullRepository(reading.names, written.name),
      follows: owner.follows,
      ...present(written.tag, written.digest),
      claims: [{ scalar: value.scalar, place: value.place, holds: "reference", skip }],
      written: text,
    });
  }
}

/** Why a reference names no image that is deployed; undefined if it may be one. */
function whyNotDeployed({ key, kind }: Value): string | undefined {
  if (key === "tags") return "`tags` are names that a build gives its image, which must have no digest";
  return kind === "ImageUpdater" ? "Argo CD Image Updater takes what this tag shows" : undefined;
}

/** Lists the images of ours in a longer text: a script, an argument, a file within the file. */
function readLongerText(reading: Reading, { scalar, place }: Value, text: string): void {
  const seen = new Set<string>();
  for (const token of text.split(/[\s"'`,;=()<>|[\]{}]+/)) {
    if (seen.has(token) || !mayName(reading.names, token)) continue;
    seen.add(token);
    const written = parseWritten(token.replace(scheme, ""));
    const units = written ? unitsIn(reading.names, written.name) : [];
    if (written?.tag === undefined || units.length === 0 || "left" in ownerOf(units, written.tag)) continue;
    leave(reading, place, token, isBlock(scalar) ? inBlock : "it is part of a longer text, which Tagstream does not change");
  }
}
