import path from "node:path";
import type { Home } from "../../core/config/default-registry.ts";
import {
  type ConfigPlaces,
  type Configuration,
  type FileText,
  longestValueFile,
  openConfiguration,
  type ValueFile,
} from "../../core/config/index.ts";
import { similarConfigurations } from "../../core/config/similar.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, failure } from "../../core/lib/problems/problem.ts";
import type { Files } from "../../ports/files.ts";
import type { Repository } from "../../ports/repository.ts";
import { inTree } from "./work-tree.ts";

/**
 * The facts about a repository, `owner/name`, that its configuration needs. Without a forge the
 * repository has no owner.
 * @param source the repository's page
 */
export function homeOf({ repository, source }: { repository: string; source?: string | undefined }): Home {
  const owner = repository.startsWith("local/") ? undefined : repository.split("/")[0];
  return { ...(owner === undefined ? {} : { owner }), ...(source === undefined ? {} : { server: source }) };
}

/**
 * The configuration in the work tree, including edits.
 * @throws Failure `config-missing`, and all its faults (`config-…`)
 */
export async function readConfiguration(tree: Repository, file: string, home: Home, files: Files): Promise<Configuration> {
  if (files.kindOf(inTree(tree, file)) !== "file") throw failure("config-missing", await missingMessage(tree, file, files));
  const text = await files.read(inTree(tree, file));
  const opened = openConfiguration({ text, file, ...home });
  const kindOf: ConfigPlaces["kindOf"] = (path) => files.kindOf(inTree(tree, path));
  return opened.load({ kindOf, textOf: await readValueFiles(opened.valueFiles, tree, files) });
}

/**
 * Reads the files of values in a work tree, including edits, each once.
 * @returns the text of each, or why it has none
 */
export async function readValueFiles(
  wanted: readonly ValueFile[],
  tree: Pick<Repository, "root">,
  files: Files,
): Promise<NonNullable<ConfigPlaces["textOf"]>> {
  return readEach(wanted, (path) => files.readInside(tree.root, path, longestValueFile));
}

async function readEach(
  wanted: readonly ValueFile[],
  read: (path: string) => Promise<FileText>,
): Promise<NonNullable<ConfigPlaces["textOf"]>> {
  const paths = [...new Set(wanted.map(({ path }) => path))];
  const texts = new Map(await mapLimited(paths, parallelFiles, async (path) => [path, await read(path)] as const));
  return (path) => texts.get(path);
}

/** Files of values that are read at once. */
const parallelFiles = 32;

/** The fault and, if a file with a similar name exists, the remedy. */
async function missingMessage(tree: Repository, file: string, files: Files): Promise<string> {
  if (files.kindOf(inTree(tree, file)) === "folder") return `${file} is a folder. Set the input \`config\` to a file.`;
  const [first, ...others] = await similarFiles(tree, file, files);
  if (first === undefined) {
    const shortest = "images: { NAME: { context: . } }";
    return `There is no configuration ${file}. The shortest one, for a Dockerfile at the repository's root, is \`${shortest}\`.`;
  }
  const found = [first, ...others].join(", ");
  return `There is no configuration ${file}, but there is ${found}. Rename it to ${file}, or set the input \`config\` to \`${first}\`.`;
}

/**
 * Files of the work tree, committed or not, that people may have meant. Empty for an unreadable
 * tree: this only adds to a message.
 */
async function similarFiles(tree: Repository, file: string, files: Files): Promise<string[]> {
  const none = () => [];
  const committed = tree.head().then(async (head) => (await tree.tree(head)).map(({ path }) => path));
  const untracked = tree.changes().then((changes) => changes.map(({ path }) => path));
  const folders = [...new Set([".github", path.dirname(file)])].filter((folder) => folder !== ".");
  const listed = folders.map(async (folder) =>
    (await files.find(inTree(tree, folder), /\.(ya?ml|json)$/i, none)).map((found) => path.relative(tree.root, found)),
  );
  const found = await Promise.all([committed, untracked, ...listed].map((paths) => paths.catch(none)));
  return similarConfigurations(
    file,
    found.flat().filter((one) => files.kindOf(inTree(tree, one)) === "file"),
  );
}

/** The configuration at a commit; undefined if it is absent or invalid. */
export async function configurationAt(
  commit: string,
  tree: Repository,
  file: string,
  home: Home,
): Promise<Configuration | undefined> {
  const text = await tree.read(commit, file);
  if (text === undefined) return undefined;
  const kinds = kindsOf((await tree.tree(commit)).map(({ path }) => path));
  try {
    const opened = openConfiguration({ text, file, ...home });
    const textOf = await readEach(opened.valueFiles, (path) => readAt(commit, path, tree));
    return opened.load({ kindOf: (path) => kinds.get(path), textOf });
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

async function readAt(commit: string, path: string, tree: Repository): Promise<FileText> {
  if (!(await tree.resolve(commit, path))) return { fault: "outside" };
  const text = await tree.read(commit, path);
  if (text === undefined) return { fault: "unreadable" };
  return Buffer.byteLength(text) > longestValueFile ? { fault: "too long" } : { text };
}

/** Every path of a commit, and all their folders. */
function kindsOf(paths: readonly string[]): Map<string, "file" | "folder"> {
  const kinds = new Map<string, "file" | "folder">([[".", "folder"]]);
  for (const path of paths) {
    kinds.set(path, "file");
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      const folder = path.slice(0, slash);
      if (kinds.has(folder)) break;
      kinds.set(folder, "folder");
    }
  }
  return kinds;
}
