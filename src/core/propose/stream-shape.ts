import type { ImageDraft, TagRule } from "./image-draft.ts";

/** A fixed text of today as a stream tag: the stream's name in it, and the form around it. */
export interface StreamShape {
  /** The stream's name; empty if the tag has only values of the matrix. */
  base: string;
  /** `{stream}-{os}` */
  shape: string;
}

/** Reads a tag as the stream tag of an image; undefined if each publication gives it another text. */
export function shapeOf(
  { pattern }: Pick<TagRule, "pattern">,
  { matrix, ending }: Pick<ImageDraft, "matrix" | "ending">,
): StreamShape | undefined {
  if (ending && pattern.endsWith(`-${ending}`) && !pattern.includes("{"))
    return { base: pattern.slice(0, -ending.length - 1), shape: `{stream}-${ending}` };
  const names = namesOf({ matrix });
  const parts = pattern.split(/(\{[^{}]*\})/).filter((part) => part !== "");
  const isPlaceholder = (part: string | undefined) => part?.startsWith("{") ?? false;
  if (parts.some((part) => isPlaceholder(part) && !names.includes(part.slice(1, -1)))) return undefined;
  const bases = parts.flatMap((part, index) => {
    const core = part.replace(/^-+|-+$/g, "");
    if (isPlaceholder(part) || core === "") return [];
    const isFree = index === 0 || part.startsWith("-");
    const next = parts[index + 1];
    return isFree && (next === undefined || next === "{suffix}" || part.endsWith("-")) ? [{ core, index }] : [];
  });
  const last = bases.at(-1);
  if (!last) return { base: "", shape: pattern };
  return {
    base: last.core,
    shape: parts.map((part, at) => (at === last.index ? part.replace(last.core, "{stream}") : part)).join(""),
  };
}

/** The names of an image's matrix: dimensions, and what `include` adds. */
export function namesOf({ matrix }: { matrix?: ImageDraft["matrix"] | undefined }): string[] {
  if (!matrix) return [];
  return [...new Set([...Object.keys(matrix.dimensions), ...matrix.include.flatMap((row) => Object.keys(row))])];
}

/** Whether a fixed text is a version, which will soon be another one: a stream keeps its name. */
export function isVersionLike(text: string): boolean {
  return /^v?\d+\.\d+\.\d+/.test(text);
}
