// The time that Tagstream adds to BuildKit: `run` of 20 units against one bare
// `docker buildx bake` of the same definitions.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolder, makeRepository, removeFolders, type TestRepository } from "../__tests__/support/git.ts";
import { cleanUpSteps, runStep, type Step, type StepResult } from "../__tests__/support/runner.ts";
import { bakeDefinition } from "../src/core/build/bake.ts";
import { readPlan } from "../src/core/plan/plan-document.ts";
import { meter } from "./child.ts";
import { part } from "./engine.ts";
import { mark, median, type Node, seconds } from "./machine.ts";
import { heading, table } from "./table.ts";

const units = 20;
const pairs = 3;
const goal = 1.1;

/**
 * A typical build computes (compiles, unpacks, compresses) and waits (for package mirrors, `dnf`, a
 * slow registry). Only waiting can hide the time that Tagstream adds, so this build does both:
 * alone on a core, about 2 s of gzip and 4 s of sleep. With more units than cores the computing
 * adds up, as on a runner.
 */
const dockerfile = `FROM busybox:1.36
ARG UNIT
RUN echo "$UNIT" > /unit && head -c 50000000 /dev/urandom | gzip -9 > /dev/null && sleep 4 && head -c 4000000 /dev/urandom > /payload
`;

/** @param dist the folder of the bundles */
export async function building(nodes: readonly Node[], dist: string): Promise<void> {
  heading(`run of ${units} units against one bare bake`);
  const registry = part("TAGSTREAM_TEST_REGISTRY");
  const [node] = nodes;
  if (!node) return;
  const repository = repositoryAt(`${registry}/bench-${randomBytes(4).toString("hex")}`);
  const metered = meter(join(makeFolder(), "node"), node.path);
  const step = (command: string, run: number): Step => ({
    workspace: repository.folder,
    event: "schedule",
    payload: { schedule: "17 6 * * 1" },
    inputs: { command },
    env: { GITHUB_SHA: repository.head(), GITHUB_RUN_ID: String(9000 + run) },
    node: metered.path,
    main: join(dist, "index.cjs"),
  });
  try {
    const bakeFile = await definitionsOf(step("plan", 0));
    await bake(bakeFile, repository.folder); // pulls the base, and warms up the builder
    const bare: Bare[] = [];
    const ours: Phases[] = [];
    for (let pair = 1; pair <= pairs; pair++) {
      bare.push(await bake(bakeFile, repository.folder));
      ours.push({ ...(await run(step("run", pair))), cpu: metered.cpu() });
    }
    report(bare, ours);
  } finally {
    cleanUpSteps();
    removeFolders();
  }
}

function report(bakes: readonly Bare[], ours: readonly Phases[]): void {
  const bare = bakes.map(({ wall }) => wall);
  const walls = ours.map(({ wall }) => wall);
  const factors = walls.map((wall, index) => wall / (bare[index] ?? Number.NaN));
  const factor = median(factors);
  const overheads = walls.map((wall, index) => (wall - (bare[index] ?? Number.NaN)) / units);
  console.log(
    `each unit: 50 MB of gzip -9, then 4 s of waiting, one layer of 4 MB, no cache, no tests; pushed by digest to the same registry by the same builder; by turns`,
  );
  table([
    ["", ...ours.map((_, index) => `pair ${index + 1}`), "median", "goal"],
    secondsRow("one bare docker buildx bake", bare),
    secondsRow("run", walls),
    ...phases.map(([phase, words]) =>
      secondsRow(
        `· ${words}`,
        ours.map((run) => run[phase]),
      ),
    ),
    [
      "run / bake",
      ...factors.map((value) => value.toFixed(3)),
      factor.toFixed(3),
      `≤ ${goal.toFixed(2)} ${mark(factor <= goal)}`,
    ],
    ["· best of each", ...factors.map(() => ""), (Math.min(...walls) / Math.min(...bare)).toFixed(3)],
    secondsRow("overhead per unit", overheads),
    secondsRow(
      "CPU of bake, BuildKit not included",
      bakes.map(({ cpu }) => cpu),
    ),
    secondsRow(
      "CPU of run, BuildKit not included",
      ours.map(({ cpu }) => cpu),
    ),
  ]);
}

