import { closeSync, openSync, readFileSync, readSync, writeSync } from "node:fs";

/** What the runner hands to this action alone: inputs (the token is one), the runtime's credentials, and what a post step is told. */
const credentials = /^(?:INPUT_|ACTIONS_|STATE_)/;
/** The files by which this action, and nothing that it starts, talks to the runner. */
const commandFiles = /^GITHUB_(?:ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/;

/** Whether a variable is for this action and not for what it starts. */
export function isOwnVariable(name: string): boolean {
  return credentials.test(name) || commandFiles.test(name);
}

/** Once the inputs have been read: takes the action's own credentials from this process's environment, and so from all that it starts. */
export function hideOwnVariables(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) if (credentials.test(name)) delete environment[name];
  hideFromProc(isOwnVariable);
}

/**
 * Blots variables out of `/proc/PID/environ`, where every process of the same user can read with what this one was started, whatever
 * has become of them since. Those that this process still has, it keeps. Where there is no such file nothing is done.
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
      if (value !== undefined) process.env[name] = value; // from here on it is elsewhere in memory
      writeSync(memory, Buffer.alloc(to - from), 0, to - from, start + from);
    }
  } catch {
    // No /proc, or one that may not be written: docs/security.md says what a script can read then.
  } finally {
    if (memory !== undefined) closeSync(memory);
  }
}

/** The 50th field, `env_start` (proc_pid_stat(5)); the second one is the program's name, in parentheses, and may hold any sign. */
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
