import { lstat, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type IgnoreRules, ignoreNothing, parseIgnoreFile } from "../../core/inputs/dockerignore.ts";
import { fileAt, filesUnder, type TreeEntry, type WorkTreeChange } from "../../core/inputs/git-tree.ts";
import type { Repository } from "../../ports/repository.ts";
import { pathOf } from "./path.ts";
import { type FilesOrReason, receivedFile, receivedFiles } from "./received-files.ts";

/** One commit of a repository. */
export interface Commit {
  repository: Repository;
  id: string;
  tree: readonly TreeEntry[];
  byPath: ReadonlyMap<string, TreeEntry>;
  /** The work tree's changes; undefined if another commit is checked out. */
  changes?: readonly WorkTreeChange[];
}

export async function readCommit(repository: Repository, id: string, anew = false): Promise<Commit> {
  const [tree, head] = await Promise.all([repository.tree(id), repository.head(anew)]);
  const byPath = new Map(tree.map((entry) => [entry.path, entry]));
  return { repository, id, tree, byPath, ...(id === head ? { changes: await repository.changes(anew) } : {}) };
}

/**
 * A build context at a commit: its place, its ignore rules, and the files of the commit that pass
 * them.
 */
interface Context {
  folder: string;
  rules: IgnoreRules;
  /** As in the commit, with paths relative to the context. */
  listed: TreeEntry[];
}

/**
 * The build context at a path. BuildKit reads `{Dockerfile}.dockerignore` beside the Dockerfile, or
 * else `.dockerignore` in the context (frontend/dockerui). A named context has only its own
 * `.dockerignore`, and no `dockerfile`.
 * @throws Failure `context-ignore-file`
 */
async function contextAt(commit: Commit, path: string, dockerfile?: string): Promise<Context | { none: string }> {
  const resolved = await commit.repository.resolve(commit.id, path);
  if (!resolved) return { none: `${path} is a symbolic link that leads out of the repository` };
  const folder = resolved.path || ".";
  const changed = await changeOnTheWay(commit, [], resolved.links);
  if (changed !== undefined) return { none: changed };
  const rules = await readRules(commit, folder, path, dockerfile);
  if ("none" in rules) return rules;
  const listed = filesUnder(commit.tree, folder).filter((entry) => isReceived(entry.path, entry.mode === "160000", rules));
  return { folder, rules, listed };
}

/**
 * The files that BuildKit uploads from a build context, with paths relative to the context: from
 * the work tree for the checked-out commit, from the commit for any other.
 */
export async function contextFiles(commit: Commit, path: string, dockerfile?: string): Promise<FilesOrReason> {
  const context = await contextAt(commit, path, dockerfile);
  if ("none" in context) return context;
  const { folder, rules, listed } = context;
  if (!commit.changes) return { files: listed };
  const unaccounted = findUnaccounted(commit, commit.changes, folder, rules);
  if (unaccounted !== undefined) return { none: unaccounted };
  const received = await receivedFiles({ root: commit.repository.root, folder, rules, tracked: commit.byPath });
  // A submodule counts by its commit and by its files.
  return "none" in received ? received : { files: [...listed.filter(({ mode }) => mode === "160000"), ...received.files] };
}

/**
 * The Dockerfile at a path. It counts even if an ignore file excludes it, since BuildKit fetches it
 * separately.
 */
export async function dockerfileOf(commit: Commit, path: string): Promise<FilesOrReason> {
  const resolved = await commit.repository.resolve(commit.id, path);
  if (!resolved) return { none: `${path} is a symbolic link that leads out of the repository` };
  const changed = await changeOnTheWay(commit, [path, resolved.path], resolved.links);
  if (changed !== undefined) return { none: changed };
  if (resolved.links.length > 0 && (await isShadowed(commit, path, resolved.path)))
    return { none: notFollowed(path, dirname(path)) };
  const entry = fileAt(commit.tree, resolved.path);
  if (!entry) return { none: `${path} is not in the commit` };
  if (!commit.changes) return { files: [{ ...entry, path: "Dockerfile" }] };
  return receivedFile(join(commit.repository.root, resolved.path), path, entry, "Dockerfile");
}

/**
 * Whether BuildKit may resolve a linked Dockerfile differently: it takes the link's folder as the
 * root, so `../common/Dockerfile` becomes `common/Dockerfile` in there. If that file is missing,
 * the build fails.
 */
async function isShadowed({ repository, id, byPath, changes = [] }: Commit, path: string, target: string): Promise<boolean> {
  const folder = (await repository.resolve(id, dirname(path)))?.path || ".";
  const link = inFolder(folder, basename(path));
  if (await repository.resolve(id, link, folder)) return false;
  return [...byPath.keys(), ...changes.map((change) => change.path)].some(
    (other) =>
      relativeTo(folder, other) !== undefined && other !== link && (other.endsWith("/") || basename(other) === basename(target)),
  );
}

