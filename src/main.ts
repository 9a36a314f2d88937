import { takeOwnSecrets } from "./adapters/process/own-secrets.ts";
import { findCommand } from "./commands/index.ts";
import { Failure, type Problem } from "./core/lib/problems/problem.ts";
import { tellMonitor } from "./monitor.ts";
import type { Entrypoint } from "./ports/entrypoint.ts";
import { readRequest } from "./request.ts";
import { connect } from "./wiring.ts";

/**
 * Inputs → ports → command → exit status: 0 done, 1 something failed, 2 wrong usage.
 * All errors end here. A `Failure` is something that a person can fix; anything else is a bug in
 * Tagstream, shown with its stack.
 * @param connectPorts what makes the ports; tests replace some of them
 */
export async function main(entrypoint: Entrypoint, connectPorts = connect): Promise<number> {
  const { ping, notifyToken } = takeOwnSecrets(entrypoint.environment);
  for (const secret of [ping, notifyToken]) if (secret !== undefined) entrypoint.reporter.mask?.(secret);
  const status = await statusOf(entrypoint, connectPorts, notifyToken);
  await tellMonitor(ping, entrypoint, status);
  return status;
}

async function statusOf(entrypoint: Entrypoint, connectPorts: typeof connect, notifyToken?: string): Promise<number> {
  try {
    const request = readRequest(entrypoint.input, entrypoint.terminal);
    const session = await connectPorts(request, entrypoint, notifyToken);
    const command = findCommand(request.command);
    const run = entrypoint.terminal?.local ? command?.local?.run : command?.run;
    if (!run) throw new TypeError(`no command "${request.command}" after its check`);
    return await run(request, session);
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
    message: `This is a bug in Tagstream. Please report it.\n${stack}${cause}`,
  };
}
