import { buildJob } from "./commands/build.ts";
import { buildLocal } from "./commands/build-local.ts";
import { history } from "./commands/history.ts";
import { hold } from "./commands/hold.ts";
import { plan } from "./commands/plan.ts";
import { publishPlan } from "./commands/publish.ts";
import { resume } from "./commands/resume.ts";
import { rollback } from "./commands/rollback.ts";
import { run } from "./commands/run.ts";
import { Failure, type Problem } from "./core/lib/problem.ts";
import type { Reporter } from "./ports/reporter.ts";
import type { Request } from "./ports/request.ts";
import type { Terminal } from "./ports/session.ts";
import { type InputName, readRequest } from "./request.ts";
import { connect } from "./wiring.ts";

/** What the two doors, the action and the command line, hand in. */
export interface Entrypoint {
  /** An input's text, empty when it was not given. */
  input(name: InputName): string;
  reporter: Reporter;
  environment: NodeJS.ProcessEnv;
  /** Where the repository is checked out, or a folder above it, with the input `path`. */
  folder: string;
  /** The command line's own options, and the event to plan for: there is no runner that says. */
  terminal?: Terminal & { event: string; gitTag?: string };
}

const commands = { run, plan, build: buildJob, publish: publishPlan, rollback, hold, resume, history } as const;

/**
 * Inputs → ports → command → exit status: 0 done, 1 something failed, 2 used wrongly.
 * The one place where errors end: what a person can mend is shown as such, anything else is a defect and shown with its stack.
 */
export async function main(entrypoint: Entrypoint): Promise<number> {
  try {
    const request: Request = readRequest(entrypoint.input, entrypoint.terminal?.local);
    const session = await connect(request, entrypoint);
    const command = entrypoint.terminal?.local ? buildLocal : commands[request.command];
    return await command(request, session);
  } catch (error) {
    const problems: readonly Problem[] = error instanceof Failure ? error.problems : [defect(error)];
    for (const problem of problems) entrypoint.reporter.problem(problem);
    return problems.every(({ code }) => code === "input-invalid") ? 2 : 1;
  }
}

function defect(error: unknown): Problem {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : "";
  return {
    code: "internal-error",
    severity: "error",
    message: `This is a defect of Tagstream; please report it.\n${stack}${cause}`,
  };
}
