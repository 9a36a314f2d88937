import { isAbsolute, resolve } from "node:path";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Exit, RunOptions } from "../../ports/containers.ts";
import type { Log } from "../../ports/log.ts";
import { isProxy, withoutProxyLogin } from "../http/proxy-address.ts";
import { isOwnVariable } from "../process/own-environment.ts";
import { runProcess } from "../process/process.ts";
import { startScript } from "./script-start.ts";

/**
 * Runs a test script of the repository on this machine.
 * @param byStranger whether the author may lack write access to the repository
 */
export async function runScript(
  command: string[],
  folder: string,
  { env, timeout, redact }: RunOptions,
  log: Log,
  byStranger: boolean,
): Promise<Exit> {
  const [path = "", ...rest] = command;
  const program = resolve(folder, path);
  if (isAbsolute(path))
    throw failure("test-script", `The script ${path} has an absolute path. Write it relative to the repository's root.`);
  const environment = { ...scriptEnvironment(process.env, byStranger), ...env };
  return startScript({ path, program, search: environment["PATH"] }, () =>
    runProcess([program, ...rest], {
      cwd: folder,
      env: environment,
      timeout,
      onLine: (line) => log.line(line),
      ...(redact ? { redact } : {}),
    }),
  );
}

/**
 * The environment of a test script: everything except the runner's credentials for this action. An
 * untrusted script gets no proxy password either.
 */
function scriptEnvironment(environment: NodeJS.ProcessEnv, byStranger: boolean): NodeJS.ProcessEnv {
  const inherited = Object.entries(environment).filter(([name]) => !isOwnVariable(name));
  const shown = inherited.map(([name, value]) => [name, byStranger && isProxy(name) ? withoutProxyLogin(value ?? "") : value]);
  return Object.fromEntries(shown);
}
