import { createHash } from "node:crypto";
import type { Digest } from "../../src/core/digest.ts";
import { failure } from "../../src/core/problem.ts";
import type { Manifest, Registry } from "../../src/ports.ts";

/** What a registry is asked for. */
export type Verb = "head" | "get" | "list" | "put" | "copy";

interface Stored {
  tags: Map<string, Digest>;
  manifests: Map<Digest, Manifest>;
}

/** Registries in memory, for tests of commands: they keep what they are given, byte for byte, and do wrong where a test wants them to. */
export class ModelRegistry {
  readonly asked: string[] = [];
  readonly #repositories = new Map<string, Stored>();
  readonly #blobs = new Map<Digest, Uint8Array>();
  /** Whether a request is refused: then nobody knows. */
  refuses: (verb: Verb, repository: string, reference: string) => boolean = () => false;
  /** Whether a request is answered as if nothing was there. */
  denies: (verb: Verb, repository: string, reference: string) => boolean = () => false;
  /** Called before a tag is written: another run may come between. */
  beforePut: (repository: string, tag: string) => Promise<void> = async () => {};

  tagsOf(repository: string): Record<string, Digest> {
    return Object.fromEntries([...this.#stored(repository).tags].sort());
  }

  /** The annotations of what is under a tag. */
  annotationsOf(repository: string, tag: string): Record<string, string> {
    const digest = this.#stored(repository).tags.get(tag);
    const manifest = digest && this.#stored(repository).manifests.get(digest);
    return manifest ? (JSON.parse(new TextDecoder().decode(manifest.bytes)).annotations ?? {}) : {};
  }

  setTag(repository: string, tag: string, digest: Digest): void {
    this.#stored(repository).tags.set(tag, digest);
  }

  removeTag(repository: string, tag: string): void {
    this.#stored(repository).tags.delete(tag);
  }

  /** A backup of a repository as it is now; called, it is restored. */
  snapshot(repository = ""): () => void {
    const { tags, manifests } = this.#stored(repository);
    const saved = { tags: new Map(tags), manifests: new Map(manifests) };
    return () => {
      this.#repositories.set(repository, { tags: new Map(saved.tags), manifests: new Map(saved.manifests) });
    };
  }

  /** An index of one platform, with its provenance, under no tag. */
  push(repository: string, annotations: Record<string, string>, base?: { uri: string; digest: Digest }): Digest {
    const statement = { predicate: { buildDefinition: { resolvedDependencies: base ? [material(base)] : [] } } };
    const layer = {
      digest: this.#blob(statement),
      annotations: { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v1" },
    };
    const image = this.#manifest(repository, { config: { digest: this.#blob({}) }, layers: [], annotations });
    const attestation = this.#manifest(repository, { layers: [layer] });
    const about = { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image };
    const manifests = [
      { digest: image, platform: { os: "linux", architecture: "amd64" } },
      { digest: attestation, annotations: about, platform: { os: "unknown", architecture: "unknown" } },
    ];
    return this.#manifest(repository, { manifests, annotations });
  }

  readonly port: Registry = {
    resolve: async (repository, reference) => this.#look("head", repository, reference)?.digest,
    manifest: async (repository, reference) => this.#look("get", repository, reference),
    blob: async (_, digest) => {
      const blob = this.#blobs.get(digest);
      if (!blob) throw failure("registry-missing", `there is no blob ${digest}`);
      return blob;
    },
    tags: async (repository) => {
      this.#ask("list", repository, "");
      return [...this.#stored(repository).tags.keys()].filter((tag) => !this.denies("list", repository, tag));
    },
    putManifest: async (repository, reference, manifest) => {
      await this.beforePut(repository, reference);
      this.#ask("put", repository, reference);
      this.#put(repository, reference, manifest);
    },
    claim: async (repository, tag, manifest) => {
      await this.beforePut(repository, tag);
      this.#ask("put", repository, tag);
      const held = this.#stored(repository).tags.get(tag);
      if (held === undefined) this.#put(repository, tag, manifest);
      return held ?? manifest.digest;
    },
    copy: async (digest, from, to) => {
      this.#ask("copy", to, digest);
      for (const [known, manifest] of this.#stored(from).manifests) this.#stored(to).manifests.set(known, manifest);
      if (!this.#stored(to).manifests.has(digest)) throw failure("registry-missing", `${from} has no ${digest}`);
    },
    pushed: () => {},
    removeTags: async () => [],
    assertCanPush: async () => {},
  };

  #ask(verb: Verb, repository: string, reference: string): void {
    this.asked.push(`${verb} ${repository} ${reference}`);
    if (this.refuses(verb, repository, reference))
      throw failure("registry-failed", `${repository}:${reference} was refused: the limit of pulls is reached`);
  }

  #look(verb: Verb, repository: string, reference: string): Manifest | undefined {
    this.#ask(verb, repository, reference);
    if (this.denies(verb, repository, reference)) return undefined;
    const { tags, manifests } = this.#stored(repository);
    const digest = reference.startsWith("sha256:") ? (reference as Digest) : tags.get(reference);
    return digest && manifests.get(digest);
  }

  #put(repository: string, reference: string, manifest: Manifest): void {
    this.#stored(repository).manifests.set(manifest.digest, manifest);
    if (!reference.startsWith("sha256:")) this.#stored(repository).tags.set(reference, manifest.digest);
  }

  #stored(repository: string): Stored {
    const stored = this.#repositories.get(repository) ?? { tags: new Map(), manifests: new Map() };
    this.#repositories.set(repository, stored);
    return stored;
  }

  #blob(content: unknown): Digest {
    const { digest, bytes } = hashed(content);
    this.#blobs.set(digest, bytes);
    return digest;
  }

  #manifest(repository: string, content: object): Digest {
    const mediaType = "application/vnd.oci.image.index.v1+json";
    const manifest = { mediaType, ...hashed({ schemaVersion: 2, mediaType, ...content }) };
    this.#stored(repository).manifests.set(manifest.digest, manifest);
    return manifest.digest;
  }
}

const material = ({ uri, digest }: { uri: string; digest: Digest }) => ({
  uri,
  digest: { sha256: digest.slice("sha256:".length) },
});

function hashed(content: unknown): { digest: Digest; bytes: Uint8Array } {
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  return { digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`, bytes };
}
