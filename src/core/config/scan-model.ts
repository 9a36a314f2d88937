import type { Severity } from "../scan/finding.ts";
import type { Path } from "./document/document.ts";
import { type Field, fieldOf } from "./document/field.ts";
import type { ImageConfig } from "./schema/schema.ts";

/** The scan of an image, its texts parsed. */
export interface ScanModel {
  /** The program, and its arguments. */
  script: readonly Field[];
  /** Absent: never. */
  fail?: Severity;
}

/** @param path of the key `scan` */
export function scanModelOf({ script, fail }: NonNullable<ImageConfig["scan"]>, path: Path): ScanModel {
  const at = [...path, "script"];
  const words = typeof script === "string" ? [fieldOf(script, at)] : script.map((word, index) => fieldOf(word, [...at, index]));
  return { script: words, ...(fail === undefined || fail === "never" ? {} : { fail }) };
}
