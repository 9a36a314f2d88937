import { mkdirSync } from "node:fs";
import path from "node:path";
import { context } from "@actions/github";
import { LogSequencer } from "../../src/adapters/terminal/log-sequencer.ts";
import { createExplainer, errorPageOf } from "../../src/core/lib/problems/error-page.ts";
import { problemText } from "../../src/core/lib/problems/problem-text.ts";
import { inertLines } from "../../src/core/lib/text/inert.ts";
import { plainStyle } from "../../src/core/lib/text/style.ts";
import { main } from "../../src/main.ts";
import type { Ports } from "../../src/ports/index.ts";
import type { Reporter } from "../../src/ports/reporter.ts";
import { connect, lazyForge } from "../../src/wiring.ts";
import { makeFolder } from "./git.ts";
import { ofRunner, parseAnnotations, type Step, type StepResult } from "./runner.ts";

/** What of a step in this process is not as in a bundle. */
export interface Replaced {
  /** Ports that are not the real ones: what builds and runs images. */
  ports: Partial<Ports>;
  /** Milliseconds per second of waiting for GitHub between attempts. */
  second: number;
}

/**
 * Runs the action in this process, from its inputs and its event to its outputs: real git, the real clients of registries and
 * of GitHub over HTTP, and no bundle. Nothing can kill it.
 */
export async function runStepInProcess(step: Step, replaced: Replaced): Promise<StepResult> {
  const folder = makeFolder();
  const temp = path.join(folder, "temp");
  mkdirSync(temp);
  const environment = {
    ...ofRunner,
    HOME: folder,
    DOCKER_CONFIG: folder, // no logins
    RUNNER_TEMP: temp,
    ...step.env,
  };
  const shown = recordReporter((log) => step.onOutput?.(log, cannotKill));
  const status = await main(
    { input: (name) => step.inputs?.[name] ?? "", reporter: shown.reporter, environment, folder: step.workspace },
    async (request, ...of) => {
      const session = await withEvent(step, environment, () => connect(request, ...of));
      const gitHub = {
        repository: session.event.repository,
        apiUrl: step.env?.["GITHUB_API_URL"] ?? "",
        second: replaced.second,
      };
      const forge = request.token === undefined ? {} : { forge: lazyForge({ ...gitHub, token: request.token }) };
      return { ...session, ports: { ...session.ports, ...forge, ...clockOf(step), ...replaced.ports } };
    },
  );
  const log = shown.log();
  return { status, signal: null, log, ...shown.results, annotations: parseAnnotations(log), temp };
}

/** The clock that `movedClock` gives a process of Node. */
function clockOf({ env }: Step): Pick<Partial<Ports>, "clock"> {
  const now = env?.["TAGSTREAM_TEST_NOW"];
  const began = Date.now();
  return now === undefined ? {} : { clock: { now: () => new Date(Number(now) + Date.now() - began) } };
}

let turn: Promise<unknown> = Promise.resolve();

/** Does something while GitHub's toolkit has the step's event: it reads that once for each process. One step after another. */
function withEvent<T>(step: Step, environment: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  const done = turn.then(() => {
    const text = (name: string): string => environment[name] ?? "";
    context.payload = JSON.parse(JSON.stringify(step.payload ?? {}));
    context.eventName = step.event;
    context.ref = text("GITHUB_REF");
    context.sha = text("GITHUB_SHA");
    context.serverUrl = text("GITHUB_SERVER_URL");
    return work();
  });
  turn = done.catch(() => {});
  return done;
}

function cannotKill(): never {
  throw new Error("A step in this process cannot be killed: run the bundle.");
}

/** A log as the runner would hold it, and what the runner would find in its files. */
function recordReporter(onOutput: (log: string) => void) {
  let log = "";
  const write = (text: string): void => {
    log += `${text}\n`;
    onOutput(log);
  };
  const sequencer = new LogSequencer({
    open: (title) => write(`::group::${title}`),
    line: (text) => inertLines(text).forEach(write),
    close: () => write("::endgroup::"),
  });
  const errorPage = errorPageOf();
  const address = createExplainer(errorPage);
  const results = { outputs: {} as Record<string, string>, summary: "" };
  const reporter: Reporter = {
    style: plainStyle,
    errorPage,
    line: (text) => sequencer.line(text),
    group: (title) => sequencer.group(title),
    problem(problem) {
      const text = [problemText(problem), ...address(problem.code)].join("\n");
      sequencer.between(() => write(`::${problem.severity} title=${problem.code}::${encoded(text)}`));
    },
    explain(code) {
      for (const line of address(code)) sequencer.line(`${code}: ${line}`);
    },
    async summary(markdown) {
      results.summary += `${markdown.trimEnd()}\n\n`;
    },
    output(name, value) {
      results.outputs[name] = value;
    },
  };
  const shown = (): string => {
    sequencer.flush();
    return log;
  };
  return { reporter, results, log: shown };
}

/** A text as a workflow command has it. */
function encoded(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
