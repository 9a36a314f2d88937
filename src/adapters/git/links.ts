import type { TreeEntry } from "../../core/inputs/git-tree.ts";
import type { Blobs } from "./blobs.ts";

/** How many symbolic links to follow before a path counts as invalid, as in Linux. */
const maximumLinks = 40;

/** The target of a path in a commit's tree: see `resolve` in ports. */
export async function followLinks(
  path: string,
  byPath: ReadonlyMap<string, TreeEntry>,
  blobs: Blobs,
  within: string,
): Promise<{ path: string; links: TreeEntry[] } | undefined> {
  const ahead = path.split("/");
  const behind: string[] = [];
  const links: TreeEntry[] = [];
  const depth = within === "." ? 0 : within.split("/").length;
  for (let part = ahead.shift(); part !== undefined; part = ahead.shift()) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (behind.length <= depth) return undefined;
      behind.pop();
      continue;
    }
    const entry = byPath.get([...behind, part].join("/"));
    if (entry?.mode !== "120000") {
      behind.push(part);
      continue;
    }
    const target = await blobs.read(entry.id);
    if (links.push(entry) > maximumLinks || target.startsWith("/")) return undefined;
    ahead.unshift(...target.split("/"));
  }
  return { path: behind.join("/"), links };
}
