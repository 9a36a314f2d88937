import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { manifestOf, read, spreadVersion, write } from "../../tools/release/places.ts";
import { type Files, makeFolder, makeRepository, TestRepository } from "./git.ts";
import { compileCache } from "./once-per-run.ts";
import { quickBuild } from "./quick-build.ts";
import { parseWorkflow, type Step, type WorkflowJob } from "./workflow.ts";
import { ownWorkflows, root } from "./workflow-files.ts";

const [file] = ownWorkflows.filter((one) => one.path === ".github/workflows/release.yml");
if (!file) throw new Error("There is no release.yml.");
const { jobs } = parseWorkflow(file);

/** A GitHub that keeps one pull request and the releases in files, and writes down what it is asked. */
const gh = `#!/usr/bin/env bash
set -euo pipefail
echo "gh $*" >> "$GH_STATE/calls"
case "$1 $2" in
  "pr list") if test -f "$GH_STATE/pull-request"; then echo 7; fi ;;
  "pr create" | "pr edit") { printf '%s\\n' "$*"; cat; } > "$GH_STATE/pull-request" ;;
  "release view") test -f "$GH_STATE/release-$3" ;;
  "release create") { printf '%s\\n' "$*"; cat; } > "$GH_STATE/release-$3" ;;
  *) exit 1 ;;
esac
`;

/** The folder of the Node that release.yml takes, where the suite has one, and of this test's npm. */
const programs = [process.env["TAGSTREAM_NODE24"], process.execPath].flatMap((node) => (node ? [path.dirname(node)] : []));

/** Node 20 cannot run the release program without its packages. */
const needsPackages = process.env["TAGSTREAM_NODE24"] === undefined && !process.features.typescript;

/** What one run of the workflow did. */
export interface Run {
  /** The jobs that ran, in order. */
  jobs: string[];
  /** What the steps printed. */
  output: string;
  /** The folder of each job's checkout. */
  checkouts: Record<string, string>;
}

/** Runs release.yml's own steps on a copy of this repository: real git and a remote, real changesets, a real bundle. */
export class Rehearsal {
  /** Where people work. */
  readonly work: TestRepository;
  readonly remote: TestRepository;
  readonly #state = makeFolder();
  readonly #bin = makeFolder();
  /** Each job has the same folder in each run: what Node compiled in one, it finds in the next. */
  readonly #checkouts = path.join(makeFolder(), "checkouts");
  #before: string;

