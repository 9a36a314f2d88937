import { draft, inBlock, leave, type Reading } from "./draft.ts";
import { fullRepository, mayName, unitsIn } from "./own-names.ts";
import { ownerOf } from "./owner.ts";
import type { Value } from "./walk.ts";
import { parseWritten, present } from "./written-image.ts";
import { isBlock, textOf } from "./yaml-file.ts";

/** What may precede a reference: a scheme of GitHub's `uses` and, in Argo CD's `kustomize.images`, the name to replace. */
const scheme = /^docker:\/\//;
const replacedName = /^[^\s=]+=/;

/** Reads a scalar that is the reference of an image. */
export function readReference(reading: Reading, value: Value): void {
  const text = textOf(value.scalar) ?? "";
  if (!mayName(reading.names, text)) return;
  const before = (scheme.exec(text) ?? (value.isImagesItem ? replacedName.exec(text) : null))?.[0] ?? "";
  const written = parseWritten(text.slice(before.length));
  const units = written ? unitsIn(reading.names, written.name) : [];
  if (!written || units.length === 0) {
    readLongerText(reading, value, text);
    return;
  }
  if (written.tag === undefined && !written.digest?.startsWith("sha256:") && !/image$/i.test(value.key)) return;
  const owner = ownerOf(units, written.tag ?? "", written.digest);
  if ("left" in owner) leave(reading, value.place, text, owner.left);
  else {
    draft(reading, {
      form: "reference",
      repository: fullRepository(reading.names, written.name),
      follows: owner.follows,
      ...present(written.tag, written.digest),
      claims: [{ scalar: value.scalar, place: value.place, holds: "reference", skip: before.length }],
      written: text,
    });
  }
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
