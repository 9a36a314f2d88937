import { constants } from "node:fs";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import coerce from "semver/functions/coerce.js";
import lt from "semver/functions/lt.js";
import * as v from "valibot";
import { bakeFault } from "../../core/build/bake-output.ts";
import { parseInspection } from "../../core/build/builder-inspection.ts";
import { isGeneratorFault } from "../../core/build/generator-fault.ts";
import { secretBehind } from "../../core/build/withheld-secret.ts";
import { type Digest, isDigest } from "../../core/lib/digest.ts";
import { Failure, failure } from "../../core/lib/problems/problem.ts";
import { generatorRemedy } from "../../core/packages/generator.ts";
import type { SecretReference } from "../../core/unit/unit.ts";
import type { BakeRequest, Builder, BuilderFacts } from "../../ports/builder.ts";
import type { Log } from "../../ports/log.ts";
import { capture, runProcess } from "../process/process.ts";
import { redactorOf } from "../process/redaction.ts";
import { createLayout } from "./layout.ts";

/**
 * We measured our definitions with this version and later; setup-buildx-action installs newer ones
 * by default.
 */
const oldestBuildx = "0.32.0";

/**
 * Fixes the settings that our calls rely on, whatever the user's environment says: paths from the
 * work tree, and no provenance in the metadata file.
 */
const ourEnvironment = { BUILDX_BAKE_FILE_RELATIVE_PATHS: "0", BUILDX_METADATA_PROVENANCE: "disabled" };

/** The builder that `docker buildx` uses: the selected one, or the one in BUILDX_BUILDER. */
export function createBuilder(): Builder {
  const print: Builder["print"] = async (...of) => (await import("./bake-print.ts")).printBake(...of);
  return { check, missingSecrets, redactor: redactorOf, bake, layout: createLayout, print };
}

async function check(): Promise<BuilderFacts> {
  const buildx = await buildxVersion();
  const { status, stdout, stderr } = await capture(["docker", "buildx", "inspect", "--bootstrap"]);
  const { name, driver, platforms, nodes, errors } = parseInspection(stdout);
  if (driver === "docker") {
    throw failure(
      "builder-driver",
      `The builder "${name}" (driver docker) cannot push by digest. Add docker/setup-buildx-action@v4 before this step (on your own machine: docker buildx create --use), or set BUILDX_BUILDER to another builder.`,
    );
  }
  if (status !== 0 || errors.length > 0 || driver === "") {
    const printed = stderr.split("\n").filter((line) => /^error: /i.test(line));
    const details = [...errors, ...printed.map((line) => line.replace(/^error: /i, ""))];
    throw await unreachable(details.join("; ") || stderr.trim() || `exit status ${status}`, name);
  }
  return { name, driver, platforms, nodes, buildx };
}

/** Of several nodes, it names those that do not answer: `--bootstrap` prints no node then. */
async function unreachable(details: string, name: string): Promise<Failure> {
  const { nodes, down, name: found } = parseInspection((await capture(["docker", "buildx", "inspect"])).stdout);
  const named = name || found || process.env["BUILDX_BUILDER"];
  const builder = `The builder${named ? ` "${named}"` : ""}`;
  const message =
    nodes.length > 1 && down.length > 0
      ? `${builder} has ${nodes.length} nodes. Not answering: ${down.join(", ")} (${details}). Start these nodes, or remove them from the builder (docker buildx create --name ${named} --leave --node NAME). docker buildx inspect shows the addresses.`
      : `${builder} does not answer: ${details}. Add docker/setup-buildx-action@v4 before this step, or start the builder named in BUILDX_BUILDER.`;
  return failure("builder-unreachable", message);
}

/** `0.38.2`. Throws `builder-missing` or `builder-old`. */
async function buildxVersion(): Promise<string> {
  const answer = await capture(["docker", "buildx", "version"]).catch(() => undefined);
  if (answer === undefined) {
    throw failure(
      "builder-missing",
      "This machine has no `docker`. Use a runner that has Docker, or install it before this step.",
    );
  }
  const version = /buildx\s+v?(\d+\.\d+\.\d+\S*)/.exec(answer.stdout)?.[1];
  if (answer.status !== 0 || version === undefined) {
    throw failure("builder-missing", "This machine has no `docker buildx`. Add docker/setup-buildx-action@v4 before this step.");
  }
  const parsed = coerce(version);
  // A buildx built without its version says 0.0.0+unknown. People who build their own know its age.
  if (parsed && !version.includes("unknown") && lt(parsed, oldestBuildx)) {
    throw failure(
      "builder-old",
      `buildx ${version} is too old. Tagstream needs ${oldestBuildx} or later. Add docker/setup-buildx-action@v4 before this step, or update the buildx plug-in.`,
    );
  }
  return version;
}

async function missingSecrets(secrets: SecretReference[], workTree: string): Promise<SecretReference[]> {
  const present = await Promise.all(
    secrets.map(async ({ env, src }) => {
      if (env !== undefined) return process.env[env] !== undefined && process.env[env] !== "";
      return access(resolve(workTree, src ?? ""), constants.R_OK).then(
        () => true,
        () => false,
      );
    }),
  );
  return secrets.filter((_, at) => !present[at]);
}

async function bake(request: BakeRequest, workTree: string, log: Log): Promise<Digest> {
  const folder = await mkdtemp(join(tmpdir(), "tagstream-bake-")); // mkdtemp sets mode 0700
  try {
    const file = join(folder, "bake.json");
    const metadata = join(folder, "metadata.json");
    await writeFile(file, JSON.stringify(request.definition), { mode: 0o600 });
    const redact = await redactorOf(request.secrets, workTree);
    const reads = request.allowRead.map((path) => `--allow=fs.read=${path}`);
    const writes = request.allowWrite.map((path) => `--allow=fs.write=${path}`);
    const argv = [
      "docker",
      "buildx",
      "bake",
      "--progress=plain",
      `--file=${file}`,
      `--metadata-file=${metadata}`,
      ...reads,
      ...writes,
      request.target,
    ];
    const { status, output } = await runProcess(argv, {
      cwd: workTree,
      env: { ...process.env, ...ourEnvironment }, // holds the values of secrets
      onLine: (line) => log.line(line),
      redact,
    });
    if (status !== 0) throw failed(output, request);
    return digestOf(await readFile(metadata, "utf8").catch(() => ""), request.target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function failed(output: string, { withheld: ids, generator }: BakeRequest): Failure {
  const fault = bakeFault(output);
  if (generator !== undefined && isGeneratorFault(output, generator)) {
    const message = `The list of packages failed, not the image: its generator is ${generator}. ${generatorRemedy}\n${fault}`;
    return failure("build-generator-failed", message);
  }
  const what = `docker buildx bake failed:\n${fault}`;
  const withheld = secretBehind(output, ids);
  if (withheld === undefined) return failure("build-failed", what);
  const why = `Not checked: the build needs the secret ${withheld}, which Tagstream withholds from untrusted changes. Without it, ${what}`;
  return new Failure([{ code: "build-secret-withheld", severity: "warning", message: why }]);
}

/** The digest that bake pushed, from its metadata file, which it writes only on success. */
function digestOf(metadata: string, target: string): Digest {
  const schema = v.object({ [target]: v.object({ "containerimage.digest": v.string() }) });
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), metadata);
  const digest = read.success ? (read.output[target]?.["containerimage.digest"] ?? "") : "";
  if (!isDigest(digest)) {
    throw failure("build-failed", "docker buildx bake reported success but no digest: its metadata file names none.");
  }
  return digest;
}
