import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { failure } from "../core/problem.ts";
import type { Exit, Log, RunOptions } from "../ports.ts";
import { isOwnVariable } from "./own-environment.ts";
import { runProcess } from "./process.ts";
import { isProxy, withoutProxyLogin } from "./proxy.ts";

/**
 * Runs a test script of the repository on this machine.
 * @param byStranger whether somebody may have written it who may not write to the repository
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
    throw failure("test-script", `The script ${path} is named by an absolute path: name it relative to the repository.`);
  await access(program).catch(() => {
    throw failure("test-script", `The script ${path} does not exist.`);
  });
  await access(program, constants.X_OK).catch(() => {
    throw failure("test-script", `The script ${path} is not executable. Run: git update-index --chmod=+x ${path}`);
  });
  try {
    return await runProcess([program, ...rest], {
      cwd: folder,
      env: { ...scriptEnvironment(process.env, byStranger), ...env },
      timeout,
      onLine: (line) => log.line(line),
      ...(redact ? { redact } : {}),
    });
  } catch (cause) {
    // The kernel's answer to a file without `#!`, or whose interpreter is not here.
    throw failure("test-script", `The script ${path} cannot be started: does it begin with "#!" and a program that is here?`, {
      cause,
    });
  }
}

/**
 * What a test script inherits: everything but what the runner gave to this action alone, with which it could act in the action's name;
 * and a stranger's script no proxy's password.
 */
function scriptEnvironment(environment: NodeJS.ProcessEnv, byStranger: boolean): NodeJS.ProcessEnv {
  const inherited = Object.entries(environment).filter(([name]) => !isOwnVariable(name));
  const shown = inherited.map(([name, value]) => [name, byStranger && isProxy(name) ? withoutProxyLogin(value ?? "") : value]);
  return Object.fromEntries(shown);
}
