import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeStandIn } from "./act-actions.ts";
import { makeFolder } from "./git.ts";
import { root, type WorkflowFile } from "./workflow-files.ts";

export interface ActRun {
  /** A clean git repository, on its default branch `main`; its remote `github` says what it is called there. */
  repository: string;
  /** Where jobs check it out from; any commit can be fetched there. */
  origin: string;
  /** GitHub's server, if `origin` is there: it gets `actToken`. */
  serverUrl?: string;
  workflow: WorkflowFile;
  event: "schedule" | "workflow_dispatch" | "pull_request" | "merge_group" | "push";
  /** The event's payload; GitHub's for a schedule has nothing but the cron line. */
  payload?: object;
  /** What jobs use as GitHub's API. */
  apiUrl: string;
  /** Every run is attempts of one, unless it says otherwise. */
  runId?: string;
  /** The folder of an action that runs in Tagstream's place; our bundle unless it says otherwise. */
  standIn?: string;
}

/** The job's own token. */
export const actToken = "a-token-for-act";

export interface ActResult {
  status: number;
  /** All that the jobs printed, as lines of text. */
  output: string;
  /** How each job ended, by its id and its values of the matrix, `build base.release`; without skipped jobs, and those of other runners. */
  jobs: Record<string, string>;
  /** Names of the run's artifacts. */
  artifacts: string[];
  /** Files of the artifacts: `plan/plan.json`. */
  files: string[];
  /** What the jobs left in the machine's temporary folder and, when Tagstream ended, in the runner's: work trees of commits. */
  leftovers: string[];
}

/** act's own schema of workflows is older than the platform: these lines are errors to it, and without effect under it. */
function withoutNewKeys(text: string): string {
  return text.replace(/^ +queue: max\n/gm, "").replace(/, queue: max(?= \})/g, "");
}

/**
 * Runs a workflow on this machine with act (https://github.com/nektos/act), every job as processes without a container: the real workflow, the
 * real bundle from `dist`, the real engine; stand-ins for checkout, artifacts and logins. Leaves no file behind.
 * @throws when TAGSTREAM_ACT or TAGSTREAM_NODE24 is not set: `script/test` sets both
 */
