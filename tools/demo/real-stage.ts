import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BuilderCalls, watchBuilder } from "../../__tests__/support/builder-calls.ts";
import { startCommandLine } from "../../__tests__/support/command-line.ts";
import { readExampleToBuild } from "../../__tests__/support/example.ts";
import { makeRepository, type TestRepository } from "../../__tests__/support/git.ts";
import { type GitHub, startGitHub } from "../../__tests__/support/github-server.ts";
import { propose } from "../../__tests__/support/pull-request.ts";
import { tagsOf } from "../../__tests__/support/registry-check.ts";
import { cleanUpSteps, type Step } from "../../__tests__/support/runner.ts";
import { changedFiles } from "./change.ts";
import { docker, startAtSite } from "./docker.ts";
import { plain, type Tags } from "./excerpts.ts";
import { Disproved } from "./narrator.ts";
import { pageOf } from "./play.ts";
import { Runs } from "./runs.ts";
import type { Screen } from "./screen.ts";
import type { InUse, Run, Stage } from "./stage.ts";
import { image, pullRequest, reason, setting, unit } from "./subject.ts";

const token = "demo-token"; // the tests' GitHub accepts any
const payload = { repository: { default_branch: "main" }, sender: { login: "octo" } };
// The images of the story. The others of examples/osg would only take time.
const only = `software-base:*-deb12-*, ${image}, xcache`;
const question = ["curl", "-fsS", "http://localhost:3128/squid-internal-mgr/info"];

/**
 * A copy of examples/osg, with its own namespace in a real registry, the tests' GitHub, and this
 * machine's docker.
 */
export class RealStage implements Stage {
  readonly folder: string;
  /** `localhost:5000/osg-1a2b`: the images. */
  readonly place: string;
  readonly #screen: Screen;
  readonly #repository: TestRepository;
  readonly #github: GitHub;
  readonly #builder: BuilderCalls;
  readonly #runs: Runs;
  #merge = "";

  private constructor(screen: Screen, registry: string, folder: string, github: GitHub) {
    this.folder = folder;
    this.place = `${registry}/osg-${randomBytes(2).toString("hex")}`;
    const files = Object.entries(readExampleToBuild("osg"));
    const own = files.map(([name, text]) => [name, text.replaceAll("localhost:5000/osg", this.place)]);
    this.#screen = screen;
    this.#repository = makeRepository(Object.fromEntries(own), path.join(folder, "images"));
    this.#repository.publish();
    this.#github = github;
    this.#builder = watchBuilder();
    this.#runs = new Runs(screen, folder);
  }

  static async make(screen: Screen, registry: string): Promise<RealStage> {
    const folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-demo-"));
    for (const name of ["images", "tmp"]) mkdirSync(path.join(folder, name));
    process.env["TMPDIR"] = path.join(folder, "tmp"); // the runs leave all files in this folder
    return new RealStage(screen, registry, folder, await startGitHub());
  }

  async close(): Promise<void> {
    this.#builder.close();
    cleanUpSteps();
    await this.#github.close();
  }

  weekly(): Promise<Run> {
    this.#pushMain();
    return this.#run("weekly", { event: "schedule", payload: { ...payload, schedule: "17 6 * * 1" } });
  }

  async propose(): Promise<Run> {
    const { step, head, merge } = propose(this.#repository, changedFiles(this.#repository.folder), pullRequest);
    this.#merge = merge;
    this.#github.pulls.set(pullRequest, { state: "open", merged: false, head, comments: [] });
    const run = await this.#run("pull-request", step);
    this.#keep("comment.md", this.comment());
    return run;
  }

  async merge(): Promise<Run> {
    this.#repository.git("checkout", "--quiet", this.#merge);
    const mergedAs = this.#pushMain();
    Object.assign(this.#github.pulls.get(pullRequest) ?? {}, { state: "closed", merged: true, mergedAs });
    const run = await this.#run("push", { event: "push", payload });
    this.#keep("comment-after-merge.md", this.comment());
    return run;
  }

  async rollback(dryRun: boolean): Promise<Run> {
    const run = await this.#run(dryRun ? "rollback-dry-run" : "rollback", {
      event: "workflow_dispatch",
      payload,
      inputs: { command: "rollback", only: unit, reason, "dry-run": String(dryRun) },
      env: { GITHUB_WORKFLOW_REF: "osg/images/.github/workflows/rollback.yml@refs/heads/main" },
    });
    for (const { body } of this.#github.issues.values()) this.#keep("hold.md", body ?? "");
    return run;
  }

  builds(): number {
    return this.#builder.calls().length;
  }

  comment(): string {
    return this.#github.pulls.get(pullRequest)?.comments[0]?.body ?? "";
  }

  holds(): string[] {
    const open = [...this.#github.issues].filter(([, { state }]) => state === "open");
    return open.map(([issue, { body }]) => `#${issue} ${plain(body?.split("\n")[0] ?? "")}`);
  }

  tags(name: string): Promise<Tags> {
    return tagsOf(`${this.place}/${name}`);
  }

  async pull(command: string): Promise<string> {
    this.#screen.live(command);
    const [, ...args] = command.split(" ");
    const { output } = await docker(...args);
    await docker("rmi", args.at(-1) ?? "");
    return output;
  }

  startAtSite(tag: string): Promise<InUse> {
    this.#screen.live("the site's container starts");
    return startAtSite(`${this.place}/${image}:${tag}`, setting, question);
  }

  async history(): Promise<string> {
    const stdout = await this.#atTerminal(["history", "--only", unit]);
    this.#keep("history.txt", stdout);
    return stdout;
  }

  async page(): Promise<string> {
    const file = pageOf(this.folder);
    await this.#atTerminal(["status", "--only", only, "--output", path.dirname(file)]);
    return readFileSync(file, "utf8");
  }

  /** What a command prints at a terminal in the repository. */
  async #atTerminal(args: string[]): Promise<string> {
    this.#screen.live(`tagstream ${args.join(" ")}`);
    this.#repository.git("remote", "set-url", "origin", "https://github.com/osg/images.git");
    const environment = { ...this.#github.env, GITHUB_TOKEN: token };
    const { status, stdout, stderr } = await startCommandLine(this.#repository.folder, args, environment);
    if (status !== 0) throw new Disproved(`the command line can do \`${args[0]}\`:\n${stderr}`);
    return stdout;
  }

  /** Sets the main branch to the checked-out commit: here, at the origin and on GitHub. */
  #pushMain(): string {
    this.#repository.git("checkout", "--quiet", "-B", "main");
    this.#repository.git("push", "--quiet", "--force", "origin", "main");
    const head = this.#repository.head();
    this.#github.branches.set("main", head);
    return head;
  }

  #run(name: string, step: Partial<Step> & { event: string }): Promise<Run> {
    this.#builder.forget();
    const env = { ...this.#github.env, ...this.#builder.env, GITHUB_SHA: this.#repository.head(), ...step.env };
    return this.#runs.run(name, {
      ...step,
      workspace: this.#repository.folder,
      inputs: { token, only, ...step.inputs },
      env,
    });
  }

  #keep(name: string, text: string): void {
    writeFileSync(path.join(this.folder, name), text);
  }
}
