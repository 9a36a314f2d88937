// Measures a plan of 60, 600 and 6,000 units: the core alone, and the whole command line.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { makeRepository, removeFolders } from "../__tests__/support/git.ts";
import { cost, plainEnvironment } from "./child.ts";
import { repositoryOf } from "./fixture.ts";
import { mark, median, type Node, seconds } from "./machine.ts";
import { otherSteps, planningSteps, type Steps } from "./planning-core.ts";
import { startRegistry } from "./stand-in.ts";
import { heading, table } from "./table.ts";

const sizes = [60, 600, 6000] as const;
const goal = 1;
/**
 * Ten times the units may cost this factor more than ten times the time, and still count as linear.
 */
const linear = 12;
const runs = 5;
/** Seconds, after which the benchmark gives the command line up. */
const limit = 30;

/** @param dist the folder of the bundles */
export async function planning(nodes: readonly Node[], dist: string): Promise<void> {
  heading("plan of 60, 600 and 6,000 units");
  for (const node of nodes) core(node);
  const [newest] = nodes;
  if (newest) await commandLine(newest, dist);
}

function core(node: Node): void {
  const medians = sizes.map((units) => medianSteps(node, units));
  const totals = medians.map((steps) => planningSteps.reduce((sum, step) => sum + steps[step], 0));
  const line = (name: string, values: readonly number[], note: string) => [name, ...values.map(seconds), ratios(values), note];
  const total = totals.at(-1) ?? Number.NaN;
  console.log(
    `\ncore, Node ${node.version}: CPU seconds, all threads, of a cold process; hashes and registry given (median of ${runs})`,
  );
  table([
    ["", ...sizes.map((units) => `${units} units`), "growth", "goal"],
    ...planningSteps.map((step) =>
      line(
        step,
        medians.map((steps) => steps[step]),
        "",
      ),
    ),
    line("planning", totals, `≤ ${goal} s at 6,000 ${mark(total <= goal)} · linear ${mark(isLinear(totals))}`),
    ...otherSteps.map((step) =>
      line(
        step,
        medians.map((steps) => steps[step]),
        "",
      ),
    ),
  ]);
}

/** Each run is its own process, so nothing is warm. */
function medianSteps(node: Node, units: number): Steps {
  const measured = Array.from({ length: runs }, (): Steps => {
    const child = spawnSync(node.path, [process.argv[1] ?? "", "--core", String(units)], { encoding: "utf8" });
    if (child.status !== 0) throw new Error(`planning ${units} units failed: ${child.stderr}`);
    return JSON.parse(child.stdout);
  });
  const of = (step: keyof Steps) => median(measured.map((steps) => steps[step]));
  return Object.fromEntries([...planningSteps, ...otherSteps].map((step) => [step, of(step)])) as Steps;
}

async function commandLine(node: Node, dist: string): Promise<void> {
  const standIn = await startRegistry();
  const places = [
    ["a registry that holds nothing", `${standIn.registry}/osg`],
    ["offline: nobody answers", "localhost:1/osg"],
  ] as const;
  console.log(`\n\`tagstream plan --json\`, Node ${node.version}: the whole process, git included (median of 3)`);
  const rows: string[][] = [];
  try {
    for (const [name, registry] of places) {
      const costs = [];
      for (const units of sizes) costs.push(await medianCost(node, dist, units, registry));
      const text = (value: number, cut: boolean) => (cut ? `> ${limit} s` : seconds(value));
      const whole = costs.filter(({ cut }) => !cut);
      const growth = (values: readonly number[]) => (whole.length === costs.length ? ratios(values) : "");
      rows.push(
        [`${name}: CPU`, ...costs.map(({ cpu, cut }) => text(cpu, cut)), growth(costs.map(({ cpu }) => cpu))],
        [`${name}: wall`, ...costs.map(({ wall, cut }) => text(wall, cut)), growth(costs.map(({ wall }) => wall))],
      );
    }
  } finally {
    standIn.close();
    removeFolders();
  }
  table([["", ...sizes.map((units) => `${units} units`), "growth"], ...rows]);
}

async function medianCost(node: Node, dist: string, units: number, registry: string) {
  const { folder } = makeRepository(repositoryOf(units, [registry]));
  const costs = [];
  for (let run = 0; run < 3; run++) {
    const measured = await cost([node.path, join(dist, "cli.cjs"), "plan", "--json"], folder, limit);
    if (measured.cut) return measured;
    if (measured.status !== 0) throw new Error(whyFailed(node, dist, folder));
    costs.push(measured);
  }
  return { cut: false, cpu: median(costs.map(({ cpu }) => cpu)), wall: median(costs.map(({ wall }) => wall)) };
}

function whyFailed(node: Node, dist: string, folder: string): string {
  const again = spawnSync(node.path, [join(dist, "cli.cjs"), "plan"], { cwd: folder, env: plainEnvironment(), encoding: "utf8" });
  return `tagstream plan failed: ${again.stderr}`;
}

/** `×4.1 ×8.9`: from each size to the next. */
function ratios(values: readonly number[]): string {
  return values
    .slice(1)
    .map((value, index) => `×${(value / (values[index] ?? Number.NaN)).toFixed(1)}`)
    .join(" ");
}

function isLinear(values: readonly number[]): boolean {
  return values.slice(1).every((value, index) => value <= linear * (values[index] ?? 0));
}
