import { spawn } from "node:child_process";
import { failure } from "../../core/lib/problems/problem.ts";

export interface GitResult {
  status: number;
  stdout: Buffer;
  /** Without credentials from the URL. */
  stderr: string;
}

export interface GitOptions {
  /** Whether the command talks to a remote. */
  network?: boolean;
  /** Its standard input; empty by default. */
  input?: string;
}

/**
 * Settings in the form of git's configuration, in order: later ones win, and an empty value resets
 * a list.
 */
export type GitSettings = readonly (readonly [key: string, value: string])[];

/** Milliseconds until a command that talks to a remote ends. */
const networkLimit = 10 * 60_000;

/**
 * Fixed settings: no helper processes, no user hooks, and an end for a connection that stalls for a
 * minute.
 */
const always: GitSettings = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.quotePath", "false"],
  ["advice.detachedHead", "false"],
  ["http.lowSpeedLimit", "1"],
  ["http.lowSpeedTime", "60"],
];

/** Variables that would redirect git to another repository (a git hook sets them). */
const misleading = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"];

/** Runs git in one folder: an argument vector, no shell, no prompts. */
export class Git {
  readonly folder: string;
  readonly #settings: GitSettings;

  constructor(folder: string, settings: GitSettings = []) {
    this.folder = folder;
    this.#settings = settings;
  }

  /** The same settings in another folder. */
  in(folder: string): Git {
    return new Git(folder, this.#settings);
  }

  /**
   * Runs a command to its end, whatever the status; never cuts the output.
   * @throws Failure `git-missing`
   */
  run(args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
    return new Promise((resolve, reject) => {
      const child = spawn("git", args, {
        cwd: this.folder,
        env: environment(process.env, [...always, ...this.#settings]),
        stdio: ["pipe", "pipe", "pipe"],
        ...(options.network ? { timeout: networkLimit } : {}),
      });
      child.stdin.on("error", () => {}); // git ended before reading all; its status tells why
      child.stdin.end(options.input ?? "");
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
      child.once("error", (error) => reject(notStarted(error, this.folder)));
      child.once("close", (status) => {
        const stderr = withoutCredentials(Buffer.concat(err).toString()).trim();
        resolve({ status: status ?? 255, stdout: Buffer.concat(out), stderr });
      });
    });
  }

  /** The standard output of a command that must succeed, without its last line end. */
  async text(args: readonly string[], options: GitOptions = {}): Promise<string> {
    return lineOf(await this.output(args, options));
  }

  /** The standard output of a command that must succeed. */
  async output(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
    const result = await this.run(args, options);
    if (result.status !== 0) throw failed(args, result);
    return result.stdout;
  }

  /** As `text`, but undefined for a status in `none`. */
  async optional(args: readonly string[], none: readonly number[] = [1]): Promise<string | undefined> {
    const result = await this.run(args);
    if (none.includes(result.status)) return undefined;
    if (result.status !== 0) throw failed(args, result);
    return lineOf(result.stdout);
  }
}

/**
 * Passes settings through the environment: everyone on the machine can see arguments, and one
 * setting holds a token.
 */
function environment(inherited: NodeJS.ProcessEnv, settings: GitSettings): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...inherited, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };
  for (const name of misleading) delete env[name];
  const first = Number(inherited["GIT_CONFIG_COUNT"] ?? 0) || 0; // keeps the user's own settings
  settings.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${first + index}`] = key;
    env[`GIT_CONFIG_VALUE_${first + index}`] = value;
  });
  env["GIT_CONFIG_COUNT"] = String(first + settings.length);
  return env;
}

/** `https://user:token@host/`, as git repeats it in messages. */
function withoutCredentials(text: string): string {
  return text.replace(/(\w:\/\/)[^\s/@]+@/g, "$1");
}

function lineOf(output: Buffer): string {
  return output.toString().replace(/\n$/, "");
}

function notStarted(error: NodeJS.ErrnoException, folder: string): Error {
  // The system also reports ENOENT for a missing folder.
  return error.code === "ENOENT"
    ? failure("git-missing", `Could not start git in ${folder}. Install git, and check that the folder exists.`, {
        cause: error,
      })
    : error;
}

/** git's message, for a failure without a code of its own. */
export function failed(args: readonly string[], { status, stderr }: GitResult): Error {
  const command = args.find((argument) => !argument.startsWith("-")) ?? "";
  const last = stderr.split("\n").slice(-5).join("\n");
  return failure("git-failed", `\`git ${command}\` ended with status ${status}: ${last || "no message"}`);
}
