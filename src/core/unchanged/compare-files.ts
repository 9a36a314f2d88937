import type { ImageFile, ImageFiles } from "./image-file.ts";
import { isVolatile } from "./volatile-paths.ts";

/** The files of two images: equal, or the first path that differs, in words. */
export type FileComparison = { equal: true; files: number } | { equal: false; difference: string };

/** Compares all files of two images but those at volatile paths. `files` counts them, with folders and links. */
export function compareFiles(published: ImageFiles, built: ImageFiles): FileComparison {
  const paths = [...new Set([...published.keys(), ...built.keys()])].filter((path) => !isVolatile(path)).sort();
  for (const path of paths) {
    const difference = differenceAt(path, published.get(path), built.get(path));
    if (difference !== undefined) return { equal: false, difference };
  }
  return { equal: true, files: paths.length };
}

/** In the order in which they matter to people. */
const traits: readonly (readonly [keyof ImageFile, string])[] = [
  ["type", "type"],
  ["content", "content"],
  ["target", "target"],
  ["mode", "mode"],
  ["owner", "owner"],
  ["device", "device number"],
  ["attributes", "extended attributes"],
];

function differenceAt(path: string, published: ImageFile | undefined, built: ImageFile | undefined): string | undefined {
  if (!published) return `${path} is new`;
  if (!built) return `${path} is gone`;
  const trait = traits.find(([key]) => published[key] !== built[key]);
  if (!trait) return undefined;
  const [key, words] = trait;
  if (key !== "mode") return `${path} differs in its ${words}`;
  return `${path} differs in its mode: ${printMode(published.mode)}, now ${printMode(built.mode)}`;
}

function printMode(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
