import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
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
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A file's content; `-> target` makes a symbolic link, and a text that begins with `#!` an executable file. */
export type Files = Record<string, string>;

/** A real git repository, independent of this machine's git settings. */
export class TestRepository {
  readonly folder: string;

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
    return readCommit(join(this.folder, ".git"), "HEAD") ?? this.git("rev-parse", "HEAD");
  }

  /** A bare copy of it, which becomes its remote `origin`; returns its folder. */
  publish(): string {
    const bare = join(makeFolder(), "origin.git");
    const own = join(this.folder, ".git");
    // A copy of the files: a clone and what sets it up are seven processes.
    cpSync(own, bare, { recursive: true });
    rmSync(join(bare, "index"), { force: true });
    // As GitHub lets: any commit may be fetched by its id.
    appendFileSync(join(bare, "config"), "[core]\n\tbare = true\n[uploadpack]\n\tallowAnySHA1InWant = true\n[gc]\n\tauto = 0\n");
    const remote = `[remote "origin"]\n\turl = file://${bare}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`;
    appendFileSync(join(own, "config"), remote);
    return bare;
  }

  /** A clone of it; `--depth=1` makes a shallow one. */
  clone(...options: string[]): TestRepository {
    const folder = join(makeFolder(), "clone");
    this.git("clone", "--quiet", ...options, `file://${this.folder}`, folder);
    return new TestRepository(folder);
  }
}

/** The commit of `HEAD` or of a ref, if git keeps it in a file of its own. */
function readCommit(folder: string, name: string): string | undefined {
  const file = join(folder, name);
  const text = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (text.startsWith("ref: ")) return readCommit(folder, text.slice("ref: ".length));
  return /^[0-9a-f]{40}$/.test(text) ? text : undefined;
}

/** An empty repository, on the branch `main`, of which all others are copies. */
let empty: TestRepository | undefined;

/** A repository with one commit of these files, on the branch `main`. */
export function makeRepository(files: Files, folder = makeFolder()): TestRepository {
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
