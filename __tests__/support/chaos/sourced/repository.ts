import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Session } from "../../../../src/ports/session.ts";
import { makeRepository, TestRepository } from "../../git.ts";
import { filesOf, received } from "./world-files.ts";

export type Event = Partial<Session["event"]> & { name: string };
export type Branch = "main" | "1.3-stable";

/** A repository with its remote: branches, git tags and pull requests; and all that each of them ever was. */
export class SourcedRepository {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-sourced-"));
  readonly repository: TestRepository;
  /** The only pull request that is not merged as something else. */
  pull: { open: boolean; merged: boolean; head: string } | undefined;
  /** The merged pull requests behind commits. */
  readonly mergedAs = new Map<string, number[]>();
  /** By stream, everything that its source ever was, in the words of `KnownBuild.received`. */
  readonly landed = { edge: new Set<string>(), release: new Set<string>(), lts: new Set<string>() };
  /** By version, everything that its git tag ever was. */
  readonly released = new Map<string, Set<string>>();
  #count = 0;

  constructor(configuration: string) {
    this.repository = makeRepository({ ".github/tagstream.yml": configuration, ...filesOf("p1 first") }, this.folder);
    // It takes the repository's objects for its own, so that a push is a ref: each real one is seven processes.
    this.git("clone", "--quiet", "--bare", "--shared", this.folder, this.bare);
    appendFileSync(path.join(this.bare, "config"), "[uploadpack]\n\tallowAnySHA1InWant = true\n");
    this.git("branch", "1.3-stable");
    this.#push("refs/heads/1.3-stable", this.tip("1.3-stable"));
    for (const stream of ["edge", "lts"] as const) this.landed[stream].add(received("p1 first"));
  }

  /** The remote's folder. */
  get bare(): string {
    return `${this.folder}.git`;
  }

  git(...args: string[]): string {
    return this.repository.git(...args);
  }

  /** The commit of a branch. */
  tip(branch: string): string {
    return this.repository.tip(branch);
  }

  /** The remote's ref shows a commit. */
  #push(ref: string, commit: string): void {
    const file = path.join(this.bare, ref);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${commit}\n`);
  }

  /** Takes down where the default branch is; called, it is there again, here and in the remote. */
  protected saveMain(): () => void {
    const commit = this.tip("main");
    return () => {
      this.git("reset", "--quiet", "--hard", commit);
      this.#push("refs/heads/main", commit);
    };
  }

  /** Pushes a commit to a branch. The first of its words are the packages that its image has. */
  land(branch: Branch, words: string): string {
    if (branch !== "main") this.git("checkout", "--quiet", branch);
    const commit = this.repository.commit(filesOf(words));
    this.#push(`refs/heads/${branch}`, commit);
    if (branch !== "main") this.git("checkout", "--quiet", "main");
    this.landed[branch === "main" ? "edge" : "lts"].add(received(words));
    return commit;
  }

  /** Pushes a commit that changes nothing of the image. */
  landElsewhere(): string {
    const commit = this.repository.commit({ "docs/words.md": `${this.#count++} ${Math.random()}\n` });
    this.#push("refs/heads/main", commit);
    return commit;
  }

  /** Makes or moves the git tag of a version. */
  tag(version: string, commit = "main"): void {
    this.git("tag", "--force", `v${version}`, commit);
    this.#push(`refs/tags/v${version}`, this.git("rev-parse", `v${version}`));
    const words = received(this.git("show", `${commit}:app/words`));
    this.landed.release.add(words);
    this.released.set(version, (this.released.get(version) ?? new Set()).add(words));
  }

  deleteTag(version: string): void {
    new TestRepository(this.bare).git("update-ref", "-d", `refs/tags/v${version}`);
  }

  /** Proposes a change to a branch; returns the event at GitHub's merge of it. */
  propose(number: number, branch: Branch, words: string): Event {
    this.git("checkout", "--quiet", "-B", `change-${number}`, branch);
    const head = this.repository.commit(filesOf(words));
    this.git("checkout", "--quiet", "--detach", branch);
    this.git("merge", "--quiet", "--no-ff", "--message", "merge", `change-${number}`);
    const sha = this.repository.head();
    this.#push(`refs/pull/${number}/merge`, sha);
    this.git("checkout", "--quiet", "main");
    this.pull = { open: true, merged: false, head };
    const pull_request = { number, user: { login: "octo" }, head: { sha: head, repo: { id: 1 } }, base: { ref: branch } };
    const payload = { action: "opened", repository: { id: 1, default_branch: "main" }, pull_request };
    return { name: "pull_request", ref: `refs/pull/${number}/merge`, sha, payload };
  }

  /** Merges what was proposed. */
  merge(number: number, branch: Branch, words: string): Event {
    const commit = this.land(branch, words);
    this.mergedAs.set(commit, [number]);
    if (this.pull) this.pull = { ...this.pull, open: false, merged: true };
    return this.pushTo(branch);
  }

  pushTo(branch: Branch): Event {
    return { name: "push", ref: `refs/heads/${branch}`, sha: this.tip(branch) };
  }

  pushOf(version: string): Event {
    return { name: "push", ref: `refs/tags/v${version}`, sha: this.git("rev-parse", `v${version}^{commit}`) };
  }

  remove(): void {
    for (const folder of [this.folder, this.bare]) rmSync(folder, { recursive: true, force: true });
  }
}
