import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { Failure, failure } from "../../core/lib/problems/problem.ts";
import { isWithin } from "../within.ts";
import { type LocalRepository, openRepository, type RepositoryOptions } from "./repository.ts";

/** Where to find the repository. */
export interface CheckoutLocation {
  /** The runner's workspace or, on the command line, the current folder. */
  folder: string;
  /** The checkout's folder, relative to that: the input `path`. */
  path?: string;
  commandLine: boolean;
}

/**
 * Opens the checkout. In the action another user may own it, as with a workspace in a container, if
 * it is inside the workspace.
 * @throws Failure `input-invalid`, `git-not-repository`, `git-owner`, `git-missing`
 */
export async function openCheckout(
  location: CheckoutLocation,
  options: Omit<RepositoryOptions, "ownedByOthers"> = {},
): Promise<LocalRepository> {
  const target = path.resolve(location.folder, location.path ?? ".");
  if (!(await isFolder(target))) throw await noFolder(target, location);
  const [workspace, real] = await Promise.all([realpath(location.folder), realpath(target)]);
  const own = !location.commandLine && isWithin(workspace, real);
  const repository = await openRepository(target, { ...options, ownedByOthers: own }).catch(async (error: unknown) => {
    if (!(error instanceof Failure) || error.problems[0]?.code !== "git-not-repository") throw error;
    throw await notRepository(target, location, error);
  });
  // An empty workspace may lie inside an unrelated repository: the runner user's own, say.
  if (own && !isWithin(workspace, repository.root)) throw await notRepository(target, location);
  return repository;
}

async function noFolder(target: string, location: CheckoutLocation): Promise<Failure> {
  const name = location.commandLine ? "`--path`" : "The input `path`";
  return failure("input-invalid", `${name}: the folder ${target} does not exist. ${await remedy(location)}`);
}

async function notRepository(target: string, location: CheckoutLocation, cause?: unknown): Promise<Failure> {
  return failure("git-not-repository", `${target} is not in a git work tree. ${await remedy(location)}`, { cause });
}

/** The remedy, with the folders that hold a checkout. */
async function remedy({ folder, path: given, commandLine }: CheckoutLocation): Promise<string> {
  const write = (name: string): string => (commandLine ? `\`--path '${name}'\`` : `the input \`path: ${name}\``);
  const [first, ...others] = await checkoutsIn(folder);
  if (first !== undefined) {
    const also = others.length === 0 ? "" : ` (others: ${others.map((name) => `\`${name}\``).join(", ")})`;
    return `The folder \`${first}\` is a checkout: use ${write(first)}${also}.`;
  }
  if (commandLine) return "Run this inside the repository, or name its folder with `--path`.";
  if (given !== undefined) return "Run actions/checkout first, and set the same `path` in both steps.";
  return "Check the repository out first (actions/checkout). If that step sets `path`, set the input `path` to the same folder.";
}

/** How deep to search for checkouts, and when to stop. */
const [deepest, maxFolders, maxNamed] = [3, 300, 3];

/** The checkouts below a folder, nearest first. */
async function checkoutsIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  let level = [""];
  for (let depth = 0, looked = 0; depth <= deepest && looked < maxFolders; depth++) {
    const next: string[] = [];
    for (const name of level.slice(0, maxFolders - looked)) {
      looked++;
      const entries = await readdir(path.join(folder, name), { withFileTypes: true }).catch((): Dirent[] => []);
      if (name !== "" && entries.some((entry) => entry.name === ".git")) found.push(name);
      else next.push(...entries.filter(isSearched).map((entry) => path.join(name, entry.name)));
    }
    level = next.sort();
  }
  return found.slice(0, maxNamed);
}

function isSearched(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules";
}

async function isFolder(target: string): Promise<boolean> {
  return stat(target).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
