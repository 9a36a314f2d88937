import { git } from "./programs.ts";
import { parseVersion, type Version } from "./version.ts";

/** What the remote's tags show: for an annotated tag, the commit behind it. */
export function remoteTags(root: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const [object, ref] of remoteRefs(root, "refs/tags/*"))
    tags.set(ref.slice("refs/tags/".length).replace(/\^\{\}$/, ""), object);
  return tags;
}

/** The versions that have a tag on the remote. */
export function taggedVersions(tags: ReadonlyMap<string, string>): Version[] {
  return [...tags.keys()].flatMap((tag) => (tag.startsWith("v") ? (parseVersion(tag.slice(1)) ?? []) : []));
}

/** The commit of a branch on the remote. */
export function remoteBranch(root: string, branch: string): string | undefined {
  return remoteRefs(root, `refs/heads/${branch}`)[0]?.[0];
}

// git prints the object behind an annotated tag, `v1.2.3^{}`, after the tag itself.
function remoteRefs(root: string, pattern: string): [object: string, ref: string][] {
  const lines = git(root, "ls-remote", "origin", pattern).split("\n");
  return lines.flatMap((line) => {
    const [object, ref] = line.split("\t");
    return object && ref ? [[object, ref] satisfies [string, string]] : [];
  });
}
