// Measures the time from the start of the action to the first decision in its log, and the size of
// the files that it loads.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, makeRepository, removeFolders, type TestRepository } from "../__tests__/support/git.ts";
import { cleanUpSteps, runStep, type Step } from "../__tests__/support/runner.ts";
import { sizeOf, startUpFiles } from "../__tests__/support/start-up.ts";
import { mark, median, type Node, seconds } from "./machine.ts";
import { startRegistry } from "./stand-in.ts";
import { heading, table } from "./table.ts";

const goals = { size: 1_000_000, decision: 0.28 };
const runs = 15;

/** @param dist the folder of the bundles */
export async function startup(nodes: readonly Node[], dist: string): Promise<void> {
  heading("start-up of the bundle to the first decision");
  const size = sizeOf(startUpFiles(join(dist, "index.cjs")));
  console.log(`index.cjs, with what it loads: ${(size / 1000).toFixed(0)} kB · goal ≤ 1 MB ${mark(size <= goals.size)}`);
  const standIn = await startRegistry();
  try {
    const repository = exampleAt(standIn.registry);
    const step = (node: Node): Step => ({
      workspace: repository.folder,
      event: "schedule",
      payload: { schedule: "17 6 * * 1" },
      inputs: { command: "plan" },
      env: { GITHUB_SHA: repository.head() },
      node: node.path,
      main: join(dist, "index.cjs"),
    });
    const rows: string[][] = [];
    for (const [index, node] of nodes.entries()) rows.push(await measure(node, step(node), index === 0));
    console.log(
      `\n\`command: plan\` of examples/minimal, as a runner would start it on a schedule; wall time, median of ${runs}`,
    );
    table([["", "node -e 0", "bundle loaded", "first decision", "process ended", "goal"], ...rows]);
    const [newest] = nodes;
    if (newest) console.log(await contents(step(newest), standIn.requests));
  } finally {
    standIn.close();
    cleanUpSteps();
    removeFolders();
  }
}

/** Measures the three by turns, so that other load on the machine affects all of them. */
async function measure(node: Node, step: Step, hasGoal: boolean): Promise<string[]> {
  const times = { bare: [] as number[], loaded: [] as number[], decided: [] as number[], ended: [] as number[] };
  for (let run = 0; run <= runs; run++) {
    const bare = timed(() => spawnSync(node.path, ["-e", "0"]));
    // An unknown command is refused once everything is loaded, before anything is read.
    const loading = performance.now();
    await runStep({ ...step, inputs: { command: "none" } });
    const loaded = since(loading);
    const began = performance.now();
    let decided: number | undefined;
    const onOutput = (text: string) => {
      if (decided === undefined && /^ +hello:\S+ +build /m.test(text)) decided = since(began);
    };
    const result = await runStep({ ...step, onOutput });
    const ended = since(began);
    if (result.status !== 0 || decided === undefined) throw new Error(`no decision:\n${result.log}`);
    if (run === 0) continue; // the files are not cached yet
    times.bare.push(bare);
    times.loaded.push(loaded);
    times.decided.push(decided);
    times.ended.push(ended);
  }
  const decision = median(times.decided);
  const goal = hasGoal ? `≤ ${goals.decision} s ${mark(decision <= goals.decision)}` : "";
  return [
    `Node ${node.version}`,
    ...[times.bare, times.loaded, times.decided, times.ended].map((all) => seconds(median(all))),
    goal,
  ];
}

/** The share of git, by git's own trace, and of requests to the registry. */
async function contents(step: Step, requests: () => number): Promise<string> {
  const trace = join(makeFolder(), "trace");
  writeFileSync(trace, "");
  requests();
  await runStep({ ...step, env: { ...step.env, GIT_TRACE2_EVENT: trace } });
  const events = readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): { event: string; sid: string; t_abs?: number } => JSON.parse(line));
  // A process that git itself starts has the session of its parent, and a slash, before its own.
  const exits = events.filter(({ event, sid }) => event === "exit" && !sid.includes("/"));
  const spent = exits.reduce((sum, { t_abs = 0 }) => sum + t_abs, 0);
  return `in it: ${exits.length} calls of git (${seconds(spent)} by their own clocks, some side by side), ${requests()} requests to a registry on this machine`;
}

/** examples/minimal as a checkout with a remote, its images in the given registry. */
function exampleAt(registry: string): TestRepository {
  const folder = makeFolder();
  cpSync("examples/minimal", folder, { recursive: true });
  const file = join(folder, ".github/tagstream.yml");
  writeFileSync(file, `registries: [${registry}/osg]\n${readFileSync(file, "utf8")}`);
  const repository = makeRepository({}, folder);
  repository.publish();
  return repository;
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return since(began);
}

/** Seconds. */
function since(began: number): number {
  return (performance.now() - began) / 1000;
}
