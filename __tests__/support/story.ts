import { randomBytes } from "node:crypto";
import { expect } from "@jest/globals";
import { type CommandLineResult, startCommandLine } from "./command-line.ts";
import { type Files, makeFolder, makeRepository, removeFolders, TestRepository } from "./git.ts";
import { type GitHub, startGitHub } from "./github-server.ts";
import { type BuildCount, type Ground, realGround } from "./ground.ts";
import { movedClock } from "./moved-clock.ts";
import { tagsOf } from "./registry-check.ts";
import { fileIn } from "./registry-files.ts";
import { cleanUpSteps, type Step, type StepResult } from "./runner.ts";

/** Where a story's project publishes, if not directly in the registries of its ground: hosts of proxies, for one. */
export interface Hosts {
  first?: string;
  second?: string;
  /** The engine, unless told otherwise. */
  ground?: Ground;
  /** What runs its steps, if not what those of its ground usually run on. */
  run?: Ground["run"];
}

/** One run of a story: how it ended, and how many images it built. */
export interface Chapter extends StepResult {
  builds: number;
}

const repositoryId = 4711;
let runs = 2000;

/**
 * A project that lives through a story: its repository at GitHub, its images in two registries, and one run after another.
 * Each run has a shallow checkout of its own, as actions/checkout makes it.
 */
export class Story {
  readonly repository: TestRepository;
  readonly github: GitHub;
  /** `host:port/path` in both registries, by the registries' own names. */
  readonly places: readonly [string, string];
  readonly #builds: BuildCount;
  readonly #run: Ground["run"];
  readonly #origin: string;
  readonly #filled: ReadonlyMap<string, string>;
  #clock: Record<string, string> = {};

  private constructor(
    repository: TestRepository,
    github: GitHub,
    places: readonly [string, string],
    filled: ReadonlyMap<string, string>,
    { ground = realGround(), run = ground.run }: Hosts,
  ) {
    this.#builds = ground.countBuilds();
    this.#run = run;
    this.#filled = filled;
    this.repository = repository;
    this.github = github;
    this.places = places;
    this.#origin = `file://${repository.publish()}`;
  }

  /** `REGISTRY` and `SECOND` in the files stand for the project's two places, `BUSYBOX` for an image that both sides can look up. */
  static async begin(files: Files, hosts: Hosts = {}): Promise<Story> {
    const path = `story-${randomBytes(5).toString("hex")}`;
    const { ground = realGround() } = hosts;
    const [first, second] = ground.hosts;
    const filled = new Map([
      ["REGISTRY", `${hosts.first ?? first}/${path}`],
      ["SECOND", `${hosts.second ?? second}/${path}`],
      ["BUSYBOX", ground.lookedUpBusybox(path)],
    ]);
    const repository = makeRepository(fill(files, filled));
    const story = new Story(repository, await startGitHub(), [`${first}/${path}`, `${second}/${path}`], filled, hosts);
    story.github.branches.set("main", repository.head());
    return story;
  }

  /** For `afterAll`. */
  async end(): Promise<void> {
    this.#builds.close();
    cleanUpSteps();
    removeFolders();
    await this.github.close();
  }

  /** The clock of runs, commands and GitHub is at `2026-11-23 06:17` from now on. */
  at(moment: string): this {
    const now = new Date(`${moment.replace(" ", "T")}:00Z`);
    this.#clock = movedClock(now);
    this.github.now = () => now;
    return this;
  }

