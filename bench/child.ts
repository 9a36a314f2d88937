// Whole processes, with what they and their own children cost.
import { spawn } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";

export interface Cost {
  status: number | null;
  /** Whether it was ended at the time limit: then the figures are lower bounds. */
  cut: boolean;
  /** Seconds. */
  wall: number;
  /** CPU seconds, user and system, of the process and of all children that it waited for (git). */
  cpu: number;
}

/** The environment without what a runner, or another tool, would have told the program. */
export function plainEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(?:GITHUB_|INPUT_|RUNNER_|GIT_)/.test(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(kept), ...extra };
}

/**
 * Runs a program, its output thrown away. The CPU time is the shell's `times` (POSIX), which knows the children of children too.
 * @param limit seconds after which it is ended, with all its children
 */
export async function cost(argv: readonly string[], cwd: string, limit = 60): Promise<Cost> {
  const began = performance.now();
  // The arguments follow as $1…: nothing of them is read as shell.
  const child = spawn("sh", ["-c", '"$@" >/dev/null 2>&1; s=$?; times; exit $s', "sh", ...argv], {
    cwd,
    env: plainEnvironment(),
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let text = "";
  let cut = false;
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const timer = setTimeout(() => {
    cut = true;
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, limit * 1000);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  clearTimeout(timer);
  const wall = (performance.now() - began) / 1000;
  return { status, cut, wall, cpu: cpuOf(text) };
}

/** A program at `path` that runs another one, its arguments following; `cpu` gives the CPU seconds of the last time. */
export function meter(path: string, program: string): { path: string; cpu(): number } {
  writeFileSync(path, `#!/bin/sh\n"${program}" "$@"\ns=$?\ntimes > "${path}.times"\nexit $s\n`);
  chmodSync(path, 0o755);
  return { path, cpu: () => cpuOf(readFileSync(`${path}.times`, "utf8")) };
}

/** The second line that the shell's `times` prints: user and system time of its children, `0m1.50s 0m0.25s`. */
function cpuOf(times: string): number {
  const [, ofChildren = ""] = times.trim().split("\n");
  return [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}
