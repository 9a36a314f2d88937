import { digestOf } from "../../src/adapters/registry/hash.ts";
import type { Digest } from "../../src/core/digest.ts";
import { failure } from "../../src/core/problem.ts";
import type { Manifest, Registry } from "../../src/ports.ts";

/** One call of the registry; `reference` is a tag or a digest, where it has one. */
export interface RegistryCall {
  verb: keyof Registry;
  repository: string;
  reference: string;
}

/** Registries in memory, all hosts at once, that refuse what a test has them refuse. */
export interface MemoryRegistry extends Registry {
  /** The text of a refusal, for calls that are to fail, however often they are made. */
  refuse: (call: RegistryCall) => string | undefined;
  /** Reads that find nothing, though something is there. */
  lacks: (call: RegistryCall) => boolean;
  /** What the tags of a repository show. */
  shown(repository: string): Record<string, Digest>;
  putBlob(repository: string, bytes: Uint8Array): Digest;
  putManifest(repository: string, reference: string, manifest: Manifest): Promise<void>;
}

interface Held {
  tags: Map<string, Digest>;
  manifests: Map<string, Manifest>;
  blobs: Map<string, Uint8Array>;
}

export function memoryRegistry(): MemoryRegistry {
  const all = new Map<string, Held>();
  const at = (repository: string): Held => {
    const held = all.get(repository) ?? { tags: new Map(), manifests: new Map(), blobs: new Map() };
    all.set(repository, held);
    return held;
  };
  const find = (repository: string, reference: string): Manifest | undefined => {
    const { tags, manifests } = at(repository);
    return manifests.get(tags.get(reference) ?? reference);
  };
  const put = (repository: string, reference: string, manifest: Manifest): void => {
    at(repository).manifests.set(manifest.digest, manifest);
    if (reference !== manifest.digest) at(repository).tags.set(reference, manifest.digest);
  };
  const made: MemoryRegistry = {
    refuse: () => undefined,
    lacks: () => false,
    shown: (repository) => Object.fromEntries(at(repository).tags),
    putBlob(repository, bytes) {
      const digest = digestOf(bytes);
      at(repository).blobs.set(digest, bytes);
      return digest;
    },
    resolve: async (repository, reference) => asked("resolve", repository, reference, () => find(repository, reference)?.digest),
    manifest: async (repository, reference) =>
      asked("manifest", repository, reference, () =>
        made.lacks({ verb: "manifest", repository, reference }) ? undefined : find(repository, reference),
      ),
    blob: async (repository, digest) =>
      asked("blob", repository, digest, () => {
        const bytes = at(repository).blobs.get(digest);
        if (!bytes) throw failure("registry-missing", `${repository} has no ${digest}`);
        return bytes;
      }),
    tags: async (repository) => asked("tags", repository, "", () => [...at(repository).tags.keys()]),
    putManifest: async (repository, reference, manifest) =>
      asked("putManifest", repository, reference, () => put(repository, reference, manifest)),
    claim: async (repository, tag, manifest) =>
      asked("claim", repository, tag, () => {
        const there = at(repository).tags.get(tag);
        if (there === undefined) put(repository, tag, manifest);
        return there ?? manifest.digest;
      }),
    copy: async (digest, from, to) =>
      asked("copy", to, digest, () => {
        for (const [known, manifest] of at(from).manifests) at(to).manifests.set(known, manifest);
        for (const [known, blob] of at(from).blobs) at(to).blobs.set(known, blob);
      }),
    pushed: () => {},
    removeTags: async (_repository, tags) => tags.map((tag) => ({ tag, outcome: "absent" })),
    assertCanPush: async (repository) => asked("assertCanPush", repository, "", () => undefined),
  };
  function asked<T>(verb: keyof Registry, repository: string, reference: string, answer: () => T): T {
    const refusal = made.refuse({ verb, repository, reference });
    if (refusal !== undefined) throw failure("registry-denied", refusal);
    return answer();
  }
  return made;
}
