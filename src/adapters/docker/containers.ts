import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { lastPart } from "../../core/build/bake-output.ts";
import type { Digest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Layout } from "../../ports/builder.ts";
import type { Containers, Exit, RunOptions, Service } from "../../ports/containers.ts";
import type { Log } from "../../ports/log.ts";
import type { Redact } from "../../ports/redact.ts";
import { runProcess } from "../process/process.ts";
import { containerFlags, docker, nameContainer } from "./container-name.ts";
import { platformsThatCannotRun } from "./emulation.ts";
import { sayingItGoesOn } from "./going-on.ts";
import { archiveOf } from "./layout.ts";
import { runScanner } from "./scanner.ts";
import { runScript } from "./test-script.ts";

/**
 * Milliseconds before pulling an unknown image again: a registry's replicas may lag behind a push.
 */
const waitsForPushed: readonly number[] = [1000, 2000, 4000, 8000, 15_000];

/**
 * `docker run` has statuses from here on for its own failures, and for a command that did not start.
 * A lower one is the command's: `--rm` has removed its container before docker ends.
 */
const firstOfDocker = 125;

/**
 * Containers through the docker command line, in its selected daemon (DOCKER_HOST, DOCKER_CONTEXT).
 * @param forStranger whether the author of the test scripts may lack write access to the repository
 */
export function createContainers(forStranger = false, waits = waitsForPushed): Containers {
  /** How many tests use each image, and whether we brought it here. */
  const held = new Map<string, { holders: number; ours: boolean }>();
  return {
    cannotRun: platformsThatCannotRun,
    async pull(image, platform, log) {
      const known = held.get(image);
      const ours = known?.ours ?? !(await isHere(image));
      if (!known && ours) await pull(image, platform, waits, log);
      held.set(image, { holders: (held.get(image)?.holders ?? 0) + 1, ours });
    },
    async load(layout, digest, log) {
      const image = `tagstream-check:${digest.slice("sha256:".length)}`;
      await sayingItGoesOn(`loading ${image}`, log, () => load(layout, digest, image));
      log.line(`loaded ${image}`);
      held.set(image, { holders: 1, ours: true });
      return image;
    },
    run,
    start,
    script: (command, folder, options, log) => runScript(command, folder, options, log, forStranger),
    scan: (command, folder, files, options, log) =>
      runScanner(files, (env) => runScript(command, folder, { ...options, env: { ...options.env, ...env } }, log, forStranger)),
    async name(image, name) {
      const { status, output } = await runProcess(["docker", "tag", image, name]);
      if (status !== 0) throw failure("test-daemon", `docker cannot tag ${image} as ${name}: ${lastPart(output.trim(), 1000)}`);
    },
    // On demand: most runs compare no files.
    files: async (image, platform) => (await import("./export/export-image.ts")).filesOfImage(image, platform),
    async discard(image) {
      const known = held.get(image);
      if (!known) return;
      known.holders--;
      if (known.holders > 0) return;
      held.delete(image);
      if (known.ours) await docker(["rmi", image]);
    },
  };
}

/** Whether the daemon already has an image; the digest in the name identifies it. */
async function isHere(image: string): Promise<boolean> {
  return (await docker(["image", "inspect", "--format", "{{.Id}}", image])).status === 0;
}

async function pull(image: string, platform: string, waits: readonly number[], log: Log): Promise<void> {
  const attempt = () =>
    sayingItGoesOn(`pulling ${image} (${platform})`, log, () =>
      runProcess(["docker", "pull", "--quiet", "--platform", platform, image]),
    );
  let { status, output } = await attempt();
  for (const wait of waits) {
    if (status === 0 || !/not found|(?:manifest|blob) unknown/i.test(output)) break;
    await pause(wait);
    ({ status, output } = await attempt());
  }
  if (status !== 0) throw failure("test-daemon", `docker cannot pull ${image} to test it: ${lastPart(output.trim(), 1000)}`);
  log.line(`pulled ${image} (${platform})`);
}

async function load(layout: Layout, digest: Digest, image: string): Promise<void> {
  const archive = await archiveOf(layout, digest, image);
  try {
    const { status, output } = await runProcess(["docker", "load", "--quiet", "--input", archive]);
    if (status !== 0) throw failure("test-daemon", `docker cannot load the image to test it: ${lastPart(output.trim(), 1000)}`);
  } finally {
    await rm(archive, { force: true });
  }
}

/**
 * `command[0]` replaces the entrypoint: a service image's entrypoint (Supervisor, an init) would
 * start the service and ignore the command.
 */
async function run(image: string, platform: string, command: string[], options: RunOptions, log: Log): Promise<Exit> {
  const [entrypoint = "", ...rest] = command;
  const container = nameContainer();
  const { flags, env } = environment(options.env);
  const argv = [
    "docker",
    "run",
    "--rm",
    ...containerFlags(container.name, platform),
    ...flags,
    "--entrypoint",
    entrypoint,
    image,
    ...rest,
  ];
  let isGone = false;
  try {
    const exit = await runProcess(argv, { env, ...limitsOf(options), onLine: (line) => log.line(line) });
    isGone = !exit.timedOut && exit.status < firstOfDocker;
    return exit;
  } finally {
    if (isGone) container.forget();
    else await container.remove(); // Also when the time limit killed the client, which leaves the container running.
  }
}

async function start(image: string, platform: string, env: Record<string, string>): Promise<Service> {
  const container = nameContainer();
  const given = environment(env);
  const argv = ["docker", "run", "--detach", ...containerFlags(container.name, platform), ...given.flags, image];
  const { status, output } = await runProcess(argv, { env: given.env });
  if (status !== 0) {
    await container.remove();
    throw failure("test-daemon", `docker cannot start a container of ${image}: ${lastPart(output.trim(), 1000)}`);
  }
  return {
    exec: (command, options) => {
      const { flags, env } = environment(options.env);
      return runProcess(["docker", "exec", ...flags, container.name, ...command], { env, ...limitsOf(options) });
    },
    running: async () => {
      const { status, stdout } = await docker(["inspect", "--format", "{{.State.Running}}", container.name]);
      return status === 0 && stdout.trim() === "true";
    },
    logs: async (redact) => (await runProcess(["docker", "logs", container.name], redact ? { redact } : {})).output,
    remove: container.remove,
  };
}

function limitsOf({ timeout, redact }: RunOptions): { timeout: number; redact?: Redact } {
  return redact ? { timeout, redact } : { timeout };
}

/**
 * Variables for a container. The values go through the docker client's environment, since every
 * process on the machine can read its arguments. Variables that the client itself obeys (PATH,
 * HOME, DOCKER_HOST, …) are the exception.
 */
function environment(variables: Record<string, string>): { flags: string[]; env: NodeJS.ProcessEnv } {
  const env: NodeJS.ProcessEnv = { ...process.env };
  const flags: string[] = [];
  for (const [key, value] of Object.entries(variables)) {
    const obeyed = key in process.env || /^(DOCKER_|BUILDX_|XDG_|SSH_)|_proxy$/i.test(key);
    if (!obeyed) env[key] = value;
    flags.push("--env", obeyed ? `${key}=${value}` : key);
  }
  return { flags, env };
}
