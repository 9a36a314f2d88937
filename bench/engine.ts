import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** What a benchmark needs beside Node: the tests' engine, or crane, to be compared with. */
export type Need = "engine" | "crane";

/**
 * Brings what is needed, as `script/test` does: starts the engine where this shell does not point at one, builds crane where it is not there.
 * @throws Error in one line, which names the command that did not bring it; what that command said stands above
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

/** A part of the tests' engine, which `bring` has brought. */
export function part(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: script/engine up, and eval "$(script/engine env)"`);
  return value;
}

/** Runs a program to its end, while proxies of this process go on; gives the seconds that it took, and what it printed. */
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