  /** Commits these files on a branch, and pushes it; returns the commit. */
  land(branch: string, files: Files = {}): string {
    this.repository.git("checkout", "--quiet", branch);
    const commit = this.repository.commit(fill(files, this.#filled));
    this.push(branch);
    return commit;
  }

  /** Pushes a branch as it is. */
  push(branch: string): void {
    this.repository.git("push", "--quiet", "--force", "origin", branch);
    this.github.branches.set(branch, this.repository.git("rev-parse", branch));
  }

  /** Makes a git tag of a commit, and pushes it. */
  tag(name: string, commit: string): void {
    this.repository.git("tag", name, commit);
    this.repository.git("push", "--quiet", "origin", name);
  }

  /** Deletes a git tag at GitHub. */
  deleteTag(name: string): void {
    this.repository.git("push", "--quiet", "origin", `:refs/tags/${name}`);
  }

  /** A shallow checkout of a ref at a commit, as actions/checkout makes it. */
  checkout(ref: string, sha: string): TestRepository {
    const clone = new TestRepository(makeFolder());
    clone.git("init", "--quiet", "--initial-branch=main");
    clone.git("remote", "add", "origin", this.#origin);
    const local = ref.replace(/^refs\/heads\//, "refs/remotes/origin/").replace(/^refs\/pull\//, "refs/remotes/pull/");
    clone.git("fetch", "--quiet", "--no-tags", "--depth=1", "origin", `+${sha}:${local}`);
    clone.git("checkout", "--quiet", "--detach", sha);
    return clone;
  }

  /** A run of the action, of a ref's commit. */
  async run(ref: string, step: Partial<Step> & { event: string }): Promise<Chapter> {
    const sha = step.env?.["GITHUB_SHA"] ?? this.repository.git("rev-parse", `${ref.replace(/^refs\/heads\//, "")}^{commit}`);
    const github = { GITHUB_REF: ref, GITHUB_SHA: sha, GITHUB_RUN_ID: String(++runs), ...this.github.env };
    const workflow = { GITHUB_WORKFLOW_REF: "osg/images/.github/workflows/rebuild.yml@refs/heads/main" };
    this.#builds.forget();
    const result = await this.#run({
      workspace: this.checkout(ref, sha).folder,
      ...step,
      payload: { repository: { id: repositoryId, default_branch: "main" }, ...(step.payload as object) },
      inputs: { token: "t", ...step.inputs },
      env: { ...github, ...workflow, ...this.#builds.env, ...this.#clock, ...step.env },
    });
    return { ...result, builds: this.#builds.count() };
  }

  /** The run for the push of a branch or, with its full name, of a git tag. */
  pushed(ref: string, step: Partial<Step> = {}): Promise<Chapter> {
    return this.run(ref.startsWith("refs/") ? ref : `refs/heads/${ref}`, { event: "push", ...step });
  }

  weekly(step: Partial<Step> = {}): Promise<Chapter> {
    return this.run("refs/heads/main", { event: "schedule", payload: { schedule: "17 6 * * 1" }, ...step });
  }

  /** A person's start of a workflow. */
  dispatch(inputs: Record<string, string>, step: Partial<Step> = {}): Promise<Chapter> {
    return this.run("refs/heads/main", { event: "workflow_dispatch", payload: { sender: { login: "octo" } }, inputs, ...step });
  }

  /** The run for a pull request into a branch, at GitHub's merge of it. The change is then on the branch `change`. */
  propose(number: number, base: string, files: Files, step: Partial<Step> = {}): Promise<Chapter> {
    const { repository } = this;
    repository.git("checkout", "--quiet", "-B", "change", base);
    const head = repository.commit(fill(files, this.#filled));
    repository.git("checkout", "--quiet", "--detach", base);
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", "change");
    const sha = repository.head();
    const ref = `refs/pull/${number}/merge`;
    repository.git("push", "--quiet", "--force", "origin", `${sha}:${ref}`);
    this.github.pulls.set(number, { state: "open", merged: false, head, base, comments: [] });
    return this.proposed(number, base, step);
  }

  /** A further step or run for a pull request, as it was proposed. */
  proposed(number: number, base: string, step: Partial<Step> = {}): Promise<Chapter> {
    const { repository } = this;
    const ref = `refs/pull/${number}/merge`;
    const sha = repository.git("ls-remote", "origin", ref).split("\t")[0] ?? "";
    const head = this.github.pulls.get(number)?.head ?? "";
    const baseSha = repository.git("rev-parse", base);
    const own = { id: repositoryId };
    const change = { number, user: { login: "octo" }, head: { sha: head, ref: "change", repo: own } };
    return this.run(ref, {
      event: "pull_request",
      payload: {
        action: "synchronize",
        sender: { login: "octo" },
        pull_request: { ...change, base: { ref: base, sha: baseSha } },
      },
      ...step,
      env: { GITHUB_SHA: sha, ...step.env },
    });
  }

  /** Squashes a pull request into its branch, as GitHub does; returns the commit. */
  merge(number: number, base: string): string {
    this.repository.git("checkout", "--quiet", base);
    this.repository.git("merge", "--quiet", "--squash", "change");
    const mergedAs = this.land(base);
    const pull = this.github.pulls.get(number);
    if (!pull) throw new Error(`there is no pull request #${number}`);
    Object.assign(pull, { state: "closed", merged: true, mergedAs });
    return mergedAs;
  }

  /** A command as a person types it in a clone of GitHub's repository: `tagstream rollback --only …`. */
  type(line: string): Promise<CommandLineResult> {
    const [program, ...words] = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? "");
    if (program !== "tagstream") throw new Error(`not a command of tagstream: ${line}`);
    const clone = this.checkout("refs/heads/main", this.repository.git("rev-parse", "main"));
    clone.git("remote", "set-url", "origin", "https://github.com/osg/images.git");
    return startCommandLine(clone.folder, words, { ...this.github.env, ...this.#clock, GITHUB_TOKEN: "planted-token" });
  }

  /** What a file in the image under a tag says; the second registry's image, unless told otherwise: that is always a copy. */
  contents(image: string, tag: string, file: string, place = this.places[1]): Promise<string> {
    return fileIn(`${place}/${image}`, tag, file);
  }

  /** All tags of an image, which have to be the same in both registries. */
  async tags(image: string): Promise<Record<string, string>> {
    const [first, second] = await Promise.all(this.places.map((place) => tagsOf(`${place}/${image}`)));
    expect(second).toEqual(first);
    return first ?? {};
  }
}

/** Files with the texts for which placeholders stand. */
function fill(files: Files, texts: ReadonlyMap<string, string>): Files {
  const filled = (text: string): string => [...texts].reduce((sum, [name, own]) => sum.replaceAll(name, own), text);
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [file, filled(text)]));
}

/** A run that has to end well. */
export async function green<T extends { status: number | null; log: string }>(run: Promise<T>): Promise<T> {
  const ended = await run;
  if (ended.status !== 0) throw new Error(ended.log);
  return ended;
}

/** Tags of streams, aliases and versions: those that say no time, and are no marks. */
export function named(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([tag]) => !/\d{8}-\d{4}/.test(tag)));
}
