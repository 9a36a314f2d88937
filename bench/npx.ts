// Measures the first plan of a new user: `npx` of the packed tarball, with an empty cache, against
// the bundle started by hand.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";
import { shellEnvironment } from "../__tests__/support/command-line.ts";
import { removeFolders } from "../__tests__/support/git.ts";
import { newUsersRepository, npm, packTarball } from "../__tests__/support/package.ts";
import { mark, median, type Node, seconds } from "./machine.ts";
import { heading, table } from "./table.ts";

const goal = 2; // seconds, after the download
const runs = 5;

/** @param dist the folder of the bundles, which the tarball has, too, if it is this repository's */
export function npx(nodes: readonly Node[], dist: string): void {
  heading("npx of the packed tarball to the first plan");
  try {
    const tarball = packTarball();
    const size = `${(statSync(tarball).size / 1000).toFixed(0)} kB`;
    console.log(`the tarball: ${size}; \`plan\` of examples/minimal, without a network; median of ${runs}`);
    table([["", "node dist/cli.cjs", "npx", "npx / node", "goal"], ...nodes.map((node) => measure(node, tarball, dist))]);
  } finally {
    removeFolders();
  }
}

/** Both by turns, so that other load on the machine affects both. */
function measure(node: Node, tarball: string, dist: string): string[] {
  const times = { node: [] as number[], npx: [] as number[] };
  for (let run = 0; run < runs; run++) {
    const { folder } = newUsersRepository();
    times.node.push(timed(() => byHand(node, folder, dist)));
    times.npx.push(timed(() => npm(folder, ["npx", "--yes", path.relative(folder, tarball), "plan"], node.path)));
  }
  const [started, first] = [median(times.node), median(times.npx)];
  return [
    `Node ${node.version}`,
    seconds(started),
    seconds(first),
    `${(first / started).toFixed(1)}×`,
    `≤ ${goal} s ${mark(first <= goal)}`,
  ];
}

function byHand(node: Node, folder: string, dist: string): string {
  const options = { cwd: folder, env: shellEnvironment(), encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(node.path, [path.join(dist, "cli.cjs"), "plan"], options);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Seconds until the plan is there. */
function timed(plan: () => string): number {
  const began = performance.now();
  if (!plan().includes("hello:release")) throw new Error("there is no plan of hello:release");
  return (performance.now() - began) / 1000;
}
