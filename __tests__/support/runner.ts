import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { compileCache } from "./once-per-run.ts";

/** What GitHub's runner would tell the action of one step. */
export interface Step {
  /** The checkout, `GITHUB_WORKSPACE`. */
  workspace: string;
  event: string;
  payload?: unknown;
  inputs?: Record<string, string>;
  /** Other variables: `GITHUB_SHA`, `GITHUB_RUN_ID` … */
  env?: Record<string, string>;
  /** The Node to run it on; unless told otherwise, the one that `action.yml` names. */
  node?: string;
  /** The file to run: the action's bundle, unless told otherwise. */
  main?: string;
  /** Called with each piece of output as it comes, so that a test can kill the process at a certain moment. */
  onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

export interface StepResult {
  status: number | null;
  signal: NodeJS.Signals | null;
  /** Standard output and error, as the job's log would hold them. */
  log: string;
  outputs: Record<string, string>;
  /** The job summary's Markdown. */
  summary: string;
  /** The annotations, `::error file=…,line=…::message` decoded. */
  annotations: { kind: string; properties: Record<string, string>; message: string }[];
  /** `RUNNER_TEMP`, kept until `cleanUp`. */
  temp: string;
}

const root = path.resolve(import.meta.dirname, "../..");
const folders: string[] = [];

/** Runs the committed bundle as GitHub's runner would: inputs and event in the environment, results in files. */
export async function runStep(step: Step): Promise<StepResult> {
  const temp = mkdtempSync(path.join(os.tmpdir(), "tagstream-runner-"));
  folders.push(temp);
  const file = (name: string, text = ""): string => {
    const target = path.join(temp, name);
    writeFileSync(target, text);
    return target;
  };
  const files = { output: file("output"), summary: file("summary") };
  mkdirSync(path.join(temp, "temp"));
  const env = {
    ...inherited(),
    ...compileCache(),
    ...ofRunner,
    GITHUB_WORKSPACE: step.workspace,
    GITHUB_EVENT_NAME: step.event,
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(step.payload ?? {})),
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_STATE: file("state"),
    GITHUB_ENV: file("env"),
    GITHUB_PATH: file("path"),
    RUNNER_TEMP: path.join(temp, "temp"),
    ...Object.fromEntries(Object.entries(step.inputs ?? {}).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...step.env,
  };
  const { status, signal, log } = await runProcess(step, env);
  return {
    status,
    signal,
    log,
    outputs: parseOutputs(readFileSync(files.output, "utf8")),
    summary: readFileSync(files.summary, "utf8"),
    annotations: parseAnnotations(log),
    temp: path.join(temp, "temp"),
  };
}

/** Variables that every step of the tests has, whatever its event. */
const ofRunner = {
  GITHUB_ACTIONS: "true",
  CI: "true",
  GITHUB_REPOSITORY: "osg/images",
  GITHUB_REF: "refs/heads/main",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_RUN_ID: "4711",
  GITHUB_RUN_ATTEMPT: "1",
};

/** Node 24 runs actions: the engine has one. Without the engine, this process' own Node does. */
const nodeOfActions = (): string => process.env["TAGSTREAM_NODE24"] || process.execPath;

/** This process' own variables that a step finds Docker and its tools by: nothing else comes through. */
function inherited(): NodeJS.ProcessEnv {
  const names = ["PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG", "BUILDX_BUILDER", "TAGSTREAM_DOCKER_RUN_ARGS", "TMPDIR"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

async function runProcess(step: Step, env: NodeJS.ProcessEnv): Promise<Pick<StepResult, "status" | "signal" | "log">> {
  const child = spawn(step.node ?? nodeOfActions(), [step.main ?? path.join(root, "dist/index.cjs")], {
    cwd: step.workspace,
    env,
  });
  let log = "";
  const take = (chunk: Buffer): void => {
    log += chunk.toString();
    step.onOutput?.(log, (signal) => child.kill(signal));
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (...end) => resolve(end));
  });
  return { status, signal, log };
}

/** Removes what the steps of a test left. */
export function cleanUpSteps(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The runner's file format: `name<<DELIMITER`, lines, `DELIMITER`; or `name=value`. */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let n = 0; n < lines.length; n++) {
    const heredoc = /^([\w-]+)<<(.+)$/.exec(lines[n] ?? "");
    const plain = /^([\w-]+)=(.*)$/.exec(lines[n] ?? "");
    if (heredoc?.[1]) {
      const value: string[] = [];
      for (n++; n < lines.length && lines[n] !== heredoc[2]; n++) value.push(lines[n] ?? "");
      outputs[heredoc[1]] = value.join("\n");
    } else if (plain?.[1]) {
      outputs[plain[1]] = plain[2] ?? "";
    }
  }
  return outputs;
}

function parseAnnotations(log: string): StepResult["annotations"] {
  const decode = (text: string): string =>
    text.replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
  return [...log.matchAll(/^::(error|warning|notice)(?: ([^\n]*?))?::(.*)$/gm)].map(
    ([, kind = "", properties = "", message = ""]) => ({
      kind,
      properties: Object.fromEntries(
        properties
          .split(",")
          .flatMap((pair) =>
            pair.includes("=") ? [[pair.slice(0, pair.indexOf("=")), decode(pair.slice(pair.indexOf("=") + 1))]] : [],
          ),
      ),
      message: decode(message),
    }),
  );
}