export async function runWithAct(run: ActRun): Promise<ActResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "tagstream-act-"));
  try {
    mkdirSync(path.join(folder, "artifacts"));
    mkdirSync(path.join(folder, "temporary"));
    const { status, log } = await act(argumentsFor(run, folder), run, folder);
    const list = (name: string) => readdirSync(path.join(folder, name)).sort();
    const artifacts = list("artifacts");
    const files = artifacts.flatMap((name) => list(`artifacts/${name}`).map((file) => `${name}/${file}`));
    const left = readFileSync(path.join(folder, "left"), "utf8").split("\n");
    const leftovers = [...list("temporary"), ...left.filter((line) => line !== "")];
    return { status, ...readLog(log), artifacts, files, leftovers };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runners that this machine stands in for, without a container. */
const runners = ["ubuntu-24.04", "ubuntu-24.04-arm", "ubuntu-latest", "self-hosted"];

function argumentsFor(run: ActRun, folder: string): string[] {
  const { workflow, event, payload = {}, apiUrl, serverUrl, runId = "1" } = run;
  writeFileSync(path.join(folder, "workflow.yml"), withoutNewKeys(workflow.text));
  writeFileSync(path.join(folder, "event.json"), JSON.stringify(payload));
  const flags = {
    "--workflows": path.join(folder, "workflow.yml"),
    "--eventpath": path.join(folder, "event.json"),
    "--defaultbranch": "main",
    "--env": `GITHUB_API_URL=${apiUrl}`,
    "--remote-name": "github",
    "--secret": `GITHUB_TOKEN=${actToken}`,
    "--action-cache-path": path.join(folder, "cache"),
    "--container-daemon-socket": "-",
  };
  const replaced = [...actionsOf(workflow.text)].flatMap(([uses, name]) => [
    "--local-repository",
    `${uses}=${locate(name, folder, run)}`,
  ]);
  const switches = ["--json", "--no-skip-checkout", "--no-cache-server", "--pull=false", "--env", `GITHUB_RUN_ID=${runId}`];
  switches.push(...runners.flatMap((label) => ["--platform", `${label}=-self-hosted`]));
  if (serverUrl !== undefined) switches.push("--env", `GITHUB_SERVER_URL=${serverUrl}`);
  return [event, ...switches, ...Object.entries(flags).flat(), ...replaced];
}

/**
 * Node 24, which says at its end what an action left in the runner's temporary folder: act removes it with the job. act first asks the `node`
 * on PATH where it is, to start that: a shell answers, which costs less than another Node. No shell starts an action: it would drop
 * `INPUT_DRY-RUN`.
 */
function writeNode(folder: string): string {
  const action = `#!${required("TAGSTREAM_NODE24")}
    const { existsSync, readdirSync, appendFileSync } = require("node:fs");
    const { RUNNER_TEMP = "", GITHUB_WORKSPACE = "" } = process.env;
    const list = (of) => (existsSync(of) ? readdirSync(of).filter((name) => name.startsWith("tagstream-")) : []);
    process.on("exit", () => {
      const left = [...list(RUNNER_TEMP), ...list(GITHUB_WORKSPACE + "/.git/worktrees")];
      appendFileSync(${JSON.stringify(path.join(folder, "left"))}, left.join("\\n") + "\\n");
    });
    process.argv.splice(1, 1);
    require(process.argv[1]);
  `;
  writeFileSync(path.join(folder, "left"), "");
  const started = path.join(folder, "started");
  const bin = path.join(folder, "bin");
  for (const made of [bin, started]) mkdirSync(made);
  writeFileSync(path.join(started, "node"), action, { mode: 0o755 });
  writeFileSync(path.join(bin, "node"), `#!/bin/sh\necho '${path.join(started, "node")}'\n`, { mode: 0o755 });
  return bin;
}

async function act(argv: string[], { repository, origin }: ActRun, folder: string) {
  const child = spawn(required("TAGSTREAM_ACT"), argv, {
    cwd: repository,
    env: {
      ...process.env,
      // Node 24 runs the action, as `using: node24` says; act takes what PATH has.
      PATH: `${writeNode(folder)}${path.delimiter}${process.env["PATH"]}`,
      XDG_CACHE_HOME: path.join(folder, "home"),
      TMPDIR: path.join(folder, "temporary"),
      TAGSTREAM_ACT_ORIGIN: origin,
      TAGSTREAM_ACT_ARTIFACTS: path.join(folder, "artifacts"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const status = await new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve(code ?? 1));
  });
  return { status, log };
}

interface LogLine {
  msg?: string;
  jobID?: string;
  matrix?: Record<string, string | string[]>;
  /** Only in the line that ends a job. */
  jobResult?: string;
}

/** What act says with `--json`: an object a line. */
function readLog(log: string): Pick<ActResult, "output" | "jobs"> {
  const lines = log.split("\n").map((line): LogLine => (line.startsWith("{") ? (JSON.parse(line) as LogLine) : { msg: line }));
  const ended = lines.flatMap(({ jobID, matrix = {}, jobResult }) =>
    jobResult ? [[[jobID, ...Object.values(matrix)].join(" "), jobResult] as const] : [],
  );
  return { output: lines.map(({ msg = "" }) => msg.trimEnd()).join("\n"), jobs: Object.fromEntries(ended) };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this test with script/test.`);
  return value;
}

/** `owner/name@ref` → `owner/name`, of every action that a workflow uses. */
function actionsOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/uses: (([\w.-]+\/[\w.-]+)@\S+)/g)].map(([, uses = "", name = ""]) => [uses, name]));
}

function locate(name: string, folder: string, { standIn }: ActRun): string {
  if (name !== "octo/tagstream") return writeStandIn(name, folder);
  return standIn ?? releasedAction();
}

let released: string | undefined;

/** What a release has, and no more: act copies the whole folder, for each run. */
function releasedAction(): string {
  if (released !== undefined && existsSync(released)) return released;
  released = makeFolder();
  for (const part of ["action.yml", "dist"]) cpSync(path.join(root, part), path.join(released, part), { recursive: true });
  return released;
}
