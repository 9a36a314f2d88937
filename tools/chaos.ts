import { parseArgs } from "node:util";
import { type CaseResult, runCase } from "../__tests__/support/chaos/cases.ts";
import { removeFolders } from "../__tests__/support/git.ts";

// As many seeded fault cases as one likes, of publications, holds and rollbacks: `npm run chaos -- --cases 1000 --seed 1`. Needs the engine: eval "$(script/engine env)".
const { values } = parseArgs({ options: { cases: { type: "string", default: "100" }, seed: { type: "string", default: "1" } } });
const [cases, first] = [Number(values.cases), Number(values.seed)];
const hosts = [process.env["TAGSTREAM_TEST_REGISTRY"] ?? "", process.env["TAGSTREAM_TEST_REGISTRY_B"] ?? ""] as const;
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(first) || first < 0) {
  throw new Error("usage: npm run chaos -- [--cases COUNT] [--seed FIRST]: whole numbers");
}
if (hosts.includes("")) throw new Error('there are no registries to use: eval "$(script/engine env)"');

const results: CaseResult[] = [];
const seeds = Array.from({ length: cases }, (_, index) => first + index).values();
const started = performance.now();
const worker = async (): Promise<void> => {
  for (const seed of seeds) {
    const began = performance.now();
    const result = await runCase(seed, { hosts });
    results.push(result);
    if (result.faults.length > 0) console.log(`seed ${seed}: ${result.name}\n  ${result.faults.join("\n  ")}`);
    if (process.env["CHAOS_TIMES"]) console.log(seed, result.name, Math.round(performance.now() - began));
    if (results.length % 50 === 0) console.log(`${results.length} of ${cases}`);
  }
};
await Promise.all([worker(), worker(), worker(), worker()]);
removeFolders();

const names = [...new Set(results.map(({ name }) => name))].sort();
const width = Math.max(...names.map((name) => name.length));
for (const name of names) {
  const own = results.filter((result) => result.name === name);
  const failed = own.filter(({ faults }) => faults.length > 0);
  const replay = failed.length === 0 ? "" : `  again: --cases 1 --seed ${failed.map(({ seed }) => seed).join(", ")}`;
  console.log(
    `${name.padEnd(width)}  ${String(own.length).padStart(5)} cases  ${String(failed.length).padStart(4)} failed${replay}`,
  );
}
const failures = results.filter(({ faults }) => faults.length > 0).length;
console.log(`${results.length - failures} passed, ${failures} failed, in ${Math.round((performance.now() - started) / 1000)} s`);
process.exitCode = failures > 0 ? 1 : 0;
