import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { shellEnvironment } from "./command-line.ts";
import { readExample } from "./example.ts";
import { makeFolder, makeRepository, type TestRepository } from "./git.ts";
import { root } from "./workflow-files.ts";

/** The tarball that npm would publish. */
export function packTarball(): string {
  const folder = makeFolder();
  npm(root, ["pack", "--ignore-scripts", "--pack-destination", folder]);
  return path.join(folder, readdirSync(folder)[0] ?? "");
}

/**
 * npm, or npx if that is the first word, of a user without settings, a cache or a network; what it prints.
 * @param node the program that runs it, and what it starts
 */
export function npm(folder: string, args: readonly string[], node = process.execPath): string {
  const home = makeFolder();
  const bin = path.join(home, "bin");
  mkdirSync(bin);
  symlinkSync(node, path.join(bin, "node"));
  const [first = "", ...rest] = args;
  const program = execFileSync("sh", ["-c", `readlink -f "$(command -v ${first === "npx" ? "npx" : "npm"})"`], {
    encoding: "utf8",
  });
  const { status, stdout, stderr } = spawnSync(node, [program.trim(), ...(first === "npx" ? rest : args)], {
    cwd: folder,
    env: {
      ...shellEnvironment({ HOME: home, TMPDIR: home, PATH: `${bin}:${process.env["PATH"]}` }),
      npm_config_cache: path.join(home, "cache"),
      npm_config_offline: "true",
      npm_config_update_notifier: "false",
    },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} ended with status ${status}: ${stdout}${stderr}`);
  return stdout;
}

/** examples/minimal as a new repository, its images in a registry that nobody can reach. */
export function newUsersRepository(): TestRepository {
  const files = readExample("minimal");
  const name = ".github/tagstream.yml";
  return makeRepository({ ...files, [name]: `registries: [localhost:1/x]\n${files[name]}` });
}

/** Files of this repository as they are now, below some of its files and folders. */
export function ownFiles(...below: string[]): Record<string, string> {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...below], {
    cwd: root,
    encoding: "utf8",
  });
  const files = listed.split("\0").filter((file) => file !== "" && existsSync(path.join(root, file)));
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(root, file), "utf8")]));
}
