// Forty targets of one Dockerfile against one of them: `run` with `shared-stages`, and how often the
// shared stage ran.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { makeFolder, makeRepository, removeFolders } from "../__tests__/support/git.ts";
import { cleanUpSteps, runStep } from "../__tests__/support/runner.ts";
import { meter } from "./child.ts";
import { part } from "./engine.ts";
import { mark, median, type Node, seconds } from "./machine.ts";
import { heading, table } from "./table.ts";

const many = 40;
const work = 20;
const pairs = 3;
const goal = 1.3;

/** Seconds; `runs` is how often the shared stage ran. */
interface Measured {
  wall: number;
  cpu: number;
  runs: number;
}

/** @param dist the folder of the bundles */
export async function sharedStages(nodes: readonly Node[], dist: string): Promise<void> {
  heading(`${many} targets of one Dockerfile against one`);
  const [node] = nodes;
  if (!node) return;
  const [ones, all]: Measured[][] = [[], []];
  try {
    for (let pair = 0; pair < pairs; pair++) {
      ones?.push(await measure(1, node, dist));
      all?.push(await measure(many, node, dist));
    }
    report(ones ?? [], all ?? []);
  } finally {
    cleanUpSteps();
    removeFolders();
  }
}

function report(ones: readonly Measured[], all: readonly Measured[]): void {
  const factors = all.map(({ wall }, pair) => wall / (ones[pair]?.wall ?? Number.NaN));
  const once = [...ones, ...all].every(({ runs }) => runs === 1);
  const row = (name: string, values: readonly number[]) => [name, ...values.map(seconds), seconds(median(values)), ""];
  console.log(`the shared stage waits ${work} s; each target copies its result and runs one command; pushed and published`);
  table([
    ["", ...all.map((_, pair) => `pair ${pair + 1}`), "median", "goal"],
    row(
      "run of one target",
      ones.map(({ wall }) => wall),
    ),
    row(
      `run of ${many} targets`,
      all.map(({ wall }) => wall),
    ),
    [
      `${many} targets / one`,
      ...factors.map((factor) => factor.toFixed(3)),
      median(factors).toFixed(3),
      `≤ ${goal.toFixed(2)} ${mark(median(factors) <= goal)}`,
    ],
    row(
      `CPU of ${many} targets, BuildKit not included`,
      all.map(({ cpu }) => cpu),
    ),
    ["runs of the shared stage", ...all.map(({ runs }) => String(runs)), "", `1 ${mark(once)}`],
  ]);
}

/** A weekly run of so many targets in a new repository. */
async function measure(targets: number, node: Node, dist: string): Promise<Measured> {
  let runs = 0;
  const server = createServer((_, response) => {
    runs++;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const repository = makeRepository(filesOf(targets, port));
    repository.publish();
    const metered = meter(join(makeFolder(), "node"), node.path);
    const began = performance.now();
    const { status, log } = await runStep({
      workspace: repository.folder,
      event: "schedule",
      payload: { schedule: "17 6 * * 1" },
      inputs: { command: "run" },
      env: { GITHUB_SHA: repository.head(), GITHUB_RUN_ID: "9000" },
      node: metered.path,
      main: join(dist, "index.cjs"),
    });
    if (status !== 0) throw new Error(`run failed:\n${log.slice(-4000)}`);
    return { wall: (performance.now() - began) / 1000, cpu: metered.cpu(), runs };
  } finally {
    server.close();
  }
}

/** @param port the server on this machine that counts the runs of the shared stage */
function filesOf(targets: number, port: number): Record<string, string> {
  const names = Array.from({ length: targets }, (_, index) => `target-${index}`);
  const shared = `FROM busybox:1.36 AS shared
COPY source /source
RUN wget -qO /dev/null http://127.0.0.1:${port}/ && sleep ${work} && head -c 4000000 /dev/urandom > /made
`;
  const own = names.map((name) => `FROM busybox:1.36 AS ${name}\nCOPY --from=shared /made /made\nRUN echo ${name} > /name\n`);
  const images = names.map((name) => `  ${name}: { context: app, target: ${name}, shared-stages: true }`);
  const registry = `${part("TAGSTREAM_TEST_REGISTRY")}/bench-${randomBytes(4).toString("hex")}`;
  return {
    "app/Dockerfile": [shared, ...own].join("\n"),
    "app/source": registry,
    ".github/tagstream.yml": [
      "registries:",
      `  - ${registry}`,
      "defaults: { packages: false }",
      "streams: { release: }",
      "images:",
      ...images,
      "",
    ].join("\n"),
  };
}
