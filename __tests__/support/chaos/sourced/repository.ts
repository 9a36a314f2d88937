import { mkdtempSync, rmSync } from "node:fs";
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
    this.git("clone", "--quiet", "--bare", this.folder, this.bare);
    new TestRepository(this.bare).git("config", "uploadpack.allowAnySHA1InWant", "true");
    this.git("remote", "add", "origin", `file://${this.bare}`);
    this.git("branch", "1.3-stable");
    this.git("push", "--quiet", "origin", "1.3-stable");
    for (const stream of ["edge", "lts"] as const) this.landed[stream].add(received("p1 first"));
  }

  /** The remote's folder. */
  get bare(): string {
    return `${this.folder}.git`;
  }

  git(...args: string[]): string {
    return this.repository.git(...args);
  }

  /** Pushes a commit to a branch. The first of its words are the packages that its image has. */
  land(branch: Branch, words: string): string {
    this.git("checkout", "--quiet", branch);
    const commit = this.repository.commit(filesOf(words));
    this.git("push", "--quiet", "origin", branch);
    this.git("checkout", "--quiet", "main");
    this.landed[branch === "main" ? "edge" : "lts"].add(received(words));
    return commit;
  }

  /** Pushes a commit that changes nothing of the image. */
  landElsewhere(): string {
    const commit = this.repository.commit({ "docs/words.md": `${this.#count++} ${Math.random()}\n` });
    this.git("push", "--quiet", "origin", "main");
    return commit;
  }

  /** Makes or moves the git tag of a version. */
  tag(version: string, commit = "main"): void {
    this.git("tag", "--force", `v${version}`, commit);
    this.git("push", "--quiet", "--force", "origin", `v${version}`);
    const words = received(this.git("show", `${commit}:app/words`));
    this.landed.release.add(words);
    this.released.set(version, (this.released.get(version) ?? new Set()).add(words));
  }

  deleteTag(version: string): void {
    this.git("push", "--quiet", "origin", `:refs/tags/v${version}`);
  }

  /** Proposes a change to a branch; returns the event at GitHub's merge of it. */
  propose(number: number, branch: Branch, words: string): Event {
    this.git("checkout", "--quiet", "-B", `change-${number}`, branch);
    const head = this.repository.commit(filesOf(words));
    this.git("checkout", "--quiet", "--detach", branch);
    this.git("merge", "--quiet", "--no-ff", "--message", "merge", `change-${number}`);
    const sha = this.repository.head();
    this.git("push", "--quiet", "origin", `${sha}:refs/pull/${number}/merge`);
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
    return { name: "push", ref: `refs/heads/${branch}`, sha: this.git("rev-parse", branch) };
  }

  pushOf(version: string): Event {
    return { name: "push", ref: `refs/tags/v${version}`, sha: this.git("rev-parse", `v${version}^{commit}`) };
  }

  remove(): void {
    for (const folder of [this.folder, this.bare]) rmSync(folder, { recursive: true, force: true });
  }
}
