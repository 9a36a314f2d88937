import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { getExecOutput } from "@actions/exec";
import type { Exit } from "../../ports/containers.ts";
import type { Redact } from "../../ports/redact.ts";
import { onInterruption } from "./interruption.ts";
import { OutputTail } from "./output-tail.ts";

/** How much of a process's output is kept, in bytes: its end. */
const keptOutput = 64 * 1024;
/** Milliseconds from SIGTERM to SIGKILL. */
const grace = 3000;
/** Milliseconds for which the output of a process that has ended is waited for: what it left running may hold it open. */
const drain = 1000;
/** Longer lines are cut into pieces of so many characters. */
const longestLine = 16 * 1024;

export interface ProcessOptions {
  cwd?: string;
  /** The whole environment of the process; this one's by default. */
  env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the process group is ended; no limit by default. */
  timeout?: number;
  /** Gets the lines of standard output and standard error as they come, without their ends. */
  onLine?: (line: string) => void;
  /** Blots secrets out of both outputs, before they are cut: into lines, and to what is kept. */
  redact?: Redact;
}

/**
 * Runs a program (an argument vector: no shell) to its end in a process group of its own, and ends the group, SIGTERM then SIGKILL:
 * at the time limit, when this process is interrupted, and when the program has ended but has left others running.
 * Throws what the system says when the program cannot be started (`ENOENT`, `EACCES`).
 *
 * node:child_process and not @actions/exec, which knows no process groups and no time limits.
 */
export async function runProcess(argv: readonly string[], options: ProcessOptions = {}): Promise<Exit> {
  const [program = "", ...rest] = argv;
  let pid: number | undefined;
  const forget = onInterruption(() => signalGroup(pid, "SIGTERM")); // before it starts: it can be there before spawn has returned
  try {
    const child = spawn(program, rest, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a process group of its own
    });
    pid = child.pid;
    return await ended(child, options);
  } finally {
    forget();
  }
}

/** Waits for a process that leads its group; at the end, or at the time limit, nobody is left in the group. */
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
    signalGroup(child.pid, "SIGKILL"); // whoever in the group has outlived its leader, whether or not it holds the output open
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/**
 * Runs a short command and returns all of its output, apart. `silent`, since @actions/exec would write command and output to the
 * log. Throws when the program is not there.
 */
export async function capture(argv: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const [program = "", ...rest] = argv;
  const env = Object.fromEntries(Object.entries(process.env).map(([key, value]) => [key, value ?? ""]));
  const { exitCode, stdout, stderr } = await getExecOutput(program, rest, { env, silent: true, ignoreReturnCode: true });
  return { status: exitCode, stdout, stderr };
}

/** Reads a stream to its end, by lines; UTF-8 sequences, and secrets, may span chunks. */
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

/** What the program left running in its group keeps the output open: it is ended, so that the end of the program is the end. */
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
  if (pid === undefined) return; // it was never started
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

/** Whether a promise is settled within so many milliseconds. */
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

/** POSIX numbers of the signals that end processes in practice. */
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
