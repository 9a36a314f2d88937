import { nearest } from "../lib/nearest.ts";

/** More than these would not help. */
const maxNamed = 3;

/**
 * Of these paths, those where the configuration may be that is looked for at `wanted`, the likeliest first: with another ending, another
 * folder, other capitals or a slip of the pen. Workflows are none, whatever their name.
 */
export function similarConfigurations(wanted: string, paths: Iterable<string>): string[] {
  const [folder, name] = [folderOf(wanted), stemOf(wanted)];
  const likely = [...new Set(paths)].filter((path) => {
    if (path === wanted || !/\.(ya?ml|json)$/i.test(path) || /(^|\/)\.github\/workflows\//i.test(path)) return false;
    const isNear = [folder, "", ".github"].includes(folderOf(path).toLowerCase()) || folderOf(path) === folder;
    return stemOf(path) === name || (isNear && nearest(name, [stemOf(path)]) !== undefined);
  });
  const distance = (path: string): number => (folderOf(path) === folder ? 0 : path.split("/").length);
  return likely.sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1)).slice(0, maxNamed);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** The name without its ending, a dot in front, and what people separate words with. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return name
    .replace(/^\./, "")
    .replace(/\.(ya?ml|json)$/, "")
    .replaceAll(/[-_. ]/g, "");
}
