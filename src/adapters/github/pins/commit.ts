import { createHash } from "node:crypto";
import * as v from "valibot";
import { failure } from "../../../core/lib/problems/problem.ts";
import { utf8Text } from "../../../core/lib/text/text-encoding.ts";
import type { PinProposal } from "../../../ports/pin-targets.ts";
import { blobId } from "../../git/blob-id.ts";
import { type Access, explainAccess, objectId, shapeOf } from "./access.ts";
import type { FileMode } from "./tree.ts";

/** A commit, as far as it shows who made it. */
export interface CommitFacts {
  sha: string;
  tree: string;
  parents: readonly string[];
  message: string;
}

/** Larger files, and those that are no text, go to GitHub as blobs of their own. */
const maxInline = 512 * 1024;
const trailer = "Tagstream-Pins";
const isTrailer = new RegExp(`^${trailer}: ([0-9a-f]{40,64}) [0-9a-f]{64}$`);

/**
 * Whether a commit is Tagstream's own, and unchanged. The last line of its message names its own
 * tree: an amended commit, or one on top of it, has another tree or no such line.
 */
export function isOurs({ tree, parents, message }: CommitFacts): boolean {
  const named = isTrailer.exec(message.trimEnd().split("\n").at(-1) ?? "")?.[1];
  return parents.length === 1 && named === tree;
}

/** Whether a commit of ours makes exactly these changes on exactly this base. */
export function isWanted(commit: CommitFacts, proposal: PinProposal): boolean {
  const { base } = proposal;
  return commit.parents[0] === base.commit && commit.message.trimEnd() === messageOf(proposal, commit.tree);
}

/** The line at the end certifies the tree, and says which bytes the commit replaced. */
function messageOf({ message, files, base }: PinProposal, tree: string): string {
  const lines = [...files].map(([path, bytes]) => `${path}\0${blobId(bytes, base.commit)}\n`).sort();
  const changes = createHash("sha256").update(lines.join("")).digest("hex");
  return `${message.trim()}\n\n${trailer}: ${tree} ${changes}`;
}

/** @throws Failure `github-…` */
export async function readCommit(access: Access, sha: string): Promise<CommitFacts> {
  const { client, owner, repo, repository } = access;
  const what = `the commit ${sha.slice(0, 7)} of ${repository}`;
  const { data } = await client.rest.git.getCommit({ owner, repo, commit_sha: sha }).catch((error: unknown) => {
    throw explainAccess(access, error, what, "contents: read");
  });
  const { tree, parents, message } = shapeOf(commitSchema, data, what);
  return { sha, tree: tree.sha, parents: parents.map((parent) => parent.sha), message };
}

const commitSchema = v.object({
  tree: v.object({ sha: objectId }),
  parents: v.array(v.object({ sha: objectId })),
  message: v.string(),
});
const created = v.object({ sha: objectId });

/**
 * Makes a commit on the base's tip. Names no author, so that GitHub signs it for the tokens of jobs
 * and apps.
 * @param modeOf the mode of a file of the base
 * @throws Failure `github-…`
 */
export async function createCommit(access: Access, proposal: PinProposal, modeOf: (path: string) => FileMode): Promise<string> {
  const { client, owner, repo, repository } = access;
  const { base, files } = proposal;
  const what = `a commit in ${repository}`;
  const explained = (error: unknown) => {
    throw explainAccess(access, error, what, permissionFor([...files.keys()]));
  };
  const entries: TreeEntry[] = [];
  for (const [path, bytes] of files) {
    const text = bytes.length > maxInline ? undefined : utf8Text(bytes);
    const content =
      text === undefined ? { sha: await createBlob(access, path, bytes, blobId(bytes, base.commit)) } : { content: text };
    entries.push({ path, mode: modeOf(path), type: "blob", ...content });
  }
  const tree = await client.rest.git
    .createTree({ owner, repo, base_tree: base.tree, tree: entries })
    .then(({ data }) => shapeOf(created, data, what).sha, explained);
  const message = messageOf(proposal, tree);
  return client.rest.git
    .createCommit({ owner, repo, message, tree, parents: [base.commit] })
    .then(({ data }) => shapeOf(created, data, what).sha, explained);
}

interface TreeEntry {
  path: string;
  mode: FileMode;
  type: "blob";
  sha?: string;
  content?: string;
}

/** Files of workflows take a permission that no job's own token has. */
export function permissionFor(paths: readonly string[]): string {
  return paths.some((path) => path.startsWith(".github/workflows/")) ? "contents: write, workflows: write" : "contents: write";
}

async function createBlob(access: Access, path: string, bytes: Uint8Array, id: string): Promise<string> {
  const { client, owner, repo, repository } = access;
  const what = `the new content of ${path} in ${repository}`;
  const wanted = { owner, repo, content: Buffer.from(bytes).toString("base64"), encoding: "base64" };
  const { data } = await client.rest.git.createBlob(wanted).catch((error: unknown) => {
    throw explainAccess(access, error, what, "contents: write");
  });
  const { sha } = shapeOf(created, data, what);
  if (sha !== id) throw failure("github-failed", `GitHub stored other bytes than ${what}. Run again.`);
  return sha;
}
