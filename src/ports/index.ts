/**
 * What the outside can do for us. `src/adapters` implements these interfaces, `src/commands` uses them, `src/core` knows none of them.
 * Everything throws `Failure` for what a person can mend.
 */

import type { HoldText } from "../core/holds/hold-issue.ts";
import type { TreeEntry, WorkTreeChange } from "../core/inputs/git-tree.ts";
import type { Digest } from "../core/lib/digest.ts";
import type { Problem } from "../core/lib/problem.ts";
import type { Style } from "../core/lib/style.ts";
import type { Hashes } from "../core/plan/decide.ts";
import type { InputsHash } from "../core/plan/plan.ts";
import type { SecretReference, Unit } from "../core/unit/unit.ts";

/** A manifest or an index as the registry holds it, byte for byte; `digest` is the sha256 of `bytes`, verified. */
export interface Manifest {
  digest: Digest;
  mediaType: string;
  bytes: Uint8Array;
}

/**
 * What became of a tag that was to go.
 * - removed: it is gone, and nothing else is
 * - absent: it was not there
 * - kept: it stays, since it must not be removed, the registry cannot remove it alone, or another run moved it meanwhile
 * - failed: it may still be there; running again helps
 */
export interface Removal {
  tag: string;
  outcome: "removed" | "absent" | "kept" | "failed";
  /** Of a tag that was kept or failed: why, for people. */
  reason?: string;
}

/** Tells why a tag that shows a manifest must not be removed; undefined where it may be. */
export type StayCheck = (tag: string, manifest: Manifest) => Promise<string | undefined>;

/** An OCI registry client for all registries. `repository` is always `registry/name`; a reference is a tag or a digest. */
export interface Registry {
  /** The digest that a tag points at (or the digest itself, when it is there); undefined when the registry answers that it does not exist. */
  resolve(repository: string, reference: string): Promise<Digest | undefined>;
  /** The manifest under a tag or a digest, verified; undefined when it does not exist. */
  manifest(repository: string, reference: string): Promise<Manifest | undefined>;
  /** A small blob (at most 4 MiB: attestations, image configurations), verified. Throws when it is not there. */
  blob(repository: string, digest: Digest): Promise<Uint8Array>;
  /** All tags, in no order; empty when the repository does not exist. */
  tags(repository: string): Promise<string[]>;
  /** Puts the same bytes under a tag, or under their own digest; resolves once the registry has confirmed the digest. */
  putManifest(repository: string, reference: string, manifest: Manifest): Promise<void>;
  /**
   * Puts a manifest under a tag that must never be overwritten, if nothing is there. Returns the digest that the tag has in the end:
   * another one's when somebody was faster, and nothing was written.
   */
  claim(repository: string, tag: string, manifest: Manifest): Promise<Digest>;
  /**
   * Tells that a builder has pushed a digest: a registry may not show it, or what it is made of, at once. A 404 of these is asked for again, for
   * 30 s at most; what is pushed by this port is known anyhow.
   */
  pushed(repository: string, digest: Digest): void;
  /**
   * Brings the manifest and everything it is made of (children before parents, attestations too) from one repository to
   * another, byte for byte, under no tag, and what refers to it (signatures) along. What is there already is not sent. A copy that takes long says how far it is.
   */
  copy(digest: Digest, from: string, to: string, log?: Log): Promise<void>;
  /**
   * Removes tags, each alone: what else names the same digest is there afterwards, or was put back. Where a registry cannot, the tag
   * stays. Never throws for one of them: what became of each is the answer, in the given order.
   * @param whyStays asked about each tag right before it is removed
   */
  removeTags(repository: string, tags: readonly string[], log: Log, whyStays?: StayCheck): Promise<Removal[]>;
  /** Throws `registry-denied` (or what else stands in the way) unless a push to the repository would be let in. */
  assertCanPush(repository: string): Promise<void>;
}

/** Where the lines of one piece of long work go, as they come. */
export interface Log {
  line(text: string): void;
}

