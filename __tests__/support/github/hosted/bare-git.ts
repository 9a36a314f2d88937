import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { makeFolder } from "../../git.ts";

/** A commit as git keeps it. */
export interface Commit {
  tree: string;
  parents: string[];
  message: string;
}

/** An object and where it is in a tree. */
export interface PlacedObject {
  path: string;
  mode: string;
  sha: string;
}

export interface TreeEntry extends PlacedObject {
  type: string;
  size?: number;
}

const empty = new Map<string, string>();

/** An empty repository, of which all others are copies. */
function emptyRepository(format: string): string {
  const known = empty.get(format);
  if (known !== undefined && existsSync(known)) return known;
  const folder = join(makeFolder(), "empty.git");
  execFileSync("git", ["init", "--quiet", "--bare", "--template=", `--object-format=${format}`, folder]);
  empty.set(format, folder);
  return folder;
}

/** A bare git repository: GitHub's side of one. */
export class BareGit {
  readonly folder = join(makeFolder(), "bare.git");
  readonly #format: string;
  #index = 0;

  constructor(format: "sha1" | "sha256" = "sha1") {
    this.#format = format;
    cpSync(emptyRepository(format), this.folder, { recursive: true });
  }

  run(args: readonly string[], input?: Uint8Array | string, env: Record<string, string> = {}): Buffer {
    const who = { GIT_AUTHOR_NAME: "Octo", GIT_AUTHOR_EMAIL: "octo@example.org" };
    const committer = { GIT_COMMITTER_NAME: "Octo", GIT_COMMITTER_EMAIL: "octo@example.org" };
    return execFileSync("git", args, {
      cwd: this.folder,
      env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", ...who, ...committer, ...env },
      input: input ?? "",
      stdio: ["pipe", "pipe", "pipe"],
      maxBuffer: 1 << 28,
    });
  }

  text(args: readonly string[], input?: Uint8Array | string, env?: Record<string, string>): string {
    return this.run(args, input, env).toString().trim();
  }

