import * as v from "valibot";
import { failure } from "../../../core/lib/problems/problem.ts";
import type { TargetFile } from "../../../ports/pin-targets.ts";
import { answered } from "../explain.ts";
import { type Access, explainAccess, objectId, shapeOf } from "./access.ts";

/** What a regular file may be in git: executable or not. */
const fileModes = ["100644", "100755"] as const;
export type FileMode = (typeof fileModes)[number];

/** The mode of a symbolic link. */
const linkMode = "120000";

export interface ModedFile extends TargetFile {
  mode: FileMode;
}

/** A tree's regular files and symbolic links. */
export interface Tree {
  files: ModedFile[];
  links: TargetFile[];
}

/** Lists of one tree to request, when GitHub does not list all of it at once. */
const maxLists = 300;

const treeSchema = v.object({
  truncated: v.optional(v.boolean(), false),
  tree: v.array(
    v.object({ path: v.string(), mode: v.string(), type: v.string(), sha: objectId, size: v.optional(v.number(), 0) }),
  ),
});
type Entry = v.InferOutput<typeof treeSchema>["tree"][number];
type List = (tree: string, recursive: boolean) => Promise<v.InferOutput<typeof treeSchema>>;

/** The commit that a branch points at. @throws Failure `github-…` */
export async function readTip(access: Access, branch: string): Promise<string> {
  const { client, owner, repo, repository } = access;
  const what = `the branch ${branch} of ${repository}`;
  const { data } = await client.rest.git.getRef({ owner, repo, ref: `heads/${branch}` }).catch((error: unknown) => {
    // GitHub has given the repository's settings before, so the token sees it.
    if (answered(error, 404)) throw failure("github-not-found", `GitHub cannot find ${what}. Correct \`branch\` in the entry.`);
    if (answered(error, 409)) throw failure("github-not-found", `${repository} has no commit yet, so no ${branch} either.`);
    throw explainAccess(access, error, what, "contents: read");
  });
  return shapeOf(v.object({ object: v.object({ sha: objectId }) }), data, what).object.sha;
}

/**
 * All regular files of a tree, and its links. Walks through the folders if GitHub truncates the whole list.
 * @throws Failure `github-…`, `pin-too-large`
 */
export async function readTree(access: Access, root: string): Promise<Tree> {
  const found: (TargetFile & { mode: string })[] = [];
  const list = createList(access);
  const folders = [{ tree: root, prefix: "" }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { tree, prefix } = folder;
    const whole = await list(tree, true);
    if (!whole.truncated) {
      found.push(...blobsOf(whole.tree, prefix));
      continue;
    }
    const top = await list(tree, false);
    if (top.truncated) throw tooLarge(access, `${prefix || "its root"} holds too many files`);
    found.push(...blobsOf(top.tree, prefix));
    for (const { type, path, sha } of top.tree) if (type === "tree") folders.push({ tree: sha, prefix: `${prefix}${path}/` });
  }
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    files: found.flatMap(({ mode, ...file }) => {
      const known = fileModes.find((one) => one === mode);
      return known ? [{ ...file, mode: known }] : [];
    }),
    links: found.flatMap(({ mode, ...file }) => (mode === linkMode ? [file] : [])),
  };
}

function createList(access: Access): List {
  const { client, owner, repo, repository } = access;
  const what = `the files of ${repository}`;
  let lists = 0;
  return async (tree, recursive) => {
    if (++lists > maxLists) throw tooLarge(access, `Tagstream requests at most ${maxLists} lists`);
    const wanted = { owner, repo, tree_sha: tree, ...(recursive ? { recursive: "1" } : {}) };
    const { data } = await client.rest.git.getTree(wanted).catch((error: unknown) => {
      throw explainAccess(access, error, what, "contents: read");
    });
    return shapeOf(treeSchema, data, what);
  };
}

function blobsOf(entries: readonly Entry[], prefix: string): (TargetFile & { mode: string })[] {
  return entries.flatMap(({ path, mode, type, sha, size }) =>
    type === "blob" ? [{ path: `${prefix}${path}`, blob: sha, size, mode }] : [],
  );
}

function tooLarge({ repository }: Access, why: string): Error {
  return failure(
    "pin-too-large",
    `GitHub does not list all files of ${repository}: ${why}. Move the files that name images to a smaller repository.`,
  );
}