/** Blots the values of secrets out of what people will read: before anything is cut off it, since a cut leaves half of a secret. */
export interface Redact {
  /** Of a whole text. */
  (text: string): string;
  /** Of a text that comes in pieces, between which a secret may be split. */
  stream(): RedactingStream;
}

export interface RedactingStream {
  /** What of the text so far can be shown, and was not yet. */
  write(piece: string): string;
  /** The rest. */
  end(): string;
}

/** What `docker buildx bake` is asked for: one unit. */
export interface BakeRequest {
  /** The bake file, as an object: `{ target: { [name]: … } }`. */
  definition: object;
  target: string;
  /** Paths outside the work tree that the build may read (secrets): each is passed as `--allow fs.read=`. */
  allowRead: string[];
  /** Folders outside the work tree that the result is written to: each is passed as `--allow fs.write=`. */
  allowWrite: string[];
  /** The values of these are blotted out of its log and its errors: what the build is given by reference, and the other units' secrets. */
  secrets: SecretReference[];
  /** The ids of the secrets that the build lacks since its change is untrusted: a failure that they explain is none of the change. */
  withheld: string[];
}

/** An image in a folder of this machine (OCI image specification, "Image Layout"): what must not leave it. */
export interface Layout {
  /** Absolute. */
  readonly path: string;
  /** As a registry's; verified, too. */
  manifest(digest: Digest): Promise<Manifest | undefined>;
  blob(digest: Digest): Promise<Uint8Array>;
  /** Removes the folder. */
  dispose(): Promise<void>;
}

export interface BuilderFacts {
  name: string;
  driver: string;
  /** What it can build for, emulation included. */
  platforms: string[];
  buildx: string;
}

export interface Builder {
  /** Throws unless the builder can push by digest and buildx is new enough. */
  check(): Promise<BuilderFacts>;
  /** Of these secrets, those that are not there: a variable that is not set, a file that cannot be read. Values are never looked at. */
  missingSecrets(secrets: SecretReference[], workTree: string): Promise<SecretReference[]>;
  /** What blots the values of these secrets out of a text. */
  redactor(secrets: SecretReference[], workTree: string): Promise<Redact>;
  /**
   * Builds, and pushes or writes to a layout, in one bake call in the work tree; returns the digest of the index.
   * @throws Failure `build-failed`; `build-secret-withheld` where one of the withheld secrets explains it
   */
  bake(request: BakeRequest, workTree: string, log: Log): Promise<Digest>;
  /** A new folder for a build that is pushed nowhere. */
  layout(): Promise<Layout>;
}

/** What became of a process or a command in a container. `timedOut` wins over the status. */
export interface Exit {
  /** 0 to 255; 128 + signal number when a signal ended it. */
  status: number;
  timedOut: boolean;
  /** Standard output and error as they came, the last 64 KiB. */
  output: string;
}

export interface RunOptions {
  env: Record<string, string>;
  /** Milliseconds. */
  timeout: number;
  /** What is blotted out of its output and log. */
  redact?: Redact;
}

/** A running container; `remove` never fails because it is gone. */
export interface Service {
  exec(command: string[], options: RunOptions): Promise<Exit>;
  running(): Promise<boolean>;
  /** The container's own output, the last 64 KiB. */
  logs(redact?: Redact): Promise<string>;
  remove(): Promise<void>;
}

/** Containers, and programs, on this machine. */
export interface Containers {
  /** Of these platforms, those whose containers cannot run here, natively or emulated. */
  cannotRun(platforms: string[]): Promise<string[]>;
  /** `image` is `repository@digest` of one platform's manifest. */
  pull(image: string, platform: string, log: Log): Promise<void>;
  /** Brings the image of one platform's manifest from a layout to the containers; returns what it is called there. */
  load(layout: Layout, digest: Digest, log: Log): Promise<string>;
  /** A container with this command appended to the entrypoint's place: `command[0]` replaces the entrypoint. Always removed. */
  run(image: string, platform: string, command: string[], options: RunOptions, log: Log): Promise<Exit>;
  /** A container with its own entrypoint and command, in the background. */
  start(image: string, platform: string, env: Record<string, string>): Promise<Service>;
  /** A program on this machine, in a folder; its whole process group is killed at the time limit. */
  script(command: string[], folder: string, options: RunOptions, log: Log): Promise<Exit>;
  /** Gives an image that was pulled or loaded a name more, under which it stays. */
  name(image: string, name: string): Promise<void>;
  /** Removes an image that was pulled or loaded for tests; never fails. */
  discard(image: string): Promise<void>;
}

