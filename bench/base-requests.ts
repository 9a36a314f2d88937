// Counts the requests of a plan that looks for moved bases: 85 units on 3 bases, in registries in memory.
import { removeFolders } from "../__tests__/support/git.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "../__tests__/support/memory-run.ts";
import { plan as planCommand } from "../src/commands/plan.ts";
import { run as runCommand } from "../src/commands/run.ts";
import type { Digest } from "../src/core/lib/digest.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

const images = 17;
const streams = ["s1", "s2", "s3", "s4", "s5"];
const bases = ["nine", "ten", "eleven"];
const place = "one.example.org/osg";
const hub = "hub.example.org/os";
const day = 86_400_000;

/** The requests of one plan, by what they ask. */
interface Requests {
  /** HEADs of bases. */
  heads: number;
  /** GETs of bases: what a moved one costs. */
  ages: number;
  /** GETs of attestations and their blobs, and of the indexes that name them. */
  provenance: number;
  /** All others: what a plan without `bases` asks, too. */
  others: number;
}

export async function baseRequests(): Promise<void> {
  heading(`requests of a plan of ${images * streams.length} units with \`rebuild: { every, bases }\` and ${bases.length} bases`);
  try {
    const rows: [name: string, requests: Requests, goal: string][] = [];
    const without = await planned(await project("{ every: 7d, bases: false }", "schedule"));
    rows.push(["without `bases`", without, ""]);
    const pushed = await planned(await project("{ every: 7d }", "push"));
    rows.push(["after a push, never looked at", pushed, ""]);
    const made = await project("{ every: 7d }", "schedule");
    const idle = await planned(made);
    const isCheap = idle.heads === bases.length && idle.provenance === 0 && idle.others === without.others;
    rows.push(["nothing moved", idle, `1 HEAD a base, no provenance ${mark(isCheap)}`]);
    moveBase(made, "nine");
    const moved = await planned(made);
    rows.push([
      "one base moved",
      moved,
      `1 HEAD a base, no provenance ${mark(moved.heads === bases.length && moved.provenance === 0)}`,
    ]);
    table([
      ["", "HEAD base", "GET base", "provenance", "others", "goal"],
      ...rows.map(([name, { heads, ages, provenance, others }, goal]) => [
        name,
        ...[heads, ages, provenance, others].map(String),
        goal,
      ]),
    ]);
  } finally {
    removeFolders();
  }
}

/** A repository whose images all were published by one event. */
async function project(rebuild: string, event: "schedule" | "push"): Promise<MemoryRun> {
  const names = Array.from({ length: images }, (_, index) => `app-${index}`);
  const made = memoryRun({
    ".github/tagstream.yml": `registries: [${place}]
rebuild: ${rebuild}
streams: { ${streams.map((stream) => `${stream}: {}`).join(", ")} }
images:
${names.map((name) => `  ${name}: { context: ${name} }\n`).join("")}`,
    ...Object.fromEntries(names.map((name, index) => [`${name}/Dockerfile`, `FROM ${hub}/${bases[index % bases.length]}:1\n`])),
  });
  for (const base of bases) moveBase(made, base);
  const { session } = await made.session(event);
  if ((await runCommand(defaultRequest, session)) !== 0) throw new Error("the first run failed");
  if (event === "push") withProvenance(made, names);
  return made;
}

/** Gives images the provenance of a build that resolved its base by itself. */
function withProvenance({ registry }: MemoryRun, names: readonly string[]): void {
  for (const [index, name] of names.entries()) {
    const [base = ""] = [bases[index % bases.length]];
    const digest = registry.shown(`${hub}/${base}`)["1"] as Digest;
    for (const [tag] of Object.entries(registry.shown(`${place}/${name}`))) {
      const on = [{ uri: `pkg:docker/${hub}/${base}@1`, digest }];
      const built = registry.push(`${place}/${name}`, registry.annotationsOf(`${place}/${name}`, tag), on, {
        content: { tag: tag.slice(0, 2) },
        platforms: ["linux/amd64", "linux/arm64"],
      });
      registry.setTag(`${place}/${name}`, tag, built);
    }
  }
}

let moves = 0;

function moveBase({ registry, now }: MemoryRun, base: string): void {
  const created = new Date(now.getTime() - day);
  registry.setTag(`${hub}/${base}`, "1", registry.push(`${hub}/${base}`, {}, [], { content: { move: ++moves }, created }));
}

/** Plans a day later. */
async function planned(made: MemoryRun): Promise<Requests> {
  made.now = new Date(made.now.getTime() + day);
  const { session } = await made.session("schedule");
  const requests: Requests = { heads: 0, ages: 0, provenance: 0, others: 0 };
  made.registry.refuse = ({ verb, repository, reference }) => {
    if (repository.startsWith(hub)) requests[verb === "resolve" ? "heads" : "ages"]++;
    else if (verb === "blob" || (verb === "manifest" && reference.startsWith("sha256:"))) requests.provenance++;
    else requests.others++;
    return undefined;
  };
  await planCommand(defaultRequest, session);
  return requests;
}
