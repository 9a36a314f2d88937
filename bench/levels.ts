// A chain of 24 images, and a base with 23 images on it: in one job, and spread over levels of jobs
// on two builders. Levels are for what one job cannot end in time; this is what they cost.
import { randomBytes } from "node:crypto";
import path from "node:path";
import { makeRepository, removeFolders, type TestRepository } from "../__tests__/support/git.ts";
import { cleanUpSteps, runStep, type StepResult } from "../__tests__/support/runner.ts";
import { part } from "./engine.ts";
import type { Node } from "./machine.ts";
import { seconds } from "./machine.ts";
import { heading, table } from "./table.ts";

const units = 24;
/** Seconds that each image's build waits, as for a package mirror. */
const wait = 1;

/** The base of an image, by its number: the first image has none. */
type Shape = (image: number) => number;

const shapes: [name: string, shape: Shape, maxUnits: number][] = [
  ["a chain", (image) => image - 1, 8],
  ["one base below all", () => 0, 8],
];

/** @param dist the folder of the bundles */
export async function levels(nodes: readonly Node[], dist: string): Promise<void> {
  heading(`${units} images in one job, and in levels of jobs on two builders`);
  const [node] = nodes;
  if (!node) return;
  const builders = [part("BUILDX_BUILDER"), part("TAGSTREAM_TEST_BUILDER_ARM64")];
  const rows: string[][] = [];
  try {
    for (const [name, shape, maxUnits] of shapes) {
      const project = makeProject(shape, maxUnits, node, dist);
      const one = await timed(() => project.step({ command: "run" }));
      const spread = await timed(() => project.spread(builders));
      rows.push([name, seconds(one.wall), seconds(spread.wall), spread.result.join(" + "), (spread.wall / one.wall).toFixed(2)]);
    }
  } finally {
    cleanUpSteps();
    removeFolders();
  }
  console.log(`each build waits ${wait} s; a builder does one job after the other; max-units: 8`);
  table([["", "one job", "levels", "jobs by level", "levels / one job"], ...rows]);
}

async function timed<T>(work: () => Promise<T>): Promise<{ wall: number; result: T }> {
  const began = performance.now();
  const result = await work();
  return { wall: (performance.now() - began) / 1000, result };
}

/** A repository of these images, and its runs. */
function makeProject(shape: Shape, maxUnits: number, node: Node, dist: string) {
  const repository = makeRepository(filesOf(shape, maxUnits));
  repository.publish();
  const step = (inputs: Record<string, string>, builder = part("BUILDX_BUILDER")) => {
    const run = inputs["command"] === "run" ? "9100" : "9101"; // a run does not build again what it has published
    const env = { BUILDX_BUILDER: builder, GITHUB_RUN_ID: run };
    return green(repository, { inputs, node: node.path, main: path.join(dist, "index.cjs"), env });
  };
  return {
    step,
    /** Runs a plan's jobs, level by level, and gives how many each level has. */
    async spread(builders: readonly string[]): Promise<number[]> {
      const { outputs, temp } = await step({ command: "plan" });
      const records = path.join(temp, "records");
      const plan = outputs["plan"] ?? "";
      const counts: number[] = [];
      for (const name of ["matrix", "matrix-2", "matrix-3"]) {
        const { include } = JSON.parse(outputs[name] ?? "") as { include: { job: string }[] };
        if (include.length > 0) counts.push(include.length);
        const left = include.map(({ job }) => job);
        const work = async (builder: string): Promise<void> => {
          for (let job = left.shift(); job !== undefined; job = left.shift())
            await step({ command: "build", plan, job, records }, builder);
        };
        await Promise.all(builders.map(work));
      }
      await step({ command: "publish", plan, records });
      return counts;
    },
  };
}

async function green(
  repository: TestRepository,
  { env, ...step }: { inputs: Record<string, string>; node: string; main: string; env: Record<string, string> },
): Promise<StepResult> {
  const ended = await runStep({
    workspace: repository.folder,
    event: "schedule",
    payload: { schedule: "17 6 * * 1" },
    env: { GITHUB_SHA: repository.head(), ...env },
    ...step,
  });
  if (ended.status !== 0) throw new Error(`${step.inputs["command"]} failed:\n${ended.log.slice(-4000)}`);
  return ended;
}

function filesOf(shape: Shape, maxUnits: number): Record<string, string> {
  const registry = `${part("TAGSTREAM_TEST_REGISTRY")}/bench-${randomBytes(4).toString("hex")}`;
  const images = Array.from({ length: units }, (_, image) => image);
  const base = (image: number) => (image === 0 ? "busybox:1.36" : `${registry}/i${shape(image)}:release`);
  const configuration = [
    `registries: [${registry}]`,
    "defaults: { packages: false }",
    `jobs: { max-units: ${maxUnits} }`,
    "images:",
    ...images.map((image) => `  i${image}: { context: i${image} }`),
    "",
  ];
  return {
    ".github/tagstream.yml": configuration.join("\n"),
    ...Object.fromEntries(
      images.map((image) => [`i${image}/Dockerfile`, `FROM ${base(image)}\nRUN sleep ${wait} && echo ${image} > /i${image}\n`]),
    ),
  };
}
