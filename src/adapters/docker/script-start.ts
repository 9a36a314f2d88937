import { Failure, failure } from "../../core/lib/problems/problem.ts";
import type { Exit } from "../../ports/containers.ts";
import { hasCarriageReturn, startFault } from "../process/start-fault.ts";

/** A test script: its repository path, its file, and the PATH for `#!/usr/bin/env NAME`. */
interface Script {
  path: string;
  program: string;
  search: string | undefined;
}

/**
 * Runs a script, and explains why it cannot start.
 * @throws Failure `test-script`
 */
export async function startScript(script: Script, run: () => Promise<Exit>): Promise<Exit> {
  if (await hasCarriageReturn(script.program)) throw await refusal(script);
  let exit: Exit;
  try {
    exit = await run();
  } catch (cause) {
    const unknown = failure("test-script", `The script ${script.path} does not start: ${String(cause)}.`, { cause });
    throw cause instanceof Failure ? cause : ((await refusal(script, cause)) ?? unknown);
  }
  // env(1) gives this status when it does not find the interpreter.
  const refused = exit.status === 126 || exit.status === 127 ? await refusal(script) : undefined;
  if (refused) throw refused;
  return exit;
}

async function refusal({ path, program, search }: Script, cause?: unknown): Promise<Failure | undefined> {
  const fault = await startFault(program, search);
  return fault === undefined ? undefined : failure("test-script", `The script ${path} ${inWords(fault, path)}.`, { cause });
}

function inWords(fault: string, path: string): string {
  if (fault === "is not executable") return `${fault}. Run: git update-index --chmod=+x ${path}`;
  return fault === "does not exist" || fault === "is not a file" ? fault : `cannot be started: it ${fault}`;
}
