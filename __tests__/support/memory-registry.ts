import { digestOf } from "../../src/adapters/registry/hash.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { failure } from "../../src/core/lib/problem.ts";
import type { Manifest, Registry } from "../../src/ports/registry.ts";
import { makeManifest } from "./registry.ts";

/** One call of the registry; `reference` is a tag or a digest, where it has one. */
export interface RegistryCall {
  verb: keyof Registry;
  repository: string;
  reference: string;
}

/** What a build was built on, as its provenance says it. */
export interface BuiltOn {
  uri: string;
  digest: Digest;
}

interface Held {
  tags: Map<string, Digest>;
  manifests: Map<string, Manifest>;
  blobs: Map<string, Uint8Array>;
}

const oci = "application/vnd.oci.image";

/** Registries in memory, all hosts at once: they keep what they are given, byte for byte, and do wrong what a test has them do wrong. */
export class MemoryRegistry implements Registry {
  readonly #all = new Map<string, Held>();
  /** The text of a refusal, for calls that are to fail, however often they are made: then nobody knows. */
  refuse: (call: RegistryCall) => string | undefined = () => undefined;
  /** Reads that find nothing, though something is there: `tags` is asked with each tag. */
  lacks: (call: RegistryCall) => boolean = () => false;

  /** What the tags of a repository show. */
  shown(repository: string): Record<string, Digest> {
    return Object.fromEntries([...this.#at(repository).tags].sort());
  }

  /** The annotations of what is under a tag. */
  annotationsOf(repository: string, tag: string): Record<string, string> {
    const manifest = this.#find(repository, tag);
    return manifest ? (JSON.parse(new TextDecoder().decode(manifest.bytes)).annotations ?? {}) : {};
  }

  setTag(repository: string, tag: string, digest: Digest): void {
    this.#at(repository).tags.set(tag, digest);
  }

  removeTag(repository: string, tag: string): void {
    this.#at(repository).tags.delete(tag);
  }

  /** A backup of a repository as it is now; called, it is restored. */
  snapshot(repository = ""): () => void {
    const { tags, manifests, blobs } = this.#at(repository);
    const saved = [[...tags], [...manifests]] as const;
    return () => void this.#all.set(repository, { tags: new Map(saved[0]), manifests: new Map(saved[1]), blobs });
  }

  /**
   * What BuildKit would push, under no tag: an index of one platform with its provenance.
   * @param image what tells one image from another, beside their annotations
   */
  push(repository: string, annotations: Record<string, string>, bases: readonly BuiltOn[] = [], image: object = {}): Digest {
    const resolvedDependencies = bases.map(({ uri, digest }) => ({ uri, digest: { sha256: digest.slice("sha256:".length) } }));
    const provenance = this.#blob(repository, { predicate: { buildDefinition: { resolvedDependencies } } });
    const layer = { ...provenance, annotations: { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v1" } };
    const built = this.#manifest(repository, "manifest", {
      ...image,
      config: this.#blob(repository, {}),
      layers: [],
      annotations,
    });
    const attestation = this.#manifest(repository, "manifest", { layers: [layer] });
    const about = { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": built.digest };
    const manifests = [
      { ...built, platform: { os: "linux", architecture: "amd64" } },
      { ...attestation, annotations: about, platform: { os: "unknown", architecture: "unknown" } },
    ];
    return this.#manifest(repository, "index", { annotations, manifests }).digest;
  }

  // What a registry is asked for: properties, so that they can be handed on by themselves.

  readonly resolve: Registry["resolve"] = async (repository, reference) => this.#look("resolve", repository, reference)?.digest;
  readonly manifest: Registry["manifest"] = async (repository, reference) => this.#look("manifest", repository, reference);

  readonly blob: Registry["blob"] = async (repository, digest) => {
    this.#ask("blob", repository, digest);
    const bytes = this.#at(repository).blobs.get(digest);
    if (!bytes) throw failure("registry-missing", `${repository} has no ${digest}`);
    return bytes;
  };

  readonly tags: Registry["tags"] = async (repository) => {
    this.#ask("tags", repository, "");
    return [...this.#at(repository).tags.keys()].filter((tag) => !this.lacks({ verb: "tags", repository, reference: tag }));
  };

  readonly putManifest: Registry["putManifest"] = async (repository, reference, manifest) => {
    this.#ask("putManifest", repository, reference);
    this.#put(repository, reference, manifest);
  };

  readonly claim: Registry["claim"] = async (repository, tag, manifest) => {
    this.#ask("claim", repository, tag);
    const there = this.#at(repository).tags.get(tag);
    if (there === undefined) this.#put(repository, tag, manifest);
    return there ?? manifest.digest;
  };

  readonly copy: Registry["copy"] = async (digest, from, to) => {
    this.#ask("copy", to, digest);
    const [source, target] = [this.#at(from), this.#at(to)];
    for (const [known, manifest] of source.manifests) target.manifests.set(known, manifest);
    for (const [known, blob] of source.blobs) target.blobs.set(known, blob);
    if (!target.manifests.has(digest)) throw failure("registry-missing", `${from} has no ${digest}`);
  };

  readonly pushed: Registry["pushed"] = () => {};
  readonly removeTags: Registry["removeTags"] = async (_, tags) => tags.map((tag) => ({ tag, outcome: "absent" }));
  readonly assertCanPush: Registry["assertCanPush"] = async (repository) => this.#ask("assertCanPush", repository, "");

  #ask(verb: keyof Registry, repository: string, reference: string): void {
    const refusal = this.refuse({ verb, repository, reference });
    if (refusal !== undefined) throw failure("registry-denied", refusal);
  }

  #look(verb: "resolve" | "manifest", repository: string, reference: string): Manifest | undefined {
    this.#ask(verb, repository, reference);
    return this.lacks({ verb, repository, reference }) ? undefined : this.#find(repository, reference);
  }

  #find(repository: string, reference: string): Manifest | undefined {
    const { tags, manifests } = this.#at(repository);
    return manifests.get(tags.get(reference) ?? reference);
  }

  #put(repository: string, reference: string, manifest: Manifest): void {
    const { tags, manifests } = this.#at(repository);
    manifests.set(manifest.digest, manifest);
    if (reference !== manifest.digest) tags.set(reference, manifest.digest);
  }

  #at(repository: string): Held {
    const held = this.#all.get(repository) ?? { tags: new Map(), manifests: new Map(), blobs: new Map() };
    this.#all.set(repository, held);
    return held;
  }

  #blob(repository: string, content: object): { digest: Digest; size: number } {
    const bytes = Buffer.from(JSON.stringify(content));
    const digest = digestOf(bytes);
    this.#at(repository).blobs.set(digest, bytes);
    return { digest, size: bytes.length };
  }

  #manifest(repository: string, kind: "index" | "manifest", content: object) {
    const made = makeManifest(`${oci}.${kind}.v1+json`, content);
    this.#put(repository, made.digest, made);
    return { mediaType: made.mediaType, digest: made.digest, size: made.bytes.length };
  }
}
