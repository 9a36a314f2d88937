// Measures a plan whose streams come from several git tags: it must be linear in sources.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { makeRepository, removeFolders } from "../__tests__/support/git.ts";
import { cost, plainEnvironment } from "./child.ts";
import { mark, median, type Node, seconds } from "./machine.ts";
import { startRegistry } from "./stand-in.ts";
import { heading, table } from "./table.ts";

const sizes = [1, 4, 16] as const;
const images = 60;
const runs = 3;
/** Four times the sources may cost this factor more, and still count as linear: git runs for each. */
const linear = 4.8;

/** @param dist the folder of the bundles */
export async function sources([node]: readonly Node[], dist: string): Promise<void> {
  if (!node) return;
  heading(`plan of ${images} images in 1, 4 and 16 streams, each from a git tag of its own`);
  const standIn = await startRegistry();
  try {
    const costs = [];
    for (const count of sizes) costs.push(await medianCost(node, dist, count, `${standIn.registry}/osg`));
    const cpu = costs.map((one) => one.cpu);
    const ratio = cpu.slice(1).map((value, index) => value / (cpu[index] ?? Number.NaN));
    const isLinear = ratio.every((value) => value <= linear);
    table([
      ["", ...sizes.map((count) => `${count} ${count === 1 ? "source" : "sources"}`), "growth", "goal"],
      ["CPU", ...cpu.map(seconds), ratio.map((value) => `×${value.toFixed(1)}`).join(" "), `linear ${mark(isLinear)}`],
      ["wall", ...costs.map(({ wall }) => seconds(wall)), "", ""],
    ]);
  } finally {
    standIn.close();
    removeFolders();
  }
}

/** A repository with so many releases of different lines, and a stream for each. */
function repositoryOf(count: number, registry: string): string {
  const names = Array.from({ length: images }, (_, index) => `service-${index}`);
  const lines = Array.from({ length: count }, (_, index) => index + 1);
  const made = makeRepository({
    ".github/tagstream.yml": [
      `registries: [${registry}]`,
      "defaults: { packages: false }",
      "streams:",
      ...lines.map((line) => `  "${line}": { from: { tag: "v{version}", range: "${line}" } }`),
      "images:",
      ...names.map((name) => `  ${name}: { context: ${name} }`),
      "",
    ].join("\n"),
    ...Object.fromEntries(names.map((name) => [`${name}/Dockerfile`, `FROM scratch\nCOPY . /\n# ${name}\n`])),
  });
  for (const line of lines) {
    made.commit({ "service-0/version": `${line}\n` });
    made.git("tag", `v${line}.0.0`);
  }
  return made.folder;
}

async function medianCost(node: Node, dist: string, count: number, registry: string) {
  const folder = repositoryOf(count, registry);
  const command = [node.path, join(dist, "cli.cjs"), "plan", "--json"];
  const costs = [];
  for (let run = 0; run < runs; run++) {
    const measured = await cost(command, folder, 60);
    if (measured.cut || measured.status !== 0) {
      const again = spawnSync(node.path, command.slice(1), { cwd: folder, env: plainEnvironment(), encoding: "utf8" });
      throw new Error(`tagstream plan failed: ${again.stderr}`);
    }
    costs.push(measured);
  }
  return { cpu: median(costs.map(({ cpu }) => cpu)), wall: median(costs.map(({ wall }) => wall)) };
}
