import { closeSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { isOwnSecret } from "./own-secrets.ts";

/**
 * Variables that the runner gives only to this action: inputs (including the token), the runtime's
 * credentials, and state for a post step.
 */
const credentials = /^(?:INPUT_|ACTIONS_|STATE_)/;
/** The files through which this action talks to the runner; child processes must not use them. */
const commandFiles = /^GITHUB_(?:ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/;

/** Whether a variable is for this action only, not for child processes. */
export function isOwnVariable(name: string): boolean {
  return credentials.test(name) || commandFiles.test(name) || isOwnSecret(name);
}

/**
 * Removes the action's own credentials from this process's environment, and so from its children.
 * Call it after reading the inputs.
 */
export function hideOwnVariables(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) if (credentials.test(name)) delete environment[name];
  hideFromProc(isOwnVariable);
}

/**
 * Erases variables from `/proc/PID/environ`, where every process of the same user can read this
 * process's initial environment. Keeps those that this process still has. Does nothing if the file
 * does not exist.
 */
export function hideFromProc(isHidden: (name: string) => boolean): void {
  if (process.platform !== "linux") return;
  let memory: number | undefined;
  try {
    const block = readFileSync("/proc/self/environ");
    const start = startOfEnvironment(readFileSync("/proc/self/stat", "utf8"));
    memory = openSync("/proc/self/mem", "r+");
    const found = Buffer.alloc(block.length);
    readSync(memory, found, 0, found.length, start);
    if (!found.equals(block)) return;
    for (const { name, from, to } of variablesOf(block)) {
      if (!isHidden(name)) continue;
      const value = process.env[name];
      if (value !== undefined) process.env[name] = value; // moves it elsewhere in memory
      writeSync(memory, Buffer.alloc(to - from), 0, to - from, start + from);
    }
  } catch {
    // No /proc, or a read-only one: docs/security.md says what a script can read then.
  } finally {
    if (memory !== undefined) closeSync(memory);
  }
}

/**
 * The 50th field, `env_start` (proc_pid_stat(5)). The second field is the program's name in
 * parentheses, and may hold any character.
 */
function startOfEnvironment(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[47]);
}

function variablesOf(block: Buffer): { name: string; from: number; to: number }[] {
  const variables: { name: string; from: number; to: number }[] = [];
  for (let from = 0; from < block.length; ) {
    const end = block.indexOf(0, from);
    const to = end < 0 ? block.length : end;
    variables.push({ name: block.toString("utf8", from, to).split("=")[0] ?? "", from, to });
    from = to + 1;
  }
  return variables;
}
