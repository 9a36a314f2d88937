import { spawnSync } from "node:child_process";

interface Options {
  /** Given to the program's standard input. */
  input?: string;
  /** Shows what the program prints, where it is not read. */
  show?: boolean;
  env?: Record<string, string>;
}

/** Runs a program in the repository and returns its exit status and what it printed. */
export function attempt(root: string, [program, ...args]: [string, ...string[]], options: Options = {}) {
  const { input, show = false, env = {} } = options;
  const output = show ? "inherit" : "pipe";
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: [input === undefined ? "ignore" : "pipe", output, output],
    ...(input === undefined ? {} : { input }),
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw new Error(`${program} does not start: ${error.message}. Is it installed?`);
  return { status, stdout: (stdout ?? "").trim(), stderr: (stderr ?? "").trim() };
}

/** Runs a program that must succeed and returns what it printed. */
export function run(root: string, command: [string, ...string[]], options: Options = {}): string {
  const { status, stdout, stderr } = attempt(root, command, options);
  if (status !== 0) {
    // git's settings are ours: they would hide what failed.
    const shown = command.filter((word, index) => word !== "-c" && command[index - 1] !== "-c");
    throw new Error(`\`${shown.join(" ")}\` failed (${status}). ${stderr || stdout}`.trim());
  }
  return stdout;
}

/** Runs git. What GitHub asks for is in GH_TOKEN, which no argument holds and no file keeps. */
export function git(root: string, ...args: string[]): string {
  const credentials = ["credential.helper=", "credential.helper=!gh auth git-credential"];
  // Whoever releases: the tag and the commit are the workflow's, not a person's.
  const identity = ["user.name=github-actions[bot]", "user.email=41898282+github-actions[bot]@users.noreply.github.com"];
  return run(root, ["git", ...[...credentials, ...identity].flatMap((setting) => ["-c", setting]), ...args]);
}
