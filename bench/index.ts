// The benchmarks: `npm run bench`, or `npm run bench -- startup planning building` for some of them. Goals stand beside the figures; nothing fails by them.
import { existsSync } from "node:fs";
import path from "node:path";
import { building } from "./building.ts";
import { machineLine, nodes } from "./machine.ts";
import { planning } from "./planning.ts";
import { measureCore } from "./planning-core.ts";
import { startup } from "./startup.ts";

const benchmarks = { startup, planning, building } as const;

const args = process.argv.slice(2);
if (args[0] === "--core") {
  console.log(JSON.stringify(await measureCore(Number(args[1])))); // one run of `planning`, in a process of its own
} else {
  const unknown = args.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length > 0) throw new Error(`there is no benchmark ${unknown.join(", ")}: ${Object.keys(benchmarks).join(", ")}`);
  const dist = path.resolve(process.env["TAGSTREAM_BENCH_DIST"] ?? "dist");
  if (!existsSync(path.join(dist, "index.cjs"))) throw new Error(`there is no bundle in ${dist}: npm run build`);
  const found = nodes();
  console.log(machineLine(found));
  for (const [name, run] of Object.entries(benchmarks)) if (args.length === 0 || args.includes(name)) await run(found, dist);
}