/** A git work tree. Paths are relative to its root, with `/`. */
export interface Repository {
  /** Absolute path of the work tree's root. */
  readonly root: string;
  /** The checked-out commit. */
  head(): Promise<string>;
  /** The commit that an id names: itself or, of an annotated git tag, the tagged one; undefined when it is not here. */
  commitOf(id: string): Promise<string | undefined>;
  /**
   * The n-th parent of a commit (1 is the first), or undefined when it has none. Where a shallow clone does not have it, it is fetched from
   * `origin`; `git-shallow`, which names `fetch-depth: 2`, when it cannot be.
   */
  parent(commit: string, n: number): Promise<string | undefined>;
  /** Makes sure that a commit is here, as `parent` does: a group of a merge queue may be several commits away from its base. */
  obtain(commit: string): Promise<void>;
  /** All files of a commit. */
  tree(commit: string): Promise<TreeEntry[]>;
  /** A file's text at a commit, symbolic links followed, or undefined. */
  read(commit: string, path: string): Promise<string | undefined>;
  /**
   * Where a path leads at a commit once symbolic links are followed, and those links; undefined when it leads out of the repository, or on its way out of
   * the folder `within`, which has no link in its own path.
   */
  resolve(commit: string, path: string, within?: string): Promise<{ path: string; links: TreeEntry[] } | undefined>;
  /**
   * What in the work tree the checked-out commit does not account for: modified, untracked, ignored or left out. An untracked or ignored folder
   * is one entry, with a `/` at its end.
   * @param anew whether to look again, and not only once
   */
  changes(anew?: boolean): Promise<WorkTreeChange[]>;
  /** The tip of a branch at the remote `origin`, asked over the network; undefined when there is no such remote. */
  remoteTip(branch: string): Promise<string | undefined>;
  /** A work tree of its own at a commit, fetched from `origin` when it is not here. Removed by `dispose`. */
  checkout(commit: string): Promise<Repository & { dispose(): Promise<void> }>;
}

/** What units are made of, at commits of one repository (design, section 5). Looks at each file once. */
export interface Hasher {
  /**
   * Inputs and tests hashes by unit name. At the checked-out commit the hash is of what a build receives from the work tree; a file that the commit does
   * not account for leaves a unit without one, and the reason names the file. What another commit has in common with the checked-out one has its hash.
   * @param units bases before what is built on them
   * @param bases what those units are made of, to what is built on them, that is built on something else than the commit has: on what a hold keeps
   */
  hashes(commit: string, units: readonly Unit[], bases?: ReadonlyMap<string, InputsHash>): Promise<Map<string, Hashes>>;
}

/** An issue that is labelled as a hold, as GitHub has it: its text is unchecked, and whoever opened it wrote it; `ghost`, when the account is gone. */
export interface HoldIssue extends HoldText {
  /** Whether the author may write to the repository, is its own Actions bot, or is whose token this is: others' count for nothing. */
  counts: boolean;
}

