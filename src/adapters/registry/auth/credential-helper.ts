import { spawn } from "node:child_process";
import * as v from "valibot";
import { type Failure, failure } from "../../../core/lib/problems/problem.ts";
import { redact } from "../../../core/lib/text/credential-shapes.ts";
import { findProgram, startFault } from "../../process/start-fault.ts";
import { createKnownSecrets, type KnownSecrets, printable } from "./secrets.ts";

/** Milliseconds: a helper that prompts never ends by itself. */
const helperTimeout = 30_000;
/** Characters kept of each output. */
const keptOutput = 64 * 1024;

const answerSchema = v.object({ Username: v.string(), Secret: v.string() });

/** Names of variables whose values a failing helper may print. */
const secretName = /secret|token|passw|credential|key/i;

/**
 * Runs `docker-credential-NAME get` with the server on standard input; undefined when the helper
 * has no login for it.
 * @throws Failure `registry-credentials`, with the helper's own words
 */
export async function askHelper(
  helper: string,
  { registry, server }: { registry: string; server: string },
  environment: NodeJS.ProcessEnv,
  secrets: KnownSecrets,
): Promise<{ username: string; password: string } | undefined> {
  const program = `docker-credential-${helper}`;
  const named = `${program}, the credential helper of ${registry} in config.json,`;
  const exit = await run(program, server, environment).catch(async (cause: unknown) => {
    const message = `Could not start ${program}, a credential helper named in config.json. Install it, or log in without it.`;
    throw (await faultOf(program, environment, cause)) ?? refused(message, cause);
  });
  const { output, errors } = exit;
  if (exit.status !== 0) {
    // docker-credential-helpers prints this on standard output when its store lacks the server.
    if (/credentials not found|no credentials|not found in native keychain/i.test(output)) return undefined;
    const fault = exit.status === 126 || exit.status === 127 ? await faultOf(program, environment) : undefined;
    if (fault) throw fault;
    const words = [output, errors].map((text) => shown(text, environment, secrets)).filter((text) => text !== "");
    const [first = endWords(exit), also] = words;
    throw refused(`${named} failed: ${sentence(first)}${also === undefined ? "" : ` It also printed: ${sentence(also)}`}`);
  }
  const answer = parse(output);
  if (answer) return answer.Secret === "" ? undefined : { username: answer.Username, password: answer.Secret };
  const printed = shown(errors, environment, secrets);
  throw refused(
    `${program} did not print the JSON of a Docker credential helper.${printed === "" ? "" : ` It printed: ${sentence(printed)}`}`,
  );
}

/** Hides output that may be a malformed login. */
function parse(output: string): v.InferOutput<typeof answerSchema> | undefined {
  try {
    const result = v.safeParse(answerSchema, JSON.parse(output));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

function refused(message: string, cause?: unknown): Failure {
  return failure("registry-credentials", message, { cause });
}

/** A helper's words without known secrets, likely credentials, and values of secret variables. */
function shown(text: string, environment: NodeJS.ProcessEnv, secrets: KnownSecrets): string {
  const own = createKnownSecrets();
  for (const [name, value] of Object.entries(environment)) if (secretName.test(name) && value) own.add(value);
  const withoutLogin = text.replaceAll(/("Secret"\s*:\s*)"(?:[^"\\]|\\.)*"/gi, '$1"***"');
  return printable(redact(own.redact(withoutLogin)), secrets);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

interface HelperExit {
  status: number | null;
  signal: NodeJS.Signals | null;
  timedOut: boolean;
  output: string;
  errors: string;
}

function endWords({ status, signal, timedOut }: HelperExit): string {
  if (timedOut) return `it did not end within ${helperTimeout / 1000} s`;
  return status === null ? `the signal ${signal} ended it` : `exit status ${status}`;
}

function run(program: string, server: string, environment: NodeJS.ProcessEnv): Promise<HelperExit> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ["get"], { env: environment, stdio: ["pipe", "pipe", "pipe"] });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, helperTimeout);
    const printed = { output: "", errors: "" };
    for (const [name, stream] of [
      ["output", child.stdout],
      ["errors", child.stderr],
    ] as const) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        if (printed[name].length < keptOutput) printed[name] += text;
      });
    }
    child.once("error", (cause) => {
      clearTimeout(timer);
      reject(cause);
    });
    child.once("close", (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, timedOut, ...printed });
    });
    child.stdin.on("error", () => {}); // The helper ended without reading.
    child.stdin.end(server);
  });
}

/** Why an existing helper cannot start. */
async function faultOf(program: string, environment: NodeJS.ProcessEnv, cause?: unknown): Promise<Failure | undefined> {
  const file = await findProgram(program, environment["PATH"]);
  const fault = file && (await startFault(file, environment["PATH"]));
  return fault
    ? refused(`Could not start ${program}, a credential helper named in config.json: ${file} ${fault}.`, cause)
    : undefined;
}
