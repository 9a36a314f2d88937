import { redactorOf } from "../../src/adapters/process/redaction.ts";
import { type BakeTarget, bakeTarget } from "../../src/core/build/bake.ts";
import { isDigest } from "../../src/core/lib/digest.ts";
import type { Failure } from "../../src/core/lib/problems/problem.ts";
import type { Builder } from "../../src/ports/builder.ts";
import type { Containers } from "../../src/ports/containers.ts";
import type { BuiltOn, MemoryRegistry } from "./memory-registry.ts";

/** Annotations of the index, and of all its manifests. */
const onIndex = "index,manifest:";
const notHere = () => Promise.reject(new TypeError("not here"));

/**
 * Pushes, or keeps in a folder, what BuildKit would: an index with the annotations that are asked for, and provenance that names the bases.
 * @param platforms the only ones that it can build for; all by default
 */
export function builderInto(registry: MemoryRegistry, built: string[], platforms: readonly string[] = []): Builder {
  return {
    check: async () => ({ name: "memory", driver: "memory", platforms: [...platforms], nodes: [], buildx: "memory" }),
    missingSecrets: async () => [],
    print: async () => ({ fault: "there is no buildx in memory" }),
    redactor: redactorOf,
    async layout() {
      const path = `/layout/${built.length}`;
      return {
        path,
        manifest: (digest) => registry.manifest(path, digest),
        blob: (digest) => registry.blob(path, digest),
        blobStream: (digest, limit) => registry.blobStream(path, digest, limit),
        put: (digest, bytes) =>
          registry.putManifest(path, digest, { digest, mediaType: "application/vnd.oci.image.index.v1+json", bytes }),
        dispose: async () => {},
      };
    },
    async bake({ definition }) {
      const target = (definition as { target: Record<string, BakeTarget> }).target[bakeTarget];
      const { name, dest } = target?.output[0] ?? {};
      const repository = name ?? dest ?? "";
      const annotations = Object.fromEntries(
        (target?.annotations ?? []).flatMap((text) =>
          text.startsWith(onIndex) ? [text.slice(onIndex.length).split(/=(.*)/s).slice(0, 2)] : [],
        ),
      );
      const bases = [...new Set(Object.values(target?.contexts ?? {}))].flatMap(builtOn);
      const digest = registry.push(repository, annotations, bases, {
        content: { of: built.length },
        labels: target?.labels,
        platforms: target?.platforms,
        generator: (target?.attest ?? []).flatMap((one) => (one.type === "sbom" ? one.generator : []))[0],
      });
      built.push(repository);
      return digest;
    },
  };
}

/**
 * Records which builds of a builder overlap. Each lasts until all have begun that may begin now.
 * @param broken the failures of builds, by repository
 */
export function overlapOf(builder: Builder, broken: Readonly<Record<string, Failure>> = {}) {
  const begun: string[] = [];
  const active = new Set<string>();
  const overlap = new Map<string, string[]>(); // of each build, those that ran at some time while it ran
  const bake: Builder["bake"] = async (request, ...rest) => {
    const { name = "" } = (request.definition as { target: Record<string, BakeTarget> }).target[bakeTarget]?.output[0] ?? {};
    overlap.set(name, [...active]);
    for (const other of active) overlap.get(other)?.push(name);
    begun.push(name);
    active.add(name);
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    active.delete(name);
    if (broken[name]) throw broken[name];
    return builder.bake(request, ...rest);
  };
  return { builder: { ...builder, bake }, begun, overlap };
}

/** A pinned image, as provenance names it. */
function builtOn(context: string): BuiltOn[] {
  const [, scheme, repository, digest = ""] = /^(docker-image|oci-layout):\/\/([^@]*)@(.*)$/.exec(context) ?? [];
  const type = scheme === "oci-layout" ? "oci" : "docker";
  return isDigest(digest) ? [{ uri: `pkg:${type}/${repository}?digest=${digest}`, digest }] : [];
}

/** Tests pass; images of other runs cannot be loaded. */
export const noContainers: Containers = {
  cannotRun: async () => [],
  pull: async () => {},
  load: notHere,
  run: async () => ({ status: 0, timedOut: false, output: "" }),
  start: notHere,
  script: notHere,
  scan: notHere,
  name: async () => {},
  files: notHere,
  discard: async () => {},
};
