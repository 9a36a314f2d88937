import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { failure } from "../../core/lib/problem.ts";
import type { Git } from "./run.ts";

const prefix = "tagstream-worktree";

/**
 * Makes a work tree of its own at a commit that the repository has, in RUNNER_TEMP or the system's folder for temporary files.
 * Its submodules are checked out when those of the repository's own work tree are.
 * Returns its path.
 */
export async function addWorkTree(git: Git, commit: string): Promise<string> {
  await removeStale(git);
  const parent = process.env["RUNNER_TEMP"] || tmpdir();
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `${prefix}.${safeHost()}.${process.pid}.`));
  try {
    // With the network: git-lfs fetches what it lacks while it checks out.
    await git.output(["worktree", "add", "--quiet", "--detach", folder, commit], { network: true });
    await addSubmodules(git, git.in(folder));
  } catch (error) {
    await removeWorkTree(git, folder);
    throw error;
  }
  return folder;
}

/** Removes a work tree and git's record of it; what is gone already is no error. */
export async function removeWorkTree(git: Git, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await git.run(["worktree", "remove", "--force", folder]);
}

/** Work trees of runs on this machine that were killed before they could remove them. */
async function removeStale(git: Git): Promise<void> {
  const list = await git.text(["worktree", "list", "--porcelain"]);
  const folders = list.split("\n").flatMap((line) => (line.startsWith("worktree ") ? [line.slice("worktree ".length)] : []));
  for (const folder of folders) {
    const [name, host, pid] = basename(folder).split(".");
    if (name === prefix && host === safeHost() && !isAlive(Number(pid))) await removeWorkTree(git, folder);
  }
}

function safeHost(): string {
  return hostname().replace(/[^A-Za-z0-9-]/g, "_");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function addSubmodules(main: Git, git: Git): Promise<void> {
  const wanted = await git.run(["config", "--file", ".gitmodules", "--get-regexp", "\\.path$"]);
  if (wanted.status !== 0) return; // there is no .gitmodules
  const initialised = await main.run(["config", "--local", "--get-regexp", "^submodule\\..*\\.url$"]);
  if (initialised.status !== 0) return;
  const result = await git.run(["submodule", "update", "--init", "--recursive", "--depth=1"], { network: true });
  if (result.status === 0) return;
  throw failure(
    "git-submodules",
    `The submodules of the branch's tip could not be checked out: ${result.stderr.split("\n").slice(-3).join("\n")}\n` +
      "Give the job a token that may read them, or begin from a checkout of the tip.",
  );
}
