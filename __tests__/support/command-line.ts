import { spawn, spawnSync } from "node:child_process";
import path from "node:path";

export interface CommandLineResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

export const program = path.resolve(import.meta.dirname, "../../dist/cli.cjs");

/** The variables that a person's shell would have, and none of GitHub's, of colour or of the test's runner. */
export function shellEnvironment(more: Record<string, string> = {}): Record<string, string> {
  const names = ["PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG", "BUILDX_BUILDER", "TAGSTREAM_DOCKER_RUN_ARGS", "TMPDIR"];
  const kept = names.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(kept), TERM: "xterm", ...more };
}

/** Runs the committed command line in a folder, its output piped. */
export function runCommandLine(folder: string, args: readonly string[], more: Record<string, string> = {}): CommandLineResult {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    env: shellEnvironment(more),
    encoding: "utf8",
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** The same, while this process answers what it asks, of a fake GitHub. */
export async function startCommandLine(
  folder: string,
  args: readonly string[],
  more: Record<string, string> = {},
): Promise<CommandLineResult> {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env: shellEnvironment(more) });
  const ending: CommandLineResult = { status: null, stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      ending[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ ...ending, status }));
  });
}
