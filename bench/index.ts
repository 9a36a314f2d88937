// The benchmarks: all of them, or some:
//
//   npm run bench
//   npm run bench -- startup npx planning sources base-requests building shared-stages tag-move copying merging idle-push promotion warm-cache levels packages listing keeping following pruning dry-run pins status status-page
//
// The output shows goals beside the figures; a missed goal fails nothing.
import { existsSync } from "node:fs";
import path from "node:path";
import { baseRequests } from "./base-requests.ts";
import { building } from "./building.ts";
import { copying, copyOnce } from "./copying.ts";
import { dryRun } from "./dry-run.ts";
import { bring, type Need } from "./engine.ts";
import { following } from "./following.ts";
import { idlePush } from "./idle-push.ts";
import { keeping } from "./keeping.ts";
import { levels } from "./levels.ts";
import { listing } from "./listing.ts";
import { machineLine, type Node, nodes } from "./machine.ts";
import { merging } from "./merging.ts";
import { npx } from "./npx.ts";
import { packages, readOnce } from "./packages.ts";
import { pins } from "./pins.ts";
import { planning } from "./planning.ts";
import { measureCore } from "./planning-core.ts";
import { promotion } from "./promotion.ts";
import { pruning } from "./pruning.ts";
import { sharedStages } from "./shared-stages.ts";
import { sources } from "./sources.ts";
import { startup } from "./startup.ts";
import { status } from "./status.ts";
import { statusPage } from "./status-page.ts";
import { tagMove } from "./tag-move.ts";
import { warmCache } from "./warm-cache.ts";

type Benchmark = [needs: readonly Need[], run: (nodes: readonly Node[], dist: string) => Promise<void> | void];

const benchmarks: Record<string, Benchmark> = {
  startup: [[], startup],
  npx: [[], npx],
  planning: [[], planning],
  sources: [[], sources],
  "base-requests": [[], baseRequests],
  building: [["engine"], building],
  "shared-stages": [["engine"], sharedStages],
  "tag-move": [["engine", "crane"], tagMove],
  copying: [["engine", "crane"], copying],
  merging: [["engine"], merging],
  "idle-push": [["engine"], idlePush],
  promotion: [["engine"], promotion],
  "warm-cache": [["engine"], warmCache],
  levels: [["engine"], levels],
  packages: [[], packages],
  listing: [["engine"], listing],
  keeping: [["engine"], keeping],
  following: [[], following],
  pruning: [[], pruning],
  "dry-run": [[], dryRun],
  pins: [[], pins],
  status: [[], status],
  "status-page": [[], statusPage],
};

const args = process.argv.slice(2);
if (args[0] === "--core") {
  console.log(JSON.stringify(await measureCore(Number(args[1])))); // one run of `planning`, in a process of its own
} else if (args[0] === "--copy") {
  const [, digest = "", from = "", to = ""] = args;
  console.log(JSON.stringify(await copyOnce(digest, from, to))); // one copy of `copying`, in a process of its own
} else if (args[0] === "--list") {
  console.log(JSON.stringify(await readOnce(args[1] ?? ""))); // one list of `packages`, in a process of its own
} else {
  const dist = path.resolve(process.env["TAGSTREAM_BENCH_DIST"] ?? "dist");
  const unknown = args.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length > 0) fail(`There is no benchmark ${unknown.join(", ")}: ${Object.keys(benchmarks).join(", ")}`);
  else if (!existsSync(path.join(dist, "index.cjs"))) fail(`There is no bundle in ${dist}: npm run build`);
  else
    await measure(
      args.length === 0 ? Object.keys(benchmarks) : Object.keys(benchmarks).filter((name) => args.includes(name)),
      dist,
    );
}

/** Runs the benchmarks in turn. If one cannot run, it says why, and the others go on. */
async function measure(names: readonly string[], dist: string): Promise<void> {
  console.log(machineLine(nodes()));
  for (const name of names) {
    const [needs, run] = benchmarks[name] ?? [[], () => {}];
    try {
      bring(needs);
      await run(nodes(), dist);
    } catch (error) {
      fail(`${name} was not measured: ${reason(error)}`);
    }
  }
}

/** Says what is missing, without a stack; `DEBUG=1` shows the stack, too. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env["DEBUG"] ? (error.stack ?? error.message) : error.message;
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
