import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  repository?: unknown;
}

interface Lock {
  version: string;
  packages: Record<string, { version?: string }>;
}

const constant = /^(export const version = )"(.*)";$/m;
const repositoryConstant = /^(export const repository = )".*";$/m;

/** The repository's package.json. */
export function manifestOf(root: string): Manifest {
  return readJson(root, "package.json");
}

/** Every place that states the version, and what it states. */
export function statedVersions(root: string): Record<string, string | undefined> {
  const lock: Lock = readJson(root, "package-lock.json");
  return {
    "package.json": manifestOf(root).version,
    "package-lock.json": lock.version,
    "package-lock.json, packages": lock.packages[""]?.version,
    "src/version.ts": constant.exec(read(root, "src/version.ts"))?.[2],
  };
}

/**
 * Writes package.json's version into all other places.
 * @param repository Who releases, such as `octo/tagstream`: npm compares it with the provenance, and `init` writes it into workflows.
 */
export function spreadVersion(root: string, repository: string | undefined): string {
  const manifest = manifestOf(root);
  const { version } = manifest;
  const lock: Lock = readJson(root, "package-lock.json");
  const { "": own = {}, ...others } = lock.packages;
  writeJson(root, "package-lock.json", { ...lock, version, packages: { "": { ...own, version }, ...others } });
  const source = read(root, "src/version.ts").replace(constant, `$1"${version}";`);
  if (repository === undefined) write(root, "src/version.ts", source);
  else {
    write(root, "src/version.ts", source.replace(repositoryConstant, `$1"${repository}";`));
    writeJson(root, "package.json", {
      ...manifest,
      repository: { type: "git", url: `git+https://github.com/${repository}.git` },
    });
  }
  return version;
}

/** The text of a file of the checkout. */
export function read(root: string, file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

/** Replaces a file of the checkout. */
export function write(root: string, file: string, text: string): void {
  writeFileSync(path.join(root, file), text);
}

// JSON.parse gives `any`, which the callers' types narrow: these files are our own, and npm's.
function readJson<T>(root: string, file: string): T {
  return JSON.parse(read(root, file));
}

function writeJson(root: string, file: string, value: unknown): void {
  write(root, file, `${JSON.stringify(value, null, 2)}\n`);
}
