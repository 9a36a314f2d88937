import { randomBytes } from "node:crypto";
import { expect } from "@jest/globals";
import { split, type Tags } from "./broken-tags.ts";
import { type Files, removeFolders } from "./git.ts";
import type { IssueState } from "./github-issues.ts";
import { type GitHub, startGitHub } from "./github-server.ts";
import { type Ground, InProcessGround, realGround } from "./ground.ts";
import { oncePerRun } from "./once-per-run.ts";
import { makeProject, type Project } from "./project.ts";
import { tagsOf } from "./registry-check.ts";
import { cleanUpSteps, type Step, type StepResult } from "./runner.ts";

/** What an image showed in turn: the newest is the bad one. */
export interface Images {
  oldest: string;
  good: string;
  bad: string;
}

const names = ["squid", "xcache"] as const;
const dockerfile = (ground: Ground, name: string, text: string): Files => ({
  [`${name}/Dockerfile`]: `FROM ${ground.busybox}\nRUN echo ${text} > /${name}\n`,
});
const configuration = `registries: [REGISTRY, SECOND]
defaults: { packages: false }
aliases: [{ tag: latest }]
images:
  squid: { context: squid, tests: [{ run: [test, -e, /squid] }] }
  xcache: { context: xcache, tests: [{ run: [test, -e, /xcache] }] }
`;

/** Hosts, `127.0.0.1:PORT`, through which a project reaches its registries, if not directly: of a proxy, for one. */
interface Hosts {
  first?: string;
  second?: string;
  /** What runs its steps, if not what those of its ground usually run on. */
  run?: Ground["run"];
}

let opened: { close(): Promise<void> }[] = [];

/** For `afterAll`. */
export async function cleanUpBroken(): Promise<void> {
  cleanUpSteps();
  removeFolders();
  await Promise.all(opened.map((server) => server.close()));
  opened = [];
}

/** What `Broken.publish` made, for all test files of a run. */
interface Published {
  /** Both places of the images, `host:port/path`. */
  places: readonly [string, string];
  images: Record<(typeof names)[number], Images>;
  commit: string;
}

/**
 * Two images in two registries, each published three times, and the newest is bad. One test file of a run builds them. Each test takes a `fork`:
 * the same images at a place of its own, with a repository and a GitHub of its own.
 */
export class Broken<On extends Ground = Ground> {
  readonly ground: On;
  readonly project: Project;
  readonly github: GitHub;
  /** `host:port/path` of both places, by name the registries' own, whatever stands before them. */
  readonly places: readonly [string, string];
  readonly images: Published["images"];
  /** The commit of the bad images. */
  readonly commit: string;
  /** What the remote's main branch is at. */
  #pushed: string;

  private constructor(ground: On, project: Project, second: string, github: GitHub, made: Omit<Published, "places">) {
    const { images, commit } = made;
    const path = (place: string): string => place.slice(place.indexOf("/"));
    this.ground = ground;
    this.project = project;
    this.places = [`${ground.hosts[0]}${path(project.registry)}`, `${ground.hosts[1]}${path(second)}`];
    this.github = github;
    this.images = images;
    this.commit = commit;
    this.#pushed = project.repository.head();
  }

