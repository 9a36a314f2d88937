import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { getExecOutput } from "@actions/exec";
import type { Exit } from "../../ports/containers.ts";
import type { Redact } from "../../ports/redact.ts";
import { onInterruption } from "./interruption.ts";
import { OutputTail } from "./output-tail.ts";

/** Bytes to keep from the end of a process's output. */
const keptOutput = 64 * 1024;
/** Milliseconds from SIGTERM to SIGKILL. */
const grace = 3000;
/** Milliseconds to wait for the output of a process that ended: its children may hold it open. */
const drain = 1000;
/** Longer lines are cut into pieces of this many characters. */
const longestLine = 16 * 1024;

export interface ProcessOptions {
  cwd?: string;
  /** The whole environment of the process; this process's by default. */
  env?: NodeJS.ProcessEnv;
  /** Milliseconds until the process group is ended; no limit by default. */
  timeout?: number;
  /** Gets the lines of standard output and standard error as they arrive, without their ends. */
  onLine?: (line: string) => void;
  /** Masks secrets in both outputs before any cut: into lines, and to the kept tail. */
  redact?: Redact;
}

/**
 * Runs a program (an argument vector: no shell) to its end in its own process group. Ends the
 * group, by SIGTERM then SIGKILL, at the time limit, on interruption of this process, and when the
 * program has left others running. Throws the system's error when the program cannot start
 * (`ENOENT`, `EACCES`).
 *
 * Uses node:child_process: @actions/exec has no process groups and no time limits.
 */
export async function runProcess(argv: readonly string[], options: ProcessOptions = {}): Promise<Exit> {
  const [program = "", ...rest] = argv;
  let pid: number | undefined;
  const forget = onInterruption(() => signalGroup(pid, "SIGTERM")); // registered before the start: the process may exist before spawn returns
  try {
    const child = spawn(program, rest, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // its own process group
    });
    pid = child.pid;
    return await ended(child, options);
  } finally {
    forget();
  }
}

/**
 * Waits for a process that leads its group. At its end, or at the time limit, the group is empty.
 */
async function ended(child: ChildProcessByStdio<null, Readable, Readable>, options: ProcessOptions): Promise<Exit> {
  const kept = new OutputTail(keptOutput);
  const closed = Promise.all([child.stdout, child.stderr].map((stream) => read(stream, kept, options)));
  const timers: NodeJS.Timeout[] = [];
  let timedOut = false;
  if (options.timeout !== undefined) {
    const expire = () => {
      timedOut = true;
      endGroup(child.pid, timers);
    };
    timers.push(setTimeout(expire, options.timeout));
  }
  try {
    const status = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? 128 + signalNumber(signal)));
    });
    if (!(await within(closed, drain))) await endRemains(child.pid, closed);
    return { status, timedOut, output: kept.text() };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signalGroup(child.pid, "SIGKILL"); // ends children that outlived the leader, whether or not they hold the output open
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/**
 * Runs a short command and returns its outputs separately. `silent`, since @actions/exec would log
 * the command and its output. Throws when the program does not exist.
 */
export async function capture(argv: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const [program = "", ...rest] = argv;
  const env = Object.fromEntries(Object.entries(process.env).map(([key, value]) => [key, value ?? ""]));
  const { exitCode, stdout, stderr } = await getExecOutput(program, rest, { env, silent: true, ignoreReturnCode: true });
  return { status: exitCode, stdout, stderr };
}

/** Reads a stream to its end, by lines. UTF-8 sequences and secrets may span chunks. */
async function read(stream: Readable, kept: OutputTail, { onLine, redact }: ProcessOptions): Promise<void> {
  const decoder = new StringDecoder("utf8");
  const redacting = redact?.stream();
  let rest = "";
  const emit = (text: string) => {
    if (redacting) kept.add(Buffer.from(text));
    if (!onLine) return;
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (; rest.length > longestLine; rest = rest.slice(longestLine)) lines.push(rest.slice(0, longestLine));
    for (const line of lines) onLine(line);
  };
  await new Promise<void>((resolve) => {
    stream.on("data", (chunk: Buffer) => {
      if (!redacting) kept.add(chunk);
      const text = decoder.write(chunk);
      emit(redacting ? redacting.write(text) : text);
    });
    stream.once("close", resolve);
    stream.once("error", () => resolve());
  });
  const last = decoder.end();
  emit(redacting ? redacting.write(last) + redacting.end() : last);
  if (rest !== "") onLine?.(rest);
}

/** Ends children left in the group, which keep the output open after the program's end. */
async function endRemains(pid: number | undefined, closed: Promise<unknown>): Promise<void> {
  signalGroup(pid, "SIGTERM");
  if (await within(closed, grace)) return;
  signalGroup(pid, "SIGKILL");
  await within(closed, drain);
}

function endGroup(pid: number | undefined, timers: NodeJS.Timeout[]): void {
  signalGroup(pid, "SIGTERM");
  timers.push(setTimeout(() => signalGroup(pid, "SIGKILL"), grace));
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return; // never started
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is empty.
  }
}

/** Whether a promise settles within this many milliseconds. */
async function within(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** POSIX numbers of the signals that usually end processes. */
function signalNumber(signal: NodeJS.Signals | null): number {
  return (
    (
      { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGPIPE: 13, SIGTERM: 15 } as Record<
        string,
        number
      >
    )[signal ?? ""] ?? 0
  );
}