function secondsRow(name: string, values: readonly number[]): string[] {
  return [name, ...values.map(seconds), seconds(median(values)), ""];
}

/** Seconds. */
interface Bare {
  wall: number;
  /**
   * CPU of the process and its children: buildx, and in `run` node and git. BuildKit is not one of
   * them.
   */
  cpu: number;
}

/** Seconds. */
interface Phases extends Bare {
  plan: number;
  preflight: number;
  build: number;
  publish: number;
}

/** The phases of a run, in their order, and their words in the table. */
const phases = [
  ["plan", "until the plan is shown"],
  ["preflight", "until the first build begins"],
  ["build", "building"],
  ["publish", "publishing, and the report"],
] as const;

async function run(step: Step): Promise<Omit<Phases, "cpu">> {
  const began = performance.now();
  const seen = new Map<string, number>();
  const moments = { plan: /^tagstream plan ·/m, build: /^::group::/m, publish: /^tagged |: tagged /m } as const;
  const onOutput = (text: string): void => {
    for (const [name, pattern] of Object.entries(moments)) {
      if (!seen.has(name) && pattern.test(text)) seen.set(name, since(began));
    }
  };
  const result: StepResult = await runStep({ ...step, onOutput });
  const wall = since(began);
  if (result.status !== 0) throw new Error(`run failed:\n${result.log}`);
  const [plan, build, publish] = (["plan", "build", "publish"] as const).map((name) => seen.get(name) ?? Number.NaN);
  if (plan === undefined || build === undefined || publish === undefined) throw new Error("unreachable");
  return { wall, plan, preflight: build - plan, build: publish - build, publish: wall - publish };
}

/** The definitions that `run` gives to bake one by one, as targets of one file. */
async function definitionsOf(step: Step): Promise<string> {
  const planned = await runStep(step);
  if (planned.status !== 0) throw new Error(`plan failed:\n${planned.log}`);
  const plan = readPlan(readFileSync(planned.outputs["plan"] ?? "", "utf8"));
  if (plan.units.length !== units) throw new Error(`${plan.units.length} units instead of ${units}`);
  const targets = plan.units.map((unit, index) => {
    const { definition, target } = bakeDefinition(plan, unit);
    return [`unit-${index}`, definition.target[target]] as const;
  });
  const definition = { group: { default: { targets: targets.map(([name]) => name) } }, target: Object.fromEntries(targets) };
  return JSON.stringify(definition);
}

/** One bare bake, called as Tagstream calls it. */
async function bake(definition: string, cwd: string): Promise<Bare> {
  const folder = mkdtempSync(join(tmpdir(), "tagstream-bench-"));
  try {
    const file = join(folder, "bake.json");
    writeFileSync(file, definition);
    const began = performance.now();
    const argv = ["buildx", "bake", "--progress=plain", `--file=${file}`, `--metadata-file=${join(folder, "metadata.json")}`];
    const env = { ...process.env, BUILDX_BAKE_FILE_RELATIVE_PATHS: "0", BUILDX_METADATA_PROVENANCE: "disabled" };
    const metered = meter(join(folder, "docker"), "docker");
    const child = spawn(metered.path, argv, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (log += chunk.toString()));
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (status !== 0) throw new Error(`bake failed:\n${log.slice(-4000)}`);
    return { wall: since(began), cpu: metered.cpu() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function repositoryAt(registry: string): TestRepository {
  const images = Array.from(
    { length: units / 2 },
    (_, index) => `  service-${index}: { context: services/${index}, args: { UNIT: "{image}-{stream}" } }`,
  );
  const configuration = [
    "registries:",
    `  - ${registry}`,
    "defaults: { packages: false }",
    "streams: { release: , testing: }",
    "images:",
    ...images,
    "",
  ].join("\n");
  const services = Array.from({ length: units / 2 }, (_, index) => [
    [`services/${index}/Dockerfile`, dockerfile],
    [`services/${index}/.dockerignore`, "*.md\n"],
  ]);
  const repository = makeRepository({ ...Object.fromEntries(services.flat()), ".github/tagstream.yml": configuration });
  repository.publish();
  return repository;
}

function since(began: number): number {
  return (performance.now() - began) / 1000;
}
