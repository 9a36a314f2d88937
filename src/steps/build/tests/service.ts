import { setTimeout as pause } from "node:timers/promises";
import { lastPart } from "../../../core/build/bake-output.ts";
import { exitWords, startWords } from "../../../core/lib/text/exit-status.ts";
import type { Exit, Service } from "../../../ports/containers.ts";
import { cut, maximumLog, type Subject, seconds, type TestPorts, type Verdict } from "./runner.ts";

/** Milliseconds between two attempts. */
const betweenAttempts = 1000;
/** Milliseconds until a waiting test reports that it waits. */
const betweenReports = 10_000;

/** The command to run in a service until it passes. */
export interface Question {
  /** The test's name. */
  name: string;
  command: string[];
  env: Record<string, string>;
  /** Milliseconds. */
  limit: number;
}

/** The state between two attempts. */
interface Progress {
  began: number;
  /** When this test last wrote to the log. */
  reported: number;
  /** The newest attempt that ended by itself. */
  ended: Exit | undefined;
}

/**
 * Starts the image as a service, and runs a command in it until it passes, its time is over, or the
 * service ends.
 */
export async function askService(question: Question, subject: Subject, ports: TestPorts): Promise<Verdict> {
  const service = await ports.containers.start(subject.image, subject.platform, question.env);
  try {
    const began = ports.clock.now().getTime();
    const progress: Progress = { began, reported: began, ended: undefined };
    for (;;) {
      const verdict = await attempt(service, question, progress, subject, ports);
      if (verdict) return verdict;
      await pause(betweenAttempts);
    }
  } finally {
    await service.remove();
  }
}

/** One attempt: the verdict, or undefined to try again. */
async function attempt(
  service: Service,
  question: Question,
  progress: Progress,
  subject: Subject,
  { clock, log, redact }: TestPorts,
): Promise<Verdict | undefined> {
  const { command, env, limit } = question;
  const left = limit - (clock.now().getTime() - progress.began);
  const exit = await service.exec(command, { env, timeout: Math.max(left, 1), redact });
  if (exit.status === 0 && !exit.timedOut) return { passed: true };
  if (!exit.timedOut) progress.ended = exit;
  const shown = exit.output.trim() === "" ? (progress.ended ?? exit) : exit;
  if (!(await service.running())) {
    const logs = await service.logs(redact);
    const why = startWords(logs);
    const reason = why === undefined ? "the service ended" : `the service ended: ${why}`;
    return { passed: false, reason, log: serviceLog(shown, logs) };
  }
  const now = clock.now().getTime();
  const spent = now - progress.began;
  if (exit.timedOut || spent + betweenAttempts >= limit) {
    const reason = `did not pass within ${seconds(limit)}: ${attemptWords(progress.ended, exit)}`;
    return { passed: false, reason, log: serviceLog(shown, await service.logs(redact)) };
  }
  if (now - progress.reported >= betweenReports) {
    progress.reported = now;
    const ending = exitWords(exit.status, exit.output);
    log.line(`… ${question.name}  ${subject.platform}  not yet, after ${seconds(spent)}: ${ending}`);
  }
  return undefined;
}

/** How attempts ended. The limit cut off the last one, unless it is the same. */
function attemptWords(ended: Exit | undefined, last: Exit): string {
  if (!ended) return "no attempt finished";
  const words = exitWords(ended.status, ended.output);
  return ended === last ? words : `${words}, then the limit cut off an attempt`;
}

function serviceLog(shown: Exit, logs: string): string {
  const output = shown.output.trim();
  return cut(`${output === "" ? "" : `${lastPart(output, maximumLog / 4)}\n`}the container's log:\n${logs.trim() || "(empty)"}`);
}
