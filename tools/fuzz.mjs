// Runs the fuzz tests, which use `__tests__/support/fuzz.ts`, with all their seeds:
// `npm run fuzz -- [--times 10] [--seed 7] [hold …]`. `script/test` takes a few of the seeds.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { times: { type: "string", default: "1" }, seed: { type: "string", default: "1" } },
  allowPositionals: true,
});
for (const [name, value] of Object.entries(values)) {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`--${name} must be a whole number of at least 1`);
}
const files = readdirSync("__tests__", { recursive: true })
  .map((file) => path.join("__tests__", file))
  .filter((file) => file.endsWith(".test.ts") && readFileSync(file, "utf8").includes("support/fuzz.ts"))
  .filter((file) => positionals.length === 0 || positionals.some((name) => file.includes(name)));
if (files.length === 0) throw new Error(`no such test: ${positionals.join(", ")}`);

const jest = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js", "--verbose", "--runTestsByPath"];
const env = { ...process.env, TAGSTREAM_FUZZ_TIMES: values.times, TAGSTREAM_FUZZ_SEED: values.seed };
process.exitCode = spawnSync(process.execPath, [...jest, ...files], { stdio: "inherit", env }).status ?? 1;