function notFollowed(path: string, folder: string): string {
  return `${path} is a symbolic link out of ${folder}, and BuildKit does not follow it: replace it with the file`;
}

/** Whether a change concerns a path: that file, or its submodule or untracked folder. */
export function concerns(change: WorkTreeChange, path: string): boolean {
  const changed = change.path.replace(/\/$/, "");
  return path === changed || path.startsWith(`${changed}/`);
}

/** Why the work tree differs from the commit at a path: in the file, or in the links to it. */
async function changeOnTheWay(
  { repository, changes }: Commit,
  files: readonly string[],
  links: readonly TreeEntry[],
): Promise<string | undefined> {
  if (!changes) return undefined;
  const paths = [...files, ...links.map(({ path }) => path)];
  const change = changes.find((one) => !one.path.endsWith("/") && paths.some((path) => concerns(one, path)));
  if (change) return reasonOf(change);
  for (const { path } of links) {
    // Without core.symlinks, git silently writes a file with the link's text.
    const stats = await lstat(join(repository.root, path)).catch(() => undefined);
    if (!stats?.isSymbolicLink()) return `${path} is a symbolic link in the commit but not in the work tree`;
  }
  return undefined;
}

function reasonOf({ path, kind }: WorkTreeChange): string {
  if (kind === "modified") return `${path} has changed since the commit`;
  return kind === "missing" ? `${path} is missing from the work tree` : `${path} is not in the commit`;
}

async function readRules(
  commit: Commit,
  folder: string,
  context: string,
  dockerfile: string | undefined,
): Promise<IgnoreRules | { none: string }> {
  const beside = dockerfile === undefined ? [] : [await besideDockerfile(commit, folder, context, dockerfile)];
  for (const file of [...beside, { within: folder, name: ".dockerignore" }]) {
    if ("none" in file) return file;
    const read = await readIgnoreFile(commit, file.within, inFolder(file.within, file.name));
    if (typeof read === "object") return read;
    if (read !== undefined) return parseIgnoreFile(read, inFolder(file.within, file.name));
  }
  return ignoreNothing;
}

/** The place of the ignore file beside a Dockerfile, with links to its folder followed. */
async function besideDockerfile(
  { repository, id }: Commit,
  folder: string,
  context: string,
  dockerfile: string,
): Promise<{ within: string; name: string } | { none: string }> {
  const name = `${dockerfile.slice(dockerfile.lastIndexOf("/") + 1)}.dockerignore`;
  const parent = dirname(dockerfile);
  if (parent === context) return { within: folder, name };
  const resolved = await repository.resolve(id, parent);
  return resolved
    ? { within: resolved.path || ".", name }
    : { none: `${parent} is a symbolic link that leads out of the repository` };
}

/**
 * The text of an ignore file; undefined if it is missing. BuildKit fetches it separately, and
 * follows a link only inside the file's folder. If we followed a link out of that folder, our hash
 * would omit files that BuildKit receives.
 */
async function readIgnoreFile(commit: Commit, within: string, path: string): Promise<string | undefined | { none: string }> {
  const { repository, id, byPath, changes } = commit;
  const isLink = byPath.get(path)?.mode === "120000";
  const resolved = isLink ? await repository.resolve(id, path, within) : { path, links: [] };
  const changed = await changeOnTheWay(commit, [path, resolved?.path ?? path], resolved?.links ?? []);
  if (changed !== undefined) return { none: changed };
  if (!resolved) return { none: notFollowed(path, within) };
  if (!byPath.has(resolved.path)) return undefined;
  if (!changes) return repository.read(id, resolved.path);
  const bytes = await readFile(join(repository.root, resolved.path)).catch(() => undefined);
  return bytes ? pathOf(bytes) : { none: `${path} cannot be read` };
}

/** Excludes a submodule only if the rules exclude all of it. */
function isReceived(path: string, submodule: boolean, rules: IgnoreRules): boolean {
  if (path === ".") return true; // the submodule that holds the whole context
  return submodule ? !rules.skips(path) : rules.includes(path);
}

/**
 * The first file known to git that the build would receive with other content than in the commit.
 */
function findUnaccounted(
  { byPath }: Commit,
  changes: readonly WorkTreeChange[],
  folder: string,
  rules: IgnoreRules,
): string | undefined {
  for (const change of changes) {
    if (change.path.endsWith("/")) continue; // git does not look into this folder
    if (folder !== "." && concerns(change, folder)) return reasonOf(change); // the submodule that holds the context
    const path = relativeTo(folder, change.path);
    if (path !== undefined && isReceived(path, byPath.get(change.path)?.mode === "160000", rules)) return reasonOf(change);
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
