import { execFile } from "node:child_process";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BakeAnswer, BakeQuestion } from "../../core/existing/bake-question.ts";
import { isWithin } from "../within.ts";

/** Milliseconds until a call ends, and bytes of the longest answer. */
const [limit, longest] = [20_000, 4 * 1024 * 1024];

/**
 * Lets `docker buildx bake --print` evaluate bake files of a work tree: it builds nothing, and runs
 * nothing. The files are a stranger's: they see none of this machine's variables, and a definition from
 * elsewhere is refused.
 */
export async function printBake(question: BakeQuestion, workTree: string): Promise<BakeAnswer> {
  const refused = refusal(question);
  if (refused !== undefined) return { fault: refused };
  const folder = await inside(workTree, question.folder);
  if (folder === undefined) return { fault: `${question.folder} is no folder of the repository` };
  const temporary = await mkdtemp(path.join(tmpdir(), "tagstream-bake-"));
  try {
    const files = await Promise.all(question.files.map((file, index) => pathOf(file, { workTree, temporary, index })));
    const missing = question.files.find((_, index) => files[index] === undefined);
    if (missing && "path" in missing) return { fault: `${missing.path} is no file of the repository` };
    const options = [...files.map((file) => `--file=${file}`), ...question.set.map((text) => `--set=${text}`)];
    return await called(["buildx", "bake", "--print", ...options, ...question.targets], folder, question.env);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Why a question is not asked: its words would be an option, or a definition that buildx fetches. */
function refusal({ targets, files }: BakeQuestion): string | undefined {
  const strange = targets.find((target) => !/^[\w.][\w.-]*$/.test(target));
  if (strange !== undefined) return `"${strange}" is no name of a target: definitions from elsewhere are not read`;
  const remote = files.flatMap((file) => ("path" in file && /:\/\/|^cwd:/.test(file.path) ? [file.path] : []))[0];
  return remote === undefined ? undefined : `${remote} is not a file of the repository`;
}

/** The real path of a file or folder, if that is in the work tree. */
async function inside(workTree: string, relative: string): Promise<string | undefined> {
  const [root, real] = await Promise.all([realpath(workTree), realpath(path.resolve(workTree, relative)).catch(() => undefined)]);
  return real !== undefined && isWithin(root, real) ? real : undefined;
}

async function pathOf(
  file: BakeQuestion["files"][number],
  { workTree, temporary, index }: { workTree: string; temporary: string; index: number },
): Promise<string | undefined> {
  if ("path" in file) return inside(workTree, file.path);
  const written = path.join(temporary, `${index}.json`);
  await writeFile(written, file.text);
  return written;
}

/** Variables of this machine that docker itself needs. */
const own = ["PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG", "DOCKER_CONTEXT", "BUILDX_BUILDER", "BUILDX_CONFIG", "TMPDIR"];
/** Variables of a workflow that would change how programs start, or what docker and buildx are. */
const withheld =
  /^(LD_|DYLD_|BUILDX_|BUILDKIT_|DOCKER_(HOST|CONFIG|CONTEXT|CERT_PATH|TLS|CLI_|API_VERSION|BUILDKIT)|GO|SSL_|TMPDIR$|PATH$|HOME$)/;

function environment(asked: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const given = Object.entries(asked).filter(([name]) => !withheld.test(name));
  const machine = own.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(given), ...Object.fromEntries(machine), BUILDX_BAKE_FILE_RELATIVE_PATHS: "0" };
}

function called(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<BakeAnswer> {
  const options = { cwd, env: environment(env), timeout: limit, maxBuffer: longest };
  return new Promise((resolve) => {
    const child = execFile("docker", args, options, (error, stdout, stderr) => {
      resolve(error ? { fault: faultOf(error, stderr) } : parsed(stdout));
    });
    child.stdin?.end();
  });
}

function parsed(stdout: string): BakeAnswer {
  try {
    const printed: unknown = JSON.parse(stdout);
    return { printed };
  } catch {
    return { fault: "`docker buildx bake --print` printed no JSON" };
  }
}

function faultOf(error: Error & { code?: number | string | null; killed?: boolean }, stderr: string): string {
  if (error.code === "ENOENT") return "this machine has no `docker`, whose buildx reads bake files";
  if (error.killed) return `\`docker buildx bake --print\` did not end within ${limit / 1000} s`;
  if (/unknown (command|flag|shorthand)|is not a docker command/.test(stderr))
    return "this machine has no `docker buildx`, which reads bake files";
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return `\`docker buildx bake --print\` failed: ${last.replace(/^ERROR: /, "") || "no message"}`;
}
