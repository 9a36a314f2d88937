import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** What a benchmark needs besides Node: the tests' engine, or crane for a comparison. */
export type Need = "engine" | "crane";

/**
 * Starts the engine if this shell does not point at one, and builds crane if it is missing, as
 * `script/test` does.
 * @throws Error of one line that names the failed command; its output stands above
 */
export function bring(needs: readonly Need[]): void {
  if (needs.includes("engine") && !process.env["TAGSTREAM_TEST_REGISTRY"]) {
    script("up");
    for (const [name, value] of environmentOf()) process.env[name] = value;
  }
  const crane = process.env["TAGSTREAM_CRANE"];
  if (needs.includes("crane") && !(crane && existsSync(crane))) process.env["TAGSTREAM_CRANE"] = script("tools", "crane").trim();
}

function script(...args: string[]): string {
  const { status, stdout, error } = spawnSync("script/engine", args, { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });
  if (error || status !== 0)
    throw new Error(`\`script/engine ${args.join(" ")}\` failed: ${error?.message ?? `status ${status}`}`);
  return stdout;
}

/** The variables of `script/engine env`, as a shell reads them. */
function environmentOf(): [string, string][] {
  const { stdout } = spawnSync("bash", ["-c", 'eval "$1" && env -0', "bash", script("env")], { encoding: "utf8" });
  return stdout
    .split("\0")
    .filter((entry) => entry.includes("="))
    .map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]);
}

/** The address of a part of the tests' engine, after `bring`. */
export function part(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: script/engine up, and eval "$(script/engine env)"`);
  return value;
}

/**
 * Runs a program to its end, while this process's proxies go on. Returns its seconds and its
 * output.
 */
export async function run(program: string, args: readonly string[]): Promise<{ wall: number; output: string }> {
  const began = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${errors}`);
  return { wall: (performance.now() - began) / 1000, output };
}
