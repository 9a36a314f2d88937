import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const folders: string[] = [];

/** A folder of its own for a test; `removeFolders` in `afterAll` removes them all. */
export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tagstream-test-")));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  const own = folders.splice(0);
  // Node walks through a folder in JavaScript: for many folders, one more process costs less.
  if (own.length > 10) execFileSync("rm", ["-rf", "--", ...own]);
  for (const folder of own) rmSync(folder, { recursive: true, force: true });
}

/** A file's content; `-> target` makes a symbolic link, and a text that begins with `#!` an executable file. */
export type Files = Record<string, string>;

/** A real git repository, independent of this machine's git settings. */
export class TestRepository {
  readonly folder: string;
  /** Commits that have git tags without a message. */
  readonly #tagged = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  git(...args: string[]): string {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    const settings = [
      "user.name=Test",
      "user.email=test@example.org",
      "protocol.file.allow=always",
      "commit.gpgSign=false",
      "maintenance.auto=false",
    ];
    const argv = [...settings.flatMap((setting) => ["-c", setting]), ...args];
    return execFileSync("git", argv, { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] })
      .toString()
      .trim();
  }

  write(files: Files): this {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      rmSync(file, { force: true });
      if (content.startsWith("-> ")) symlinkSync(content.slice(3), file);
      else writeFileSync(file, content);
      if (content.startsWith("#!")) chmodSync(file, 0o755);
    }
    return this;
  }

  /** Commits everything, with the given files; returns the commit's id. */
  commit(files: Files = {}): string {
    this.write(files).git("add", "--all");
    this.git("commit", "--quiet", "--allow-empty", "--message", "a commit");
    return this.head();
  }

  /** The commit that is checked out. From git's files: tests ask often, and each process costs as much as many reads. */
  head(): string {
    return readCommit(this.#gitFolder, "HEAD") ?? this.git("rev-parse", "HEAD");
  }

  /** The commit of a branch, from git's files too. */
  tip(branch: string): string {
    return readCommit(this.#gitFolder, `refs/heads/${branch}`) ?? this.git("rev-parse", `refs/heads/${branch}`);
  }

  /** The commit of a git tag. */
  tagged(tag: string): string {
    const id = readCommit(this.#gitFolder, `refs/tags/${tag}`);
    const isAnnotated = id === undefined || !this.#tagged.has(id);
    return isAnnotated ? this.git("rev-parse", `${tag}^{commit}`) : id;
  }

  /** Checks out a branch, or a commit without a branch. If that is the commit already, only `HEAD` changes, as with git. */
  checkOut(branchOrCommit: string): void {
    const isCommit = commitId.test(branchOrCommit);
    if (this.head() !== (isCommit ? branchOrCommit : this.tip(branchOrCommit))) {
      this.git("checkout", "--quiet", ...(isCommit ? ["--detach"] : []), branchOrCommit);
      return;
    }
    writeFileSync(join(this.#gitFolder, "HEAD"), isCommit ? `${branchOrCommit}\n` : `ref: refs/heads/${branchOrCommit}\n`);
  }

  /** Makes a git tag of a commit, or of a branch's tip. */
  tag(name: string, commit: string): void {
    const id = commitId.test(commit) ? commit : this.tip(commit);
    writeRef(this.#gitFolder, `refs/tags/${name}`, id);
    this.#tagged.add(id);
  }

  /**
   * Pushes a branch or a git tag to a bare repository. By copies of git's files: `git push` starts six processes, and
   * tests push often.
   */
  pushTo(bare: TestRepository, ref: `refs/${"heads" | "tags"}/${string}`): void {
    const commit = readCommit(this.#gitFolder, ref) ?? this.git("rev-parse", ref);
    copyMissing(join(this.#gitFolder, "objects"), join(bare.#gitFolder, "objects"));
    writeRef(bare.#gitFolder, ref, commit);
    if (ref.startsWith("refs/heads/")) writeRef(this.#gitFolder, ref.replace("refs/heads/", "refs/remotes/origin/"), commit);
  }

  /** Where git's own files are: in a bare repository, the folder itself. */
  get #gitFolder(): string {
    const inside = join(this.folder, ".git");
    return existsSync(inside) ? inside : this.folder;
  }

  /** A bare copy of it, which becomes its remote `origin`; returns its folder. */
  publish(): string {
    const bare = join(makeFolder(), "origin.git");
    for (const name of ["HEAD", "objects", "refs", "packed-refs"]) {
      const own = join(this.#gitFolder, name);
      if (existsSync(own)) cpSync(own, join(bare, name), { recursive: true });
    }
    // As GitHub lets: any commit may be fetched by its id.
    const settings = [
      "[core]",
      "repositoryformatversion = 0",
      "bare = true",
      "[uploadpack]",
      "allowAnySHA1InWant = true",
      "[gc]",
      "auto = 0",
    ];
    writeFileSync(join(bare, "config"), `${settings.join("\n")}\n`);
    const remote = ['[remote "origin"]', `url = file://${bare}`, "fetch = +refs/heads/*:refs/remotes/origin/*"];
    appendFileSync(join(this.#gitFolder, "config"), `${remote.join("\n")}\n`);
    return bare;
  }

  /** A clone of it; `--depth=1` makes a shallow one. */
  clone(...options: string[]): TestRepository {
    const folder = join(makeFolder(), "clone");
    this.git("clone", "--quiet", ...options, `file://${this.folder}`, folder);
    return new TestRepository(folder);
  }
}

/** The commit of `HEAD` or of a ref, in its own file or, as after a clone, in that of all refs. */
function readCommit(folder: string, name: string): string | undefined {
  const [file, packed] = [join(folder, name), join(folder, "packed-refs")];
  if (!existsSync(file) && existsSync(packed))
    return readFileSync(packed, "utf8")
      .split("\n")
      .find((line) => line.endsWith(` ${name}`))
      ?.slice(0, 40);
  const text = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (text.startsWith("ref: ")) return readCommit(folder, text.slice("ref: ".length));
  return commitId.test(text) ? text : undefined;
}

const commitId = /^[0-9a-f]{40}$/;

function writeRef(gitFolder: string, ref: string, commit: string): void {
  const file = join(gitFolder, ref);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${commit}\n`);
}

/** Copies the files that are missing there: git never changes one of its objects. */
function copyMissing(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      mkdirSync(target, { recursive: true });
      copyMissing(source, target);
    } else if (!existsSync(target)) copyFileSync(source, target);
  }
}

/** An empty repository, on the branch `main`, of which all others are copies. */
let empty: TestRepository | undefined;

/** A copy of each repository that was made, as it was then: a test file makes the same one often. */
const firsts = new Map<string, string>();

/** A repository with one commit of these files, on the branch `main`. */
export function makeRepository(files: Files, folder = makeFolder()): TestRepository {
  const key = JSON.stringify(files);
  const first = firsts.get(key);
  if (first !== undefined && existsSync(first) && readdirSync(folder).length === 0) {
    cpSync(first, folder, copies);
    return new TestRepository(folder);
  }
  const repository = commitFirst(files, folder);
  if (first === undefined || !existsSync(first)) {
    const kept = makeFolder();
    cpSync(folder, kept, copies);
    firsts.set(key, kept);
  }
  return repository;
}

const copies = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };

function commitFirst(files: Files, folder: string): TestRepository {
  const repository = new TestRepository(folder);
  if (empty === undefined || !existsSync(empty.folder)) {
    empty = new TestRepository(makeFolder());
    empty.git("init", "--quiet", "--initial-branch=main", "--template=");
  }
  cpSync(join(empty.folder, ".git"), join(folder, ".git"), { recursive: true });
  repository.commit(files);
  return repository;
}

/** The code of the Failure that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "no failure",
    (error: { problems?: { code: string }[] }) => error.problems?.[0]?.code ?? error,
  );
}
