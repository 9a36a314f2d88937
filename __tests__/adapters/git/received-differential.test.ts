/** @needs engine */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { createHasher } from "../../../src/adapters/git/hasher.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import type { InputsHash } from "../../../src/core/inputs/inputs-hash.ts";
import { createRandom, type Random } from "../../support/chaos/random.ts";
import { engine } from "../../support/engine.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { type Files, makeFolder, makeRepository, removeFolders, TestRepository } from "../../support/git.ts";
import { hashesAt } from "../../support/hashes.ts";
import { makeUnit } from "../../support/units.ts";

afterAll(removeFolders);

const seeds = fuzzSeeds({ few: 4, all: 20 });
const worktrees = 10;

const unit = makeUnit("x:release", {
  build: { context: "none", dockerfile: "none/Dockerfile", args: {}, contexts: { it: "ctx" }, secrets: [], labels: {} },
  tests: [],
});
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 3\n`;
const texts = ["one\ntwo\n", "one\r\ntwo\r\n", "$Id$\n", "é\n", "#!/bin/sh\n", pointer];
const paths = [
  "ctx/a.txt",
  "ctx/b.bin",
  "ctx/dir/a.txt",
  "ctx/dir/c",
  "ctx/dir/deep/d.txt",
  "ctx/x|y.txt",
  "ctx/e{2}",
  "outside.txt",
];
const rules = [
  "dir",
  "dir/*",
  "*.txt",
  "**/*.txt",
  "!dir/a.txt",
  "x|y*",
  "e{2}",
  "*",
  "!b.bin",
  ".dockerignore",
  "?.txt|dir",
  ".git*",
];
const attributes = [
  "*.txt eol=crlf",
  "*.txt text",
  "*.txt ident",
  "*.txt text working-tree-encoding=UTF-16LE",
  "* -text",
  "*.bin filter=shout",
];
const settings = [
  "core.autocrlf=true",
  "core.eol=crlf",
  "core.symlinks=false",
  "core.fileMode=false",
  "filter.shout.smudge=tr a-z A-Z",
];

function ignoreFile(random: Random): string {
  if (random.chance(0.2)) return random.pick(["-> ../outside.txt", "-> dir/c", "-> /dir/c", "-> ../ctx/dir/c"]);
  return Array.from({ length: 1 + random.below(3) }, () => random.pick(rules)).join("\n");
}

/** What a commit may change. */
function change(random: Random): Files {
  const kind = random.below(8);
  if (kind < 4) return { [random.pick(paths)]: random.pick(texts) };
  if (kind < 6) return { "ctx/.dockerignore": ignoreFile(random) };
  return { [random.pick([".gitattributes", "ctx/.gitattributes", "ctx/dir/.gitattributes"])]: `${random.pick(attributes)}\n` };
}

/** Commits a change, unless git cannot: not every text is one in every encoding. */
function commit(made: TestRepository, files: Files): void {
  try {
    made.commit(files);
  } catch {
    made.git("reset", "--quiet", "--hard");
  }
}

/** What steps and tests may leave in a work tree, and what git does not record. */
function disturb(folder: string, random: Random): void {
  const path = random.pick(paths);
  const kind = random.below(5);
  if (kind === 0) new TestRepository(folder).write({ [random.pick(["ctx/new.txt", "ctx/dir/new", "ctx/tmp/x", "new"])]: "1" });
  else if (kind === 1) mkdirSync(join(folder, random.pick(["ctx/empty", "ctx/dir/empty"])), { recursive: true });
  else if (kind === 2 && existsSync(join(folder, path))) chmodSync(join(folder, path), random.pick([0o600, 0o664, 0o755]));
  else if (kind === 3) chmodSync(join(folder, "ctx"), 0o700);
}

/** A work tree of the repository, as another machine with other settings may have it. */
function makeWorkTree(made: TestRepository, random: Random): TestRepository {
  const folder = join(makeFolder(), "clone");
  const config = random.chance(0.5) ? [random.pick(settings)] : [];
  const umask = random.pick(["022", "022", "002", "077"]);
  const argv = ["git", "clone", "--quiet", ...config.flatMap((setting) => ["-c", setting]), `file://${made.folder}`, folder];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  execFileSync("sh", ["-c", `umask ${umask}; exec "$@"`, "sh", ...argv], { env, stdio: "pipe" });
  const clone = new TestRepository(folder);
  if (random.chance(0.3)) disturb(folder, random);
  return clone;
}

/** Every file, link and folder below a folder, with what an image would have of it. */
function listing(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below)).flatMap((name) => {
    const path = below === "" ? name : `${below}/${name}`;
    const stats = lstatSync(join(folder, path));
    const mode = stats.mode.toString(8);
    if (stats.isDirectory()) return [`${path} ${mode}`, ...listing(folder, path)];
    const content = stats.isSymbolicLink() ? readlinkSync(join(folder, path)) : readFileSync(join(folder, path));
    return [`${path} ${mode} ${createHash("sha256").update(content).digest("hex")}`];
  });
}

/** What BuildKit receives of each context: one build for all of them. */
function received(contexts: readonly string[]): string[] {
  const folder = makeFolder();
  const output = makeFolder();
  const copies = contexts.map((_, index) => `COPY --from=c${index} . /c${index}/\n`).join("");
  new TestRepository(folder).write({ Dockerfile: `FROM scratch\n${copies}` });
  const named = contexts.flatMap((context, index) => ["--build-context", `c${index}=${context}`]);
  const argv = ["buildx", "build", "--quiet", ...named, "--output", `type=local,dest=${output}`, folder];
  execFileSync("docker", argv, { stdio: "pipe" });
  return contexts.map((_, index) =>
    JSON.stringify(existsSync(join(output, `c${index}`)) ? listing(join(output, `c${index}`)).sort() : []),
  );
}

async function inputsOf({ folder }: TestRepository): Promise<InputsHash> {
  const repository = await openRepository(folder);
  const hashes = await hashesAt(createHasher(repository), await repository.head(), [unit]);
  return hashes.get(unit.name)?.inputs ?? { none: "no hashes" };
}

test(`equal hashes, equal bytes: ${seeds.length} random repositories from seed ${seeds[0]}`, async () => {
  engine("BUILDX_BUILDER");
  let same = 0;
  for (const seed of seeds) {
    const random = createRandom(seed);
    const start: Files = { "none/Dockerfile": "FROM scratch\n" };
    for (const path of paths) start[path] = random.pick(texts.slice(0, 5));
    const made = makeRepository({ ...start, "ctx/link": "-> a.txt", "ctx/.dockerignore": ignoreFile(random) });
    const trees: TestRepository[] = [];
    for (let index = 0; index < worktrees; index++) {
      if (random.chance(0.6)) commit(made, change(random));
      trees.push(makeWorkTree(made, random));
    }
    const inputs = await Promise.all(trees.map(inputsOf));
    const hashed = trees.flatMap(({ folder }, index) => {
      const its = inputs[index];
      return its && "hash" in its ? [{ folder, hash: its.hash }] : [];
    });
    const bytes = received(hashed.map(({ folder }) => join(folder, "ctx")));
    const first = new Map<string, number>();
    for (const [index, { hash, folder }] of hashed.entries()) {
      const other = first.get(hash);
      if (other === undefined) first.set(hash, index);
      else {
        same++;
        expect({ seed, folder, bytes: bytes[index] }).toEqual({ seed, folder, bytes: bytes[other] });
      }
    }
  }
  expect(same).toBeGreaterThan(0); // else nothing was shown
});
