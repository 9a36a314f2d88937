import { spawn } from "node:child_process";
import { failure } from "../../core/lib/problem.ts";

export interface GitResult {
  status: number;
  stdout: Buffer;
  /** Without credentials that a URL may hold. */
  stderr: string;
}

export interface GitOptions {
  /** Whether it talks to a remote. */
  network?: boolean;
  /** Its standard input: nothing, unless given. */
  input?: string;
}

/** Settings as git's own configuration has them, in order: what comes later wins, and an empty value resets a list. */
export type GitSettings = readonly (readonly [key: string, value: string])[];

/** Milliseconds after which a command that talks to a remote is ended. */
const networkLimit = 10 * 60_000;

/** What is always set: no helper processes, no hooks of the user's, and a connection that stalls for a minute is given up. */
const always: GitSettings = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.quotePath", "false"],
  ["advice.detachedHead", "false"],
  ["http.lowSpeedLimit", "1"],
  ["http.lowSpeedTime", "60"],
];

/** Variables that would make git look at another repository than the one it is asked about (a git hook sets them). */
const misleading = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"];

/** Runs git in one folder: arguments as a vector, never a shell, never a question to a person. */
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
   * Runs a command to its end, whatever its status; output is not cut.
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
      child.stdin.on("error", () => {}); // git has ended before it read all: its status tells
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

  /** The standard output of a command that has to succeed, its last line end cut off. */
  async text(args: readonly string[], options: GitOptions = {}): Promise<string> {
    return lineOf(await this.output(args, options));
  }

  /** The standard output of a command that has to succeed. */
  async output(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
    const result = await this.run(args, options);
    if (result.status !== 0) throw failed(args, result);
    return result.stdout;
  }

  /** As `text`, but undefined when the command ends with one of the statuses that say "there is none". */
  async optional(args: readonly string[], none: readonly number[] = [1]): Promise<string | undefined> {
    const result = await this.run(args);
    if (none.includes(result.status)) return undefined;
    if (result.status !== 0) throw failed(args, result);
    return lineOf(result.stdout);
  }
}

/** Settings go through the environment: an argument vector is visible to everybody on the machine, and one holds a token. */
function environment(inherited: NodeJS.ProcessEnv, settings: GitSettings): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...inherited, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };
  for (const name of misleading) delete env[name];
  const first = Number(inherited["GIT_CONFIG_COUNT"] ?? 0) || 0; // the user's own settings stay
  settings.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${first + index}`] = key;
    env[`GIT_CONFIG_VALUE_${first + index}`] = value;
  });
  env["GIT_CONFIG_COUNT"] = String(first + settings.length);
  return env;
}

/** `https://user:token@host/` as git repeats it in its messages. */
function withoutCredentials(text: string): string {
  return text.replace(/(\w:\/\/)[^\s/@]+@/g, "$1");
}

function lineOf(output: Buffer): string {
  return output.toString().replace(/\n$/, "");
}

function notStarted(error: NodeJS.ErrnoException, folder: string): Error {
  // The system says ENOENT of a folder that does not exist too.
  return error.code === "ENOENT"
    ? failure("git-missing", `git could not be started in ${folder}. Install git, and see that the folder exists.`, {
        cause: error,
      })
    : error;
}

/** What git said, for a command whose failure has no name of its own. */
export function failed(args: readonly string[], { status, stderr }: GitResult): Error {
  const command = args.find((argument) => !argument.startsWith("-")) ?? "";
  const last = stderr.split("\n").slice(-5).join("\n");
  return failure("git-failed", `\`git ${command}\` ended with status ${status}: ${last || "it said nothing"}`);
}
