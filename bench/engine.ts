import { spawn } from "node:child_process";

/** A part of the tests' engine, which has to be up: `eval "$(script/engine env)"`. */
export function part(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: script/engine up, script/engine tools crane, and eval "$(script/engine env)"`);
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
