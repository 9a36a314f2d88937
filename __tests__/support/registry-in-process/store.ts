import { createHash, randomUUID } from "node:crypto";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { Manifest } from "../../../src/ports/registry.ts";

/** A digest computed here, not by the product: the registry has to be able to contradict its client. */
export const sha256 = (bytes: Uint8Array): Digest => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** What a manifest names, as far as a registry reads it. */
interface Content {
  mediaType?: string;
  artifactType?: string;
  annotations?: Record<string, string>;
  config?: { mediaType: string; digest: Digest };
  layers?: { digest: Digest }[];
  manifests?: { digest: Digest }[];
  subject?: { digest: Digest };
}

/** A manifest's content; undefined where it is no JSON object. */
export function contentOf(bytes: Uint8Array): Content | undefined {
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof content === "object" && content !== null ? content : undefined;
  } catch {
    return undefined;
  }
}

/** What one repository of a registry in memory holds, byte for byte. */
export class StoredRepository {
  readonly tags: Map<string, Digest>;
  readonly manifests: Map<Digest, Manifest>;
  readonly blobs: Map<Digest, Uint8Array>;

  constructor(of?: StoredRepository) {
    this.tags = new Map(of?.tags);
    this.manifests = new Map(of?.manifests);
    this.blobs = new Map(of?.blobs);
  }

  /** What is under a tag or a digest. */
  find(reference: string): Manifest | undefined {
    return this.manifests.get(this.tags.get(reference) ?? (reference as Digest));
  }

  /** Keeps a manifest, and has the reference name it where that is a tag. */
  put(reference: string, manifest: Manifest): void {
    this.manifests.set(manifest.digest, manifest);
    if (reference !== manifest.digest) this.tags.set(reference, manifest.digest);
  }

  addBlob(bytes: Uint8Array): Digest {
    const digest = sha256(bytes);
    this.blobs.set(digest, bytes);
    return digest;
  }

  /** Removes a manifest and every tag on it. */
  removeManifest(digest: Digest): void {
    this.manifests.delete(digest);
    for (const [tag, shown] of this.tags) if (shown === digest) this.tags.delete(tag);
  }

  /** The blobs and manifests that a manifest names and that are not here. Its subject may be missing. */
  missingParts(bytes: Uint8Array): Digest[] {
    const { config, layers = [], manifests = [] } = contentOf(bytes) ?? {};
    const blobs = [...(config ? [config] : []), ...layers].map(({ digest }) => digest);
    const children = manifests.map(({ digest }) => digest);
    return [...blobs.filter((digest) => !this.blobs.has(digest)), ...children.filter((digest) => !this.manifests.has(digest))];
  }
}

/** The repositories of a registry in memory: the HTTP registry and the implementation of the port keep theirs here. */
export class RegistryStore {
  readonly #repositories = new Map<string, StoredRepository>();
  /** Uploads that were begun, by their id: the repository's name and the bytes so far. */
  readonly uploads = new Map<string, { name: string; bytes: Buffer }>();

  /** A repository, which begins to exist here where it did not. */
  at(name: string): StoredRepository {
    const repository = this.#repositories.get(name) ?? new StoredRepository();
    this.#repositories.set(name, repository);
    return repository;
  }

  has(name: string): boolean {
    return this.#repositories.has(name);
  }

  /** Gives a repository all that another one has. */
  copy(from: string, to: string): void {
    this.#repositories.set(to, new StoredRepository(this.at(from)));
  }

  /** A copy of a repository's state; called, it is restored. */
  snapshot(name: string): () => void {
    const saved = new StoredRepository(this.at(name));
    return () => void this.#repositories.set(name, new StoredRepository(saved));
  }

  /** The same for all repositories whose names begin so. */
  snapshotBelow(start: string): () => void {
    const names = () => [...this.#repositories.keys()].filter((name) => name.startsWith(start));
    const saved = names().map((name) => this.snapshot(name));
    return () => {
      for (const name of names()) this.#repositories.delete(name);
      for (const restore of saved) restore();
    };
  }

  beginUpload(name: string): string {
    const id = randomUUID();
    this.uploads.set(id, { name, bytes: Buffer.alloc(0) });
    return id;
  }
}