  /** A loose object, read as git writes it: starting git takes longer than all that a test does besides. */
  #object(id: string): { type: string; content: Buffer } | undefined {
    const file = join(this.folder, "objects", id.slice(0, 2), id.slice(2));
    if (!existsSync(file)) return undefined;
    const whole = inflateSync(readFileSync(file));
    const end = whole.indexOf(0);
    return { type: whole.toString("latin1", 0, whole.indexOf(32)), content: whole.subarray(end + 1) };
  }

  tip(branch: string): string | undefined {
    const file = join(this.folder, "refs/heads", branch);
    return existsSync(file) && statSync(file).isFile() ? readFileSync(file, "utf8").trim() : undefined;
  }

  /** All branches, in order. */
  branches(): string[] {
    const folder = join(this.folder, "refs/heads");
    const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return found.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort();
  }

  /** The files of a commit by their paths, each as its mode and its object. */
  filesOf(commit: string): Map<string, string> {
    const entries = this.tree(this.commit(commit)?.tree ?? "", true) ?? [];
    return new Map(entries.flatMap(({ type, path, mode, sha }) => (type === "tree" ? [] : [[path, `${mode} ${sha}`]])));
  }

  commit(id: string): Commit | undefined {
    const object = this.#object(id);
    if (object?.type !== "commit") return undefined;
    const text = object.content.toString();
    const end = text.indexOf("\n\n");
    const lines = text.slice(0, end).split("\n");
    const of = (name: string) => lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
    return { tree: of("tree")[0] ?? "", parents: of("parent"), message: text.slice(end + 2).replace(/\n$/, "") };
  }

  blob(id: string): Buffer | undefined {
    const object = this.#object(id);
    return object?.type === "blob" ? object.content : undefined;
  }

  tree(id: string, recursive: boolean, prefix = ""): TreeEntry[] | undefined {
    const object = this.#object(id);
    if (object?.type !== "tree") return undefined;
    const { content } = object;
    const entries: TreeEntry[] = [];
    for (let at = 0; at < content.length; ) {
      const end = content.indexOf(0, at);
      const [mode = "", ...name] = content.toString("utf8", at, end).split(" ");
      at = end + 1 + id.length / 2;
      const sha = content.toString("hex", end + 1, at);
      const path = `${prefix}${name.join(" ")}`;
      const type = mode === "40000" ? "tree" : mode === "160000" ? "commit" : "blob";
      const size = type === "blob" ? { size: this.blob(sha)?.length ?? 0 } : {};
      entries.push({ path, mode: mode.padStart(6, "0"), type, sha, ...size });
      if (recursive && type === "tree") entries.push(...(this.tree(sha, true, `${path}/`) ?? []));
    }
    return entries;
  }

  /** A commit in one go; returns its id. */
  importCommit(
    parents: readonly string[],
    message: string,
    files: readonly { path: string; mode: string; content: Uint8Array }[],
  ) {
    const lines: Uint8Array[] = [];
    const line = (text: string) => lines.push(Buffer.from(`${text}\n`));
    const data = (bytes: Uint8Array) => {
      line(`data ${bytes.length}`);
      lines.push(bytes, Buffer.from("\n"));
    };
    const name = `refs/imports/${this.#index++}`;
    line(`commit ${name}`);
    line(`committer Octo <octo@example.org> ${1_764_000_000 + this.#index} +0000`);
    data(Buffer.from(message));
    if (parents[0] === undefined) line("deleteall");
    else line(`from ${parents[0]}`);
    for (const parent of parents.slice(1)) line(`merge ${parent}`);
    for (const { path, mode, content } of files) {
      if (mode === "160000") line(`M ${mode} ${Buffer.from(content).toString()} ${path}`);
      else {
        line(`M ${mode} inline ${path}`);
        data(content);
      }
    }
    this.run(["fast-import", "--quiet"], Buffer.concat(lines));
    return readFileSync(join(this.folder, name), "utf8").trim();
  }

  addBlob(content: Uint8Array | string): string {
    return this.#add("blob", Buffer.from(content));
  }

  #add(type: "blob" | "tree" | "commit", content: Buffer): string {
    const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
    const id = createHash(this.#format).update(whole).digest("hex");
    const folder = join(this.folder, "objects", id.slice(0, 2));
    const file = join(folder, id.slice(2));
    if (existsSync(file)) return id;
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, deflateSync(whole));
    return id;
  }

  /** A tree that has these entries instead of those of the base, if there is one. */
  addTree(base: string | undefined, entries: readonly PlacedObject[]): string {
    const kept = (base === undefined ? [] : (this.tree(base, true) ?? [])).filter(({ type }) => type !== "tree");
    const isOver = ({ path }: PlacedObject) =>
      entries.some((one) => one.path === path || one.path.startsWith(`${path}/`) || path.startsWith(`${one.path}/`));
    return this.#writeTree([...kept.filter((entry) => !isOver(entry)), ...entries]);
  }

  /** Written as git writes it, for the reason of `#object`; `faults` has git look at all of them. */
  #writeTree(entries: readonly PlacedObject[]): string {
    const here: { name: string; mode: string; sha: string }[] = [];
    const below = new Map<string, PlacedObject[]>();
    for (const { path, mode, sha } of entries) {
      const [name = "", rest] = path.split(/\/(.*)/s);
      if (rest === undefined) here.push({ name, mode, sha });
      else below.set(name, [...(below.get(name) ?? []), { path: rest, mode, sha }]);
    }
    for (const [name, own] of below) here.push({ name, mode: "40000", sha: this.#writeTree(own) });
    const sorted = here.map((one) => ({ ...one, key: Buffer.from(one.mode === "40000" ? `${one.name}/` : one.name) }));
    sorted.sort((one, other) => Buffer.compare(one.key, other.key));
    const parts = sorted.flatMap(({ name, mode, sha }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, "hex")]);
    return this.#add("tree", Buffer.concat(parts));
  }

  /** Each one is another one, as when its second is part of it. */
  addCommit(tree: string, parents: readonly string[], message: string): string {
    const who = `Octo <octo@example.org> ${1_764_100_000 + this.#index++} +0000`;
    const lines = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`), `author ${who}`, `committer ${who}`];
    return this.#add("commit", Buffer.from(`${lines.join("\n")}\n\n${message}\n`));
  }

  /** @param before what the ref must be at; zeros: absent @returns whether it was */
  setRef(branch: string, after: string, before?: string): boolean {
    const now = this.tip(branch) ?? "0".repeat(after.length);
    if (before !== undefined && before !== now) return false;
    const file = join(this.folder, "refs/heads", branch);
    mkdirSync(dirname(file), { recursive: true });
    if (/^0+$/.test(after)) rmSync(file, { force: true });
    else writeFileSync(file, `${after}\n`);
    return true;
  }

  /** What git finds wrong with its objects and refs. */
  faults(): string {
    return this.text(["fsck", "--strict", "--no-dangling", "--no-progress"]);
  }
}
