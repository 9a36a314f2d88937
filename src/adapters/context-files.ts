import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type IgnoreRules, ignoreNothing, parseIgnoreFile } from "../core/dockerignore.ts";
import { fileAt, filesUnder, type TreeEntry, type WorkTreeChange } from "../core/tree.ts";
import type { Repository } from "../ports.ts";

/** The files of a build, or a sentence that says why the commit does not tell them: `generated/version.txt is not in the commit`. */
export type FilesOrReason = { files: TreeEntry[] } | { none: string };

/** One commit of a repository, with what its work tree has otherwise: nothing, where the commit is not checked out. */
export interface Commit {
  repository: Repository;
  id: string;
  tree: readonly TreeEntry[];
  submodules: ReadonlySet<string>;
  changes: readonly WorkTreeChange[];
}

export async function readCommit(repository: Repository, id: string): Promise<Commit> {
  const [tree, head] = await Promise.all([repository.tree(id), repository.head()]);
  const submodules = new Set(tree.filter(({ mode }) => mode === "160000").map(({ path }) => path));
  return { repository, id, tree, submodules, changes: id === head ? await repository.changes() : [] };
}

/**
 * The files that the upload of a build context holds, paths relative to the context: what its ignore file lets through.
 * BuildKit reads `{Dockerfile}.dockerignore` beside the Dockerfile if there is one, or else `.dockerignore` in the context
 * (frontend/dockerui); a named context has its own `.dockerignore` alone: then there is no `dockerfile`.
 *
 * Symbolic links count as themselves, submodules by their commit. `.git` does not count, although BuildKit sends it when no pattern leaves it out:
 * it differs in every clone, and with it no image whose context is the repository's root would ever be found unchanged.
 * @throws Failure `context-ignore-file`
 */
export async function contextFiles(commit: Commit, context: string, dockerfile?: string): Promise<FilesOrReason> {
  const resolved = await commit.repository.resolve(commit.id, context);
  if (!resolved) return { none: `${context} is a symbolic link that leads out of the repository` };
  const folder = resolved.path || ".";
  const ignoreFiles = [...(dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`]), inFolder(folder, ".dockerignore")];
  const changed = changeAt(commit, [...ignoreFiles, ...resolved.links.map(({ path }) => path)]);
  if (changed) return { none: reasonOf(changed) };

  const rules = await readRules(commit, ignoreFiles);
  const unaccounted = await findUnaccounted(commit, folder, rules);
  if (unaccounted !== undefined) return { none: unaccounted };
  return { files: filesUnder(commit.tree, folder).filter((entry) => isReceived(entry.path, entry.mode === "160000", rules)) };
}

/** The Dockerfile that a path leads to. It counts whether or not an ignore file leaves it out: BuildKit fetches it apart. */
export async function dockerfileOf(commit: Commit, path: string): Promise<FilesOrReason> {
  const resolved = await commit.repository.resolve(commit.id, path);
  if (!resolved) return { none: `${path} is a symbolic link that leads out of the repository` };
  const changed = changeAt(commit, [path, resolved.path, ...resolved.links.map((link) => link.path)]);
  if (changed) return { none: reasonOf(changed) };
  const entry = fileAt(commit.tree, resolved.path);
  return entry ? { files: [{ ...entry, path: "Dockerfile" }] } : { none: `${path} is not in the commit` };
}

/** Whether a change concerns a path: the very file, or a submodule or an untracked folder that it is in. */
export function concerns(change: WorkTreeChange, path: string): boolean {
  const changed = change.path.replace(/\/$/, "");
  return path === changed || path.startsWith(`${changed}/`);
}

function changeAt({ changes }: Commit, paths: readonly string[]): WorkTreeChange | undefined {
  return changes.find((change) => !change.path.endsWith("/") && paths.some((path) => concerns(change, path)));
}

function reasonOf({ path, kind }: WorkTreeChange): string {
  if (kind === "modified") return `${path} is edited since the commit`;
  return kind === "missing" ? `${path} is missing from the work tree` : `${path} is not in the commit`;
}

async function readRules({ repository, id }: Commit, paths: readonly string[]): Promise<IgnoreRules> {
  for (const path of paths) {
    const text = await repository.read(id, path);
    if (text !== undefined) return parseIgnoreFile(text, path);
  }
  return ignoreNothing;
}

/** A submodule is left out only if all of it is. */
function isReceived(path: string, submodule: boolean, rules: IgnoreRules): boolean {
  if (path === ".") return true; // the submodule that the whole context is in
  return submodule ? !rules.skips(path) : rules.includes(path);
}

/** Why the commit does not account for all that the build would receive, for the first such file; undefined when it does. */
async function findUnaccounted(commit: Commit, folder: string, rules: IgnoreRules): Promise<string | undefined> {
  for (const change of commit.changes) {
    if (change.path.endsWith("/")) {
      const found = await searchFolder(commit, change.path.slice(0, -1), folder, rules);
      if (found !== undefined) return `${found} is not in the commit`;
      continue;
    }
    if (folder !== "." && concerns(change, folder)) return reasonOf(change); // the submodule that the context is in
    const path = relativeTo(folder, change.path);
    if (path !== undefined && isReceived(path, commit.submodules.has(change.path), rules)) return reasonOf(change);
  }
  return undefined;
}

/** Searches a folder that git knows nothing of for a file that the context would receive. */
async function searchFolder(
  { repository }: Commit,
  unknown: string,
  context: string,
  rules: IgnoreRules,
): Promise<string | undefined> {
  if (context !== "." && `${context}/`.startsWith(`${unknown}/`)) return firstReceived(repository.root, context, "", rules);
  const path = relativeTo(context, unknown);
  return path === undefined || rules.skips(path) ? undefined : firstReceived(repository.root, context, path, rules);
}

/** Enters only folders of which something may be received, and stops at the first file. */
async function firstReceived(root: string, context: string, folder: string, rules: IgnoreRules): Promise<string | undefined> {
  const entries = await readdir(join(root, context, folder), { withFileTypes: true }).catch(() => undefined);
  if (!entries) return inFolder(context, folder); // it cannot be read: all doubt counts against it
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) {
      if (rules.includes(path)) return inFolder(context, path);
    } else if (!rules.skips(path)) {
      const found = await firstReceived(root, context, path, rules);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function inFolder(folder: string, path: string): string {
  return folder === "." ? path : `${folder}/${path}`;
}

function relativeTo(folder: string, path: string): string | undefined {
  if (folder === ".") return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}
