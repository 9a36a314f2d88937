import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeStandIn } from "./act-actions.ts";
import { root, type WorkflowFile } from "./workflow-files.ts";

export interface ActRun {
  /** A clean git repository, on its default branch `main`. */
  repository: string;
  workflow: WorkflowFile;
  event: "schedule" | "workflow_dispatch";
  /** The event's payload; GitHub's for a schedule has nothing but the cron line. */
  payload?: object;
  environment?: Record<string, string>;
}

export interface ActResult {
  status: number;
  /** All that the jobs printed. */
  output: string;
  /** Where the run's artifacts are, a folder each. */
  artifacts: string;
}

/** act's own schema of workflows is older than the platform: these lines are errors to it, and without effect under it. */
function withoutNewKeys(text: string): string {
  return text.replace(/^ +queue: max\n/gm, "");
}

/**
 * Runs a workflow on this machine with act (https://github.com/nektos/act), every job as processes without a container: the real workflow, the
 * real bundle from `dist`, the real engine; stand-ins for checkout, artifacts and logins.
 * @throws when TAGSTREAM_ACT or TAGSTREAM_NODE24 is not set: `script/test` sets both
 */
export async function runWithAct({ repository, workflow, event, payload = {}, environment = {} }: ActRun): Promise<ActResult> {
  const [act, node] = [required("TAGSTREAM_ACT"), required("TAGSTREAM_NODE24")];
  const folder = mkdtempSync(path.join(tmpdir(), "tagstream-act-"));
  const artifacts = path.join(folder, "artifacts");
  mkdirSync(artifacts);
  writeFileSync(path.join(folder, "workflow.yml"), withoutNewKeys(workflow.text));
  writeFileSync(path.join(folder, "event.json"), JSON.stringify(payload));
  const flags = {
    "--workflows": path.join(folder, "workflow.yml"),
    "--eventpath": path.join(folder, "event.json"),
    // On this machine itself, not in a container.
    "--platform": "ubuntu-24.04=-self-hosted",
    "--defaultbranch": "main",
    "--secret": "GITHUB_TOKEN=a-token-for-act",
    "--action-cache-path": path.join(folder, "cache"),
    "--container-daemon-socket": "-",
  };
  const replaced = [...actionsOf(workflow.text)].flatMap(([uses, name]) => [
    "--local-repository",
    `${uses}=${locate(name, folder)}`,
  ]);
  const switches = ["--no-skip-checkout", "--no-cache-server", "--pull=false"];
  const child = spawn(act, [event, ...switches, ...Object.entries(flags).flat(), ...replaced], {
    cwd: repository,
    env: {
      ...process.env,
      ...environment,
      // Node 24 runs the action, as `using: node24` says; act takes what PATH has.
      PATH: `${path.dirname(node)}${path.delimiter}${process.env["PATH"]}`,
      XDG_CACHE_HOME: path.join(folder, "home"),
      TAGSTREAM_ACT_ORIGIN: repository,
      TAGSTREAM_ACT_ARTIFACTS: artifacts,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const status = await new Promise<number>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve(code ?? 1));
  });
  return { status, output, artifacts };
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

function locate(name: string, folder: string): string {
  if (name !== "octo/tagstream") return writeStandIn(name, folder);
  // What a release has, and no more: act copies the whole folder.
  const target = path.join(folder, "tagstream");
  for (const part of ["action.yml", "dist"]) cpSync(path.join(root, part), path.join(target, part), { recursive: true });
  return target;
}
