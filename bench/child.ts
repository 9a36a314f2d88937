// Runs whole processes, and measures them with their children.
import { spawn } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";

export interface Cost {
  status: number | null;
  /** Whether the time limit ended it: the figures are lower bounds then. */
  cut: boolean;
  /** Seconds. */
  wall: number;
  /** CPU seconds, user and system, of the process and of all children that it waited for (git). */
  cpu: number;
}

/** The environment without the variables of a runner or another tool. */
export function plainEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(?:GITHUB_|INPUT_|RUNNER_|GIT_)/.test(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(kept), ...extra };
}

/**
 * Runs a program, and discards its output. The shell's `times` (POSIX) gives the CPU time,
 * grandchildren included.
 * @param limit seconds, after which the program and all its children are killed
 */
export async function cost(argv: readonly string[], cwd: string, limit = 60): Promise<Cost> {
  const began = performance.now();
  // The shell gets the arguments as $1…, and interprets none of them.
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

/**
 * Writes a program to `path` that runs another one with its arguments. `cpu` gives the CPU seconds
 * of the last run.
 */
export function meter(path: string, program: string): { path: string; cpu(): number } {
  writeFileSync(path, `#!/bin/sh\n"${program}" "$@"\ns=$?\ntimes > "${path}.times"\nexit $s\n`);
  chmodSync(path, 0o755);
  return { path, cpu: () => cpuOf(readFileSync(`${path}.times`, "utf8")) };
}

/**
 * The second line that the shell's `times` prints: user and system time of its children, `0m1.50s
 * 0m0.25s`.
 */
function cpuOf(times: string): number {
  const [, ofChildren = ""] = times.trim().split("\n");
  return [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}
