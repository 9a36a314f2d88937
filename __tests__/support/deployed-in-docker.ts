import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { parseAllDocuments } from "yaml";

const container = v.looseObject({
  image: v.string(),
  command: v.optional(v.array(v.string()), []),
  envFrom: v.optional(v.array(v.object({ configMapRef: v.object({ name: v.string() }) })), []),
  volumeMounts: v.optional(v.array(v.object({ mountPath: v.string() })), []),
  securityContext: v.object({
    allowPrivilegeEscalation: v.literal(false),
    capabilities: v.object({ drop: v.array(v.string()), add: v.array(v.string()) }),
  }),
});
const service = v.looseObject({
  ...container.entries,
  readinessProbe: v.object({ exec: v.object({ command: v.array(v.string()) }) }),
});
const workload = v.object({
  spec: v.object({
    template: v.object({
      spec: v.object({ initContainers: v.optional(v.array(container), []), containers: v.tuple([service]) }),
    }),
  }),
});
const settings = v.looseObject({ data: v.record(v.string(), v.string()) });

interface Named {
  kind: string;
  metadata: { name: string };
}

/**
 * Runs a workload of manifests in Docker as Kubernetes would: pulled by its pin, with its settings and rights, and a new volume
 * that belongs to root. It has no network but its own.
 * @param check a command in the ready service that must succeed
 * @returns the log, if the service did not become ready, or the check failed; otherwise nothing
 */
export function runUntilReady(manifests: string, name: string, check: readonly string[] = ["true"]): string {
  const all = parseAllDocuments(manifests).map((document) => document.toJS() as Named);
  const find = (kinds: readonly string[], called: string) =>
    all.find(({ kind, metadata }) => kinds.includes(kind) && metadata.name === called);
  const { initContainers, containers } = v.parse(workload, find(["Deployment", "StatefulSet"], name)).spec.template.spec;
  const [main] = containers;
  const id = `tagstream-test-${randomBytes(5).toString("hex")}`;
  const argumentsOf = ({ image, command, envFrom, securityContext, volumeMounts }: v.InferOutput<typeof container>) => [
    ...["--quiet", "--network", "none", "--security-opt", "no-new-privileges"],
    ...securityContext.capabilities.drop.map((one) => `--cap-drop=${one}`),
    ...securityContext.capabilities.add.map((one) => `--cap-add=${one}`),
    ...volumeMounts.map(({ mountPath }) => `--volume=${id}:${mountPath}:nocopy`),
    ...envFrom.flatMap(({ configMapRef }) =>
      Object.entries(v.parse(settings, find(["ConfigMap"], configMapRef.name)).data).map(
        ([key, value]) => `--env=${key}=${value}`,
      ),
    ),
    ...command.slice(0, 1).map((entrypoint) => `--entrypoint=${entrypoint}`),
    image,
    ...command.slice(1),
  ];
  const docker = (...args: string[]) => execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  try {
    for (const one of initContainers) docker("run", "--rm", ...argumentsOf(one));
    docker("run", "--detach", "--name", id, ...argumentsOf(main));
    const succeeds = (command: readonly string[]) => spawnSync("docker", ["exec", id, ...command]).status === 0;
    for (let tries = 0; tries < 60; tries++) {
      if (succeeds(main.readinessProbe.exec.command)) {
        if (succeeds(check)) return "";
        break;
      }
      spawnSync("sleep", ["1"]);
    }
    const { stdout, stderr } = spawnSync("docker", ["logs", id], { encoding: "utf8" });
    return `${name} is not ready, or this failed: ${check.join(" ")}\n${stdout}${stderr}`;
  } finally {
    spawnSync("docker", ["rm", "--force", id]);
    spawnSync("docker", ["volume", "rm", id]);
  }
}
