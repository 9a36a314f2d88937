import path from "node:path";
import { mapLimited } from "../../core/lib/parallel.ts";
import type { TargetTip } from "../../ports/pin-targets.ts";
import type { PathMatch } from "./globs.ts";
import type { ReadFile } from "./near-files.ts";

/** Links to read at the same time. */
const parallelReads = 8;

interface Link {
  path: string;
  /** From the repository's root: a file, a folder, or nothing. */
  to: string;
}

/**
 * The files of a repository that symbolic links lead to, if the links or what is behind them is wanted.
 * May have more than that where one link leads to another. @throws Failure
 */
export async function linkedFiles({ files, links = [] }: TargetTip, isWanted: PathMatch, read: ReadFile): Promise<Set<string>> {
  const all = await mapLimited(links, parallelReads, async (file): Promise<Link> => {
    const text = new TextDecoder().decode(await read(file));
    return { path: file.path, to: path.posix.join("/", path.posix.dirname(file.path), text).replace(/^\/|\/$/g, "") };
  });
  const isUsed = (link: Link) =>
    isWanted(link.path) ||
    files.some((file) => isBelow(file.path, link) && isWanted(link.path + file.path.slice(link.to.length)));
  const open = all.filter(isUsed);
  const used = new Set(open);
  const found = new Set<string>();
  for (let link = open.pop(); link; link = open.pop()) {
    const { to } = link;
    for (const file of files) if (isBelow(file.path, link)) found.add(file.path);
    for (const other of all) {
      if (used.has(other) || !(isBelow(other.path, link) || `${to}/`.startsWith(`${other.path}/`))) continue;
      used.add(other);
      open.push(other);
    }
  }
  return found;
}

function isBelow(file: string, { to }: Link): boolean {
  return file === to || to === "" || file.startsWith(`${to}/`);
}
