// The benchmarks: `npm run bench`, or `npm run bench -- startup planning building tag-move copying idle-push promotion` for some of them. Goals stand beside the figures; nothing fails by them.
import { existsSync } from "node:fs";
import path from "node:path";
import { building } from "./building.ts";
import { copying, copyOnce } from "./copying.ts";
import { idlePush } from "./idle-push.ts";
import { machineLine, nodes } from "./machine.ts";
import { planning } from "./planning.ts";
import { measureCore } from "./planning-core.ts";
import { promotion } from "./promotion.ts";
import { startup } from "./startup.ts";
import { tagMove } from "./tag-move.ts";

const benchmarks = { startup, planning, building, "tag-move": tagMove, copying, "idle-push": idlePush, promotion } as const;

const args = process.argv.slice(2);
if (args[0] === "--core") {
  console.log(JSON.stringify(await measureCore(Number(args[1])))); // one run of `planning`, in a process of its own
} else if (args[0] === "--copy") {
  const [, digest = "", from = "", to = ""] = args;
  console.log(JSON.stringify(await copyOnce(digest, from, to))); // one copy of `copying`, in a process of its own
} else {
  const unknown = args.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length > 0) throw new Error(`there is no benchmark ${unknown.join(", ")}: ${Object.keys(benchmarks).join(", ")}`);
  const dist = path.resolve(process.env["TAGSTREAM_BENCH_DIST"] ?? "dist");
  if (!existsSync(path.join(dist, "index.cjs"))) throw new Error(`there is no bundle in ${dist}: npm run build`);
  const found = nodes();
  console.log(machineLine(found));
  for (const [name, run] of Object.entries(benchmarks)) if (args.length === 0 || args.includes(name)) await run(found, dist);
}