  static async #make<On extends Ground>(
    ground: On,
    text: string,
    hosts: Hosts,
    of: Omit<Published, "places">,
  ): Promise<Broken<On>> {
    const [first, second] = ground.hosts;
    const place = `${hosts.second ?? second}/broken-${randomBytes(5).toString("hex")}`;
    const files = {
      ".github/tagstream.yml": configuration.replace("SECOND", place),
      ...Object.assign({}, ...names.map((name) => dockerfile(ground, name, text))),
    };
    const github = await startGitHub();
    opened.push(github);
    const run = hosts.run ?? ground.run;
    return new Broken(ground, makeProject(files, hosts.first ?? first, "REGISTRY", run), place, github, of);
  }

  /** A fork of what one test file of the run builds and publishes. */
  static async publish(): Promise<Broken> {
    const ground = realGround();
    return Broken.#fork(ground, await oncePerRun("broken", () => Broken.#publishAll(ground)), {});
  }

  /** The same in this process, for one test file. */
  static async publishInProcess(): Promise<Broken<InProcessGround>> {
    const ground = await InProcessGround.start();
    opened.push(ground);
    return Broken.#fork(ground, await Broken.#publishAll(ground), {});
  }

  static async #publishAll(ground: Ground): Promise<Published> {
    const none = () => ({ oldest: "", good: "", bad: "" });
    const made = await Broken.#make(ground, "oldest", {}, { images: { squid: none(), xcache: none() }, commit: "" });
    for (const [index, text] of (["oldest", "good", "bad"] as const).entries()) {
      for (const name of names) made.project.repository.write(dockerfile(ground, name, text));
      made.project.repository.commit();
      // A test's run with this id would find that it published already.
      await green(made.push({ env: { GITHUB_RUN_ID: String(501 + index) } }));
      for (const name of names) made.images[name][text] = (await made.tags(name))["release"] ?? "";
    }
    expect(new Set(Object.values(made.images.squid)).size).toBe(3);
    return { places: made.places, images: made.images, commit: made.project.repository.head() };
  }

  fork(hosts: Hosts = {}): Promise<Broken<On>> {
    return Broken.#fork(this.ground, this, hosts);
  }

  static async #fork<On extends Ground>(ground: On, published: Published, hosts: Hosts): Promise<Broken<On>> {
    const fork = await Broken.#make(ground, "bad", hosts, published);
    const copies = published.places.flatMap((place, index) =>
      names.map((name) => {
        const [host, from] = split(`${place}/${name}`);
        const [, to] = split(`${fork.places[index]}/${name}`);
        return ground.copy(host, from, to);
      }),
    );
    await Promise.all(copies);
    fork.github.branches.set("main", fork.#pushed);
    return fork;
  }

  /** The main branch is at what is checked out. */
  pushed(): void {
    const head = this.project.repository.head();
    if (head !== this.#pushed) this.project.repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
    this.#pushed = head;
    this.github.branches.set("main", head);
  }

  step(step: Partial<Step> & { event: string }): Promise<StepResult> {
    return this.project.step({
      ...step,
      env: { ...this.github.env, ...step.env },
      inputs: { token: "t", ...step.inputs },
    });
  }

  /** A run for the push of what is checked out. */
  push(step: Partial<Step> = {}): Promise<StepResult> {
    this.pushed();
    return this.step({ event: "push", payload: { repository: { default_branch: "main" } }, ...step });
  }

  weekly(step: Partial<Step> = {}): Promise<StepResult> {
    return this.step({ event: "schedule", payload: { schedule: "17 6 * * 1" }, ...step });
  }

  /** Somebody's dispatch of a command: for the squid, unless told otherwise. */
  order(command: string, inputs: Record<string, string> = {}, step: Partial<Step> = {}): Promise<StepResult> {
    return this.step({
      event: "workflow_dispatch",
      payload: { repository: { default_branch: "main" }, sender: { login: "octo" } },
      ...step,
      inputs: { command, only: "squid:release", ...inputs },
      env: { GITHUB_WORKFLOW_REF: "osg/images/.github/workflows/rollback.yml@refs/heads/main", ...step.env },
    });
  }

  rollback(inputs: Record<string, string> = {}, step: Partial<Step> = {}): Promise<StepResult> {
    return this.order("rollback", { reason: "it crashes", ...inputs }, step);
  }

  /** All tags of an image in its first registry; unless told otherwise, of the squid. */
  tags(image = "squid", place = this.places[0]): Promise<Tags> {
    return tagsOf(`${place}/${image}`);
  }

  /** What an image's stream and alias show in both registries, each once. */
  async shown(image = "squid"): Promise<string[]> {
    const all = await Promise.all(this.places.map((place) => this.tags(image, place)));
    return [...new Set(all.flatMap((tags) => [tags["release"] ?? "nothing", tags["latest"] ?? "nothing"]))];
  }

  /** All tags of an image, which have to be the same in both registries. */
  async agreed(image = "squid"): Promise<Tags> {
    const [first, second] = await Promise.all(this.places.map((place) => this.tags(image, place)));
    expect(second).toEqual(first);
    return first ?? {};
  }

  /** Everything there is: all tags of all images in both registries, and all issues. */
  async everything(): Promise<{ tags: Tags[]; issues: [number, IssueState][] }> {
    const tags = await Promise.all(this.places.flatMap((place) => names.map((name) => this.tags(name, place))));
    return { tags, issues: structuredClone([...this.github.issues]) };
  }

  /** The only issue. */
  hold(): [number, IssueState] {
    const [found, ...more] = [...this.github.issues];
    if (!found || more.length > 0) throw new Error(`there are ${this.github.issues.size} issues`);
    return found;
  }

  close(number: number): void {
    const issue = this.github.issues.get(number);
    if (!issue) throw new Error(`there is no issue #${number}`);
    issue.state = "closed";
    issue.closedAt = new Date().toISOString();
  }
}

/** A run that has to end well. */
export async function green(run: Promise<StepResult>): Promise<StepResult> {
  const { log, status, ...rest } = await run;
  expect({ status, log }).toMatchObject({ status: 0 });
  return { log, status, ...rest };
}

/** A run that has to fail, with this error. */
export async function red(run: Promise<StepResult>, error: RegExp): Promise<StepResult> {
  const { log, status, ...rest } = await run;
  expect({ status, log }).toMatchObject({ status: 1, log: expect.stringMatching(error) });
  expect(log).not.toMatch(/^ +at \S+ \(/m); // no stack
  return { log, status, ...rest };
}

/** Whether a run's log tells of a build. */
export const aBuild = /^ *built sha256:/m;

/** The numbers of the holds that are open. */
export function openHolds({ github }: Pick<Broken, "github">): number[] {
  return [...github.issues].filter(([, { state }]) => state === "open").map(([number]) => number);
}