  /** @param version The released version to begin with. */
  constructor(version: string, files: Files) {
    const folder = makeFolder();
    copyTracked(folder);
    const { private: _, ...manifest } = manifestOf(folder);
    write(folder, "package.json", `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
    spreadVersion(folder, undefined);
    this.work = makeRepository(files, folder);
    this.work.git("tag", "--annotate", "--message", "A release", `v${version}`);
    for (const tag of ["v1", "v1.0"]) this.work.git("tag", tag);
    this.remote = new TestRepository(this.work.publish());
    this.remote.git("repack", "-adq"); // once, and not for each clone
    this.#before = this.work.head();
    writeFileSync(path.join(this.#bin, "gh"), gh);
    chmodSync(path.join(this.#bin, "gh"), 0o755);
  }

  /** Commits these files and pushes main; undefined removes one. */
  push(files: Record<string, string | undefined>): string {
    const gone = Object.keys(files).filter((name) => files[name] === undefined);
    for (const name of gone) rmSync(path.join(this.work.folder, name));
    const written = Object.fromEntries(
      Object.entries(files).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
    );
    this.#before = this.work.head();
    this.work.commit(written);
    this.work.git("push", "--quiet", "origin", "main");
    return this.work.head();
  }

  /** Leaves out the sources and what is generated from them: the first release has shown it, and a bundle needs 3 s of a processor. */
  leaveOutSources(): void {
    const { version } = manifestOf(this.work.folder);
    this.work.git("rm", "-r", "--quiet", "src", "docs", "examples", "dist", ":!src/version.ts");
    mkdirSync(path.join(this.work.folder, "dist"));
    write(this.work.folder, "dist/cli.cjs", `console.log(${JSON.stringify(version)});\n`);
    const { scripts, ...manifest }: { scripts: Record<string, string> } = JSON.parse(read(this.work.folder, "package.json"));
    const quick = { ...scripts, schema: "true", docs: "true" };
    write(this.work.folder, "package.json", `${JSON.stringify({ ...manifest, scripts: quick }, null, 2)}\n`);
    write(this.work.folder, "tools/build.mjs", quickBuild);
  }

  /** Merges the version's pull request, as GitHub does. */
  merge(): string {
    this.#before = this.work.head();
    this.work.git("fetch", "--quiet", "origin");
    this.work.git("merge", "--quiet", "--no-ff", "--message", "Merge the version", "origin/release/next");
    this.work.git("push", "--quiet", "origin", "main");
    rmSync(path.join(this.#state, "pull-request"));
    return this.work.head();
  }

  /** Runs the workflow for the last push. @param until The job `publish` is killed after this command. */
  run(until?: string): Run {
    const run: Run = { jobs: [], output: "", checkouts: {} };
    rmSync(this.#checkouts, { recursive: true, force: true });
    const outputs = this.#job("plan", run, {});
    if (outputs["propose"] === "true") this.#job("propose", run, outputs);
    if (outputs["release"] === "true") {
      this.#job("pack", run, outputs);
      this.#job("publish", run, outputs, until);
    }
    return run;
  }

  /** Runs the job `publish` of a run again, as GitHub does after a failure. */
  again(run: Run): string {
    const { length } = run.output;
    this.#job("publish", run, {});
    return run.output.slice(length);
  }

  /** What each tag of the remote shows: the commit. */
  tags(): Record<string, string> {
    const tags = this.remote
      .git("for-each-ref", "--format=%(refname:short) %(objectname) %(*objectname)", "refs/tags")
      .split("\n");
    return Object.fromEntries(
      tags.flatMap((line) => {
        const [tag, object, commit] = line.split(" ");
        return tag ? [[tag, commit || object || ""]] : [];
      }),
    );
  }

  /** The stand-in's pull request, or a release: what `gh` was told. */
  shown(name: string): string | undefined {
    const kept = path.join(this.#state, name);
    return existsSync(kept) ? readFileSync(kept, "utf8") : undefined;
  }

  #job(name: string, run: Run, needed: Record<string, string>, until?: string): Record<string, string> {
    const job = jobs[name];
    if (!job) throw new Error(`release.yml has no job ${name}.`);
    if (job.if !== undefined && !isMet(job.if, needed)) throw new Error(`The job ${name} would not run: ${job.if}`);
    const folder = this.#checkout(name, job);
    run.jobs.push(name);
    run.checkouts[name] = folder;
    const outputs = path.join(makeFolder(), "outputs");
    for (const step of job.steps) {
      if (step.uses?.startsWith("actions/download-artifact@")) takePackage(run.checkouts["pack"] ?? "", folder);
      if (step.run === undefined) continue;
      run.output += this.#step(step, folder, outputs);
      if (step.run === until) break;
    }
    const lines = existsSync(outputs) ? readFileSync(outputs, "utf8").trim().split("\n") : [];
    return Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
  }

  /** As actions/checkout does, with the job's depth. Dependencies are this machine's: the test needs no network. */
  #checkout(name: string, { steps }: WorkflowJob): string {
    const inputs = steps.find(({ uses }) => uses?.startsWith("actions/checkout@"))?.with;
    const depth = inputs?.["fetch-depth"] === 0 ? [] : ["--depth=1"];
    const folder = path.join(this.#checkouts, name);
    rmSync(folder, { recursive: true, force: true }); // `again` has one
    this.remote.git("clone", "--quiet", ...depth, `file://${this.remote.folder}`, folder);
    if (needsPackages || steps.some(({ run }) => run?.startsWith("npm ci"))) linkDependencies(folder);
    return folder;
  }

  #step({ run = "", env = {} }: Step, folder: string, outputs: string): string {
    if (run.startsWith("npm ci")) return "";
    const command = run.startsWith("script/release publish ") ? `${run} --dry-run` : run;
    const values = Object.entries(env).map(([name, text]) => [name, this.#valueOf(text)]);
    const { status, stdout, stderr } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", command], {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        ...compileCache(),
        ...Object.fromEntries(values),
        PATH: [this.#bin, ...programs, process.env["PATH"]].join(":"),
        GH_STATE: this.#state,
        GITHUB_OUTPUT: outputs,
        GITHUB_REPOSITORY: "octo/tagstream",
        GIT_CONFIG_GLOBAL: "/dev/null",
        npm_config_registry: "http://127.0.0.1:9/", // where nobody answers
        npm_config_fetch_retries: "0", // it would wait a minute before the third try
        npm_config_update_notifier: "false",
      },
    });
    if (status !== 0) throw new Error(`${command}: ${stderr}${stdout}`);
    return `$ ${command}\n${stdout}`;
  }

  #valueOf(text: string): string {
    const known: Record<string, string> = {
      "github.event.before": this.#before,
      "github.token": "a-token",
      "steps.app.outputs.token": "an-app-token",
    };
    const value = known[/^\$\{\{ (.+) \}\}$/.exec(text)?.[1] ?? ""];
    if (value === undefined) throw new Error(`The rehearsal does not know ${text}.`);
    return value;
  }
}

function isMet(condition: string, outputs: Record<string, string>): boolean {
  const name = /^\$\{\{ needs\.plan\.outputs\.(\w+) == 'true' \}\}$/.exec(condition)?.[1];
  if (name === undefined) throw new Error(`The rehearsal does not know the condition ${condition}.`);
  return outputs[name] === "true";
}

function copyTracked(folder: string): void {
  const list = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
  });
  // Tests are left out: no release needs them, and each checkout would write them.
  const unwanted = /^(?:(?:__tests__|bench)\/.+|CHANGELOG\.md|\.changeset\/(?!README).+\.md|\.changeset\/pre\.json)$/;
  for (const name of list.split("\0").filter((one) => one !== "" && !unwanted.test(one) && existsSync(path.join(root, one)))) {
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(path.join(root, name), target);
  }
}

function linkDependencies(folder: string): void {
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
}

function takePackage(from: string, to: string): void {
  for (const name of readdirSync(from).filter((one) => /^tagstream-.*\.tgz$/.test(one))) {
    copyFileSync(path.join(from, name), path.join(to, name));
  }
}
