import type { Node, Scalar } from "yaml";
import { redact } from "../lib/text/credential-shapes.ts";
import type { OwnNames } from "./own-names.ts";
import type { FoundPin, LeftReference, PinScalar } from "./pin.ts";
import type { Walk } from "./walk.ts";
import { isBlock, lineOf, ownText, startOf, type YamlFile } from "./yaml-file.ts";

/** A scalar that a pin would write, and where the file uses it. */
export interface Claim {
  scalar: Scalar;
  /** The scalar itself, or an alias of it. */
  place: Node;
  holds: PinScalar["holds"];
  /** Characters before the part to write: `oci://`, `name=`. */
  skip?: number;
}

/** A pin before it is known whether its scalars serve anything else. */
export interface Draft extends Omit<FoundPin, "line" | "scalars"> {
  claims: readonly Claim[];
  /** As people would write the image. */
  written: string;
  /** A comment names the unit. */
  byMarker?: true;
}

/** A file that is being read, and what was found in it. */
export interface Reading {
  file: YamlFile;
  walked: Walk;
  names: OwnNames;
  drafts: Draft[];
  left: LeftReference[];
  /** Scalars with a pin or a reason: no other form reads them. */
  taken: Set<Scalar>;
  /** Scalars that are a part of another image's name, and where. */
  foreign: Map<Scalar, Node>;
  /** What the comments say of scalars: the name of a unit. */
  marked: Map<Scalar, string>;
}

/** Records that nothing can be pinned at a node. */
export function leave({ file, left }: Reading, node: Node, text: string, reason: string): void {
  left.push({ line: lineOf(file, startOf(node)), text: shortened(text), reason });
}

/** Characters that are searched for credentials: more than anybody sees. */
const searched = 20_000;

function shortened(text: string): string {
  const line = redact(text.trim().slice(0, searched).replace(/\s+/g, " "));
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** Records a pin, or why its scalars cannot be written. */
export function draft(reading: Reading, pin: Draft): void {
  const faulty = pin.claims.find(({ scalar }) => !ownText(reading.file.text, scalar));
  if (faulty) leave(reading, faulty.place, pin.written, styleFault(faulty.scalar));
  else reading.drafts.push(pin);
}

/** Why a scalar in a block stays as it is. */
export const inBlock = "it is in a block (`|` or `>`), which Tagstream does not change";

function styleFault(scalar: Scalar): string {
  return isBlock(scalar) ? inBlock : "it has escapes, several lines or a type of its own, which Tagstream does not change";
}
