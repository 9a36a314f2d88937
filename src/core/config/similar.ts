import { nearest } from "../lib/text/nearest.ts";

const maxNamed = 3;

/**
 * The paths that `wanted` may have meant, the likeliest first. They differ in ending, folder,
 * capitals or by a typing mistake. Workflows never qualify.
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

/** The name without its ending, a leading dot, and separators of words. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return name
    .replace(/^\./, "")
    .replace(/\.(ya?ml|json)$/, "")
    .replaceAll(/[-_. ]/g, "");
}
