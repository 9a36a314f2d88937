import { spawn } from "node:child_process";
import * as v from "valibot";
import { redact } from "../../../core/lib/credential-shapes.ts";
import { type Failure, failure } from "../../../core/lib/problem.ts";
import { findProgram, startFault } from "../../process/start-fault.ts";
import { createKnownSecrets, type KnownSecrets, printable } from "./secrets.ts";

/** Milliseconds: a helper that asks a person for something never ends by itself. */
const helperTimeout = 30_000;
/** Characters of each output that are kept. */
const keptOutput = 64 * 1024;

const answerSchema = v.object({ Username: v.string(), Secret: v.string() });

/** Names of variables whose values a helper may print when it fails. */
const secretName = /secret|token|passw|credential|key/i;

/**
 * Runs `docker-credential-NAME get`, the server on standard input; undefined when the helper knows no login for it.
 * @throws Failure `registry-credentials`, with the helper's own words
 */
export async function askHelper(
  helper: string,
  { registry, server }: { registry: string; server: string },
  environment: NodeJS.ProcessEnv,
  secrets: KnownSecrets,
): Promise<{ username: string; password: string } | undefined> {
  const program = `docker-credential-${helper}`;
  const named = `${program}, which config.json names for ${registry},`;
  const exit = await run(program, server, environment).catch(async (cause: unknown) => {
    const message = `config.json names ${program}, which does not start. Install it, or log in without it.`;
    throw (await faultOf(program, environment, cause)) ?? refused(message, cause);
  });
  const { output, errors } = exit;
  if (exit.status !== 0) {
    // What docker-credential-helpers print, on standard output, when the store holds nothing for a server.
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

/** What was printed is not shown where it may be a login that is not well formed. */
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

/** A helper's words, without what is known to be secret, what looks like a credential, and what its environment holds under such a name. */
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
    child.stdin.on("error", () => {}); // it ended without reading
    child.stdin.end(server);
  });
}

/** Why a helper that is there cannot be started. */
async function faultOf(program: string, environment: NodeJS.ProcessEnv, cause?: unknown): Promise<Failure | undefined> {
  const file = await findProgram(program, environment["PATH"]);
  const fault = file && (await startFault(file, environment["PATH"]));
  return fault ? refused(`config.json names ${program}, which cannot be started: ${file} ${fault}.`, cause) : undefined;
}
