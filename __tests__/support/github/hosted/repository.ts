import { BareGit } from "./bare-git.ts";

/** A pull request as GitHub keeps it. */
export interface HostedPull {
  number: number;
  state: "open" | "closed";
  title: string;
  body: string;
  head: string;
  base: string;
  /** Where its branch was when it was closed. */
  closedAt?: string;
  merged: boolean;
  autoMerge?: string;
  /** Who switched that on. */
  autoMergeBy?: "Bot" | "User";
  queued?: boolean;
}

/** A file: its content; with `mode`, for what is not a regular file. */
export type Content = string | Uint8Array | { mode: string; content: string | Uint8Array };

/** A repository with its settings and pull requests, over real git. */
export class HostedRepository {
  readonly name: string;
  readonly git: BareGit;
  readonly pulls: HostedPull[] = [];
  defaultBranch = "main";
  archived = false;
  /** Who has no access at all still sees it. */
  isPublic = false;
  /** The setting "Allow GitHub Actions to create and approve pull requests". */
  actionsMayOpen = true;
  allowsAutoMerge = true;
  mergeQueue = false;
  methods = ["squash", "merge", "rebase"];
  /** What checks say: there are none, required ones run, or others have not passed. */
  checks: "none" | "pending" | "unstable" = "none";
  /** A list of more entries is truncated. */
  mostEntries = 100_000;

  constructor(name: string, files: Record<string, Content>, format?: "sha1" | "sha256") {
    this.name = name;
    this.git = new BareGit(format);
    this.commit("main", files);
  }

  /** A commit by a person; returns its id. `on`: the parents, by default the branch's tip. */
  commit(branch: string, files: Record<string, Content>, { message = "a commit", on }: { message?: string; on?: string[] } = {}) {
    const tip = this.git.tip(branch);
    const parents = on ?? (tip === undefined ? [] : [tip]);
    const entries = Object.entries(files).map(([path, given]) => {
      const { mode, content } = isPlain(given) ? { mode: "100644", content: given } : given;
      return { path, mode, content: Buffer.from(content) };
    });
    const sha = this.git.importCommit(parents, message, entries);
    this.git.setRef(branch, sha);
    return sha;
  }

  tip(branch: string): string {
    return this.git.tip(branch) ?? `no ${branch}`;
  }

  /** A file at a branch's tip. */
  bytes(branch: string, path: string): Buffer {
    const file = this.git.filesOf(this.tip(branch)).get(path);
    const bytes = file === undefined ? undefined : this.git.blob(file.split(" ")[1] ?? "");
    if (!bytes) throw new TypeError(`${branch} of ${this.name} has no ${path}`);
    return bytes;
  }

  branches(): string[] {
    return this.git.branches();
  }

  /** What a branch's commit changes, as `git diff` of names and modes says. */
  changes(branch: string): string[] {
    return this.git.text(["diff-tree", "-r", "--no-commit-id", "--name-status", branch]).split("\n");
  }

  /** The open pull requests. */
  open(): HostedPull[] {
    return this.pulls.filter(({ state }) => state === "open");
  }

  close(number: number): void {
    const pull = this.pulls[number - 1];
    if (pull) Object.assign(pull, { state: "closed", closedAt: this.headOf(pull) });
  }

  /** Deletes a branch: GitHub closes its pull requests. */
  removeBranch(branch: string, before?: string): boolean {
    for (const { number } of this.open().filter(({ head }) => head === branch)) this.close(number);
    return this.git.setRef(branch, "0".repeat(40), before);
  }

  headOf({ head, closedAt }: HostedPull): string {
    return closedAt ?? this.git.tip(head) ?? "0".repeat(40);
  }

  /** Merges as one commit, if git can. @returns whether it could */
  merge(number: number): string | undefined {
    const pull = this.pulls[number - 1];
    if (!pull) throw new TypeError(`there is no pull request ${number}`);
    const base = this.tip(pull.base);
    try {
      const tree = this.git.text(["merge-tree", "--write-tree", base, this.headOf(pull)]).split("\n")[0] ?? "";
      const sha = this.git.addCommit(tree, [base], `${pull.title} (#${number})`);
      this.git.setRef(pull.base, sha);
      this.close(number);
      pull.merged = true;
      return sha;
    } catch {
      return undefined;
    }
  }
}

function isPlain(content: Content): content is string | Uint8Array {
  return typeof content === "string" || content instanceof Uint8Array;
}