/** GitHub. */
export interface Forge {
  /** The commit that a branch points at now. */
  tip(branch: string): Promise<string>;
  /** A pull request as it is now; `head` is its last commit. */
  pullRequest(number: number): Promise<{ open: boolean; merged: boolean; head: string }>;
  /**
   * What a repository is called now, `owner/name`, given a name that it may have had; undefined where GitHub shows none.
   * @throws Failure `github-…`
   */
  currentName(repository: string): Promise<string | undefined>;
  /** The numbers of the merged pull requests that a commit came from, by merge, squash or rebase. */
  mergedAs(commit: string): Promise<number[]>;
  /**
   * Keeps one comment on a pull request, or an issue: ours that begins with the marker. It is made when there is none, and changed in its
   * place when it differs; of several, the oldest. Nobody else's is touched.
   * @param text the comment's new text, given the existing one's; undefined leaves everything as it is
   * @param on what has the number: a pull request by default
   * @throws Failure `github-…`; `github-denied` names `pull-requests: write`, or `issues: write`
   */
  comment(
    number: number,
    marker: string,
    text: (existing: string | undefined) => string | undefined,
    on?: "pull request" | "issue",
  ): Promise<void>;
  /**
   * The issues with the hold label, those in force or all, newest first; "disabled" where the repository has no issues. In force is also, for 30 days,
   * one that counts and that a commit or a pull request has closed by a keyword: it has `closedBy`, and no `closedAt`. Asking again costs
   * conditional requests, which GitHub does not count while nothing has changed.
   * @throws Failure `github-…`; `github-denied` and `github-not-found` name `issues: read`; `github-too-many-holds`
   */
  holds(state: "open" | "all"): Promise<HoldIssue[] | "disabled">;
  /**
   * Opens an issue with the hold label, which is made where it is missing. When GitHub's answer is lost, an open hold that counts and has the
   * same title and body is taken for it, so that it is not opened twice.
   * @throws Failure `github-…`; `github-denied` names `issues: write`; `github-issues-disabled`
   */
  openHold(title: string, body: string): Promise<HoldIssue>;
  /** Replaces a hold's title and body, and opens its issue again where that is asked for. @throws Failure `github-…`, as `openHold` */
  updateHold(number: number, title: string, body: string, reopen?: boolean): Promise<void>;
  /**
   * Closes an issue as completed; one that is closed already stays as it is, unless it is to be closed `again`, after a keyword has closed it.
   * @throws Failure `github-…`, as `openHold`
   */
  closeHold(number: number, again?: boolean): Promise<void>;
}

export interface Clock {
  now(): Date;
}

/** Documents that go from job to job: plans and records. */
export interface Files {
  /** The text of a file, symbolic links followed. Throws `file-unreadable`, for what is no file, or too long for a document, too. */
  read(path: string): Promise<string>;
  /** What is at a path, undefined where that cannot be told; symbolic links are followed. Synchronous, because the configuration's checks ask one by one. */
  kindOf(path: string): "file" | "folder" | undefined;
  /** Creates the folder where it is missing; a reader never sees half a file. Returns the absolute path. */
  write(path: string, text: string): Promise<string>;
  /**
   * Absolute paths of the files, and links, in a folder and in the folders below it whose names match; none where the folder is not there.
   * @param unreadable called for each folder that cannot be read: a Failure `file-unreadable`
   */
  find(folder: string, name: RegExp, unreadable: (path: string, error: unknown) => void): Promise<string[]>;
}

/** What people see, in a job's log or a terminal. Results for machines go to `output`. */
export interface Reporter {
  /** How texts are set off, where that helps the reader. */
  readonly style: Style;
  line(text: string): void;
  /** A titled part of the log; several may be open at once: each one's lines stay together, the oldest is shown live. */
  group(title: string): Log & { end(): void };
  /** An annotation, with its place where it has one. */
  problem(problem: Problem): void;
  /** Appends to the job's summary: Markdown. */
  summary(markdown: string): Promise<void>;
  output(name: string, value: string): void;
}

/** Everything that a command may use. */
export interface Ports {
  repository: Repository;
  /** @param anew whether the work tree may have changed since it was last looked at */
  hasherOf(repository: Repository, anew?: boolean): Hasher;
  registry: Registry;
  builder: Builder;
  containers: Containers;
  /** Absent without a token. */
  forge?: Forge;
  files: Files;
  clock: Clock;
  reporter: Reporter;
}
