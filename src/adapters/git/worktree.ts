import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { failure } from "../../core/lib/problems/problem.ts";
import { makeFolder } from "../make-folder.ts";
import type { Git } from "./run.ts";

const prefix = "tagstream-worktree";

/**
 * Makes a separate work tree at a commit of the repository, in RUNNER_TEMP or the system's
 * temporary folder. Checks out submodules if the repository's own work tree has them. Returns its
 * path.
 */
export async function addWorkTree(git: Git, commit: string): Promise<string> {
  await removeStale(git);
  const parent = process.env["RUNNER_TEMP"] || tmpdir();
  await makeFolder(parent);
  const folder = await mkdtemp(join(parent, `${prefix}.${safeHost()}.${process.pid}.`));
  try {
    // With network access: git-lfs fetches missing content during the checkout.
    await git.output(["worktree", "add", "--quiet", "--detach", folder, commit], { network: true });
    await addSubmodules(git, git.in(folder));
  } catch (error) {
    await removeWorkTree(git, folder);
    throw error;
  }
  return folder;
}

/** Removes a work tree and git's record; ignores what is missing. */
export async function removeWorkTree(git: Git, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await git.run(["worktree", "remove", "--force", folder]);
}

/** Work trees of killed runs on this machine. */
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
  if (!existsSync(join(git.folder, ".gitmodules"))) return;
  const wanted = await git.run(["config", "--file", ".gitmodules", "--get-regexp", "\\.path$"]);
  if (wanted.status !== 0) return;
  const initialised = await main.run(["config", "--local", "--get-regexp", "^submodule\\..*\\.url$"]);
  if (initialised.status !== 0) return;
  const result = await git.run(["submodule", "update", "--init", "--recursive", "--depth=1"], { network: true });
  if (result.status === 0) return;
  throw failure(
    "git-submodules",
    `git could not check out the submodules of the branch's tip: ${result.stderr.split("\n").slice(-3).join("\n")}\n` +
      "Give the job a token that may read them, or start from a checkout of the tip.",
  );
}
