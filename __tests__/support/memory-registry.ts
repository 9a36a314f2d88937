import { type Digest, isDigest } from "../../src/core/lib/digest.ts";
import { failure } from "../../src/core/lib/problems/problem.ts";
import { annotationKeys } from "../../src/core/oci/annotations.ts";
import { spdxPredicate } from "../../src/core/oci/image-index.ts";
import { defaultGenerator } from "../../src/core/packages/generator.ts";
import type { Manifest, Registry } from "../../src/ports/registry.ts";
import { listStored, type RemovalFault, removeStoredManifests, removeStoredTags } from "./memory-removal.ts";
import { makeManifest } from "./registry.ts";
import { contentOf, RegistryStore, type StoredRepository, sha256 } from "./registry-in-process/store.ts";

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

/** What tells one build from another, beside its annotations. */
export interface BuiltImage {
  /** What is in it. */
  content?: object;
  labels?: Record<string, string> | undefined;
  created?: Date | undefined;
  /** `linux/amd64` by default. */
  platforms?: readonly string[] | undefined;
  /** What listed its packages, as `registry/name@sha256:…`; no list by default. */
  generator?: string | undefined;
  /** Its packages, for the list, as purls. */
  packages?: readonly string[] | undefined;
}

const oci = "application/vnd.oci.image";

/** Registries in memory, all hosts at once: they keep what they are given, byte for byte, and do wrong what a test has them do wrong. */
export class MemoryRegistry implements Registry {
  readonly #store;
  /** What lists of packages say, whatever the packages are; `false`: the generator writes none. */
  packageList: object | false | undefined;
  /** The text of a refusal, for calls that are to fail, however often they are made: then nobody knows. */
  refuse: (call: RegistryCall) => string | undefined = () => undefined;
  /** Calls that a registry refuses, since this machine has no login for it at all. */
  needsLogin: (call: RegistryCall) => boolean = () => false;
  /** Generators of package lists that are there, by digest; the default one unless a test takes it away. */
  readonly generators = new Set([defaultGenerator]);
  /** Purls of the packages that builds from now on list. */
  installed: readonly string[] = [];
  /** Reads that find nothing, though something is there: `tags` is asked with each tag. */
  lacks: (call: RegistryCall) => boolean = () => false;
  /** Removals that do not happen: of tags and of digests. */
  keeps: RemovalFault = () => undefined;
  /** Repositories whose registry frees nothing when a tag goes, or the test for them. */
  freesNothing: (repository: string) => boolean = () => false;
  /** Repositories whose registry lists manifests: those whose registry frees nothing, unless a test says otherwise. */
  listsManifests: (repository: string) => boolean = (repository) => this.freesNothing(repository);
  /** When a manifest was pushed, by digest: milliseconds since 1970. */
  readonly pushedAt = new Map<string, number>();

  /** @param store where repositories are by their full names, `host/path` */
  constructor(store: Pick<RegistryStore, "at" | "snapshot"> = new RegistryStore()) {
    this.#store = store;
  }

  /** What the tags of a repository show. */
  shown(repository: string): Record<string, Digest> {
    return Object.fromEntries([...this.#at(repository).tags].sort());
  }

  /** The annotations of what is under a tag. */
  annotationsOf(repository: string, tag: string): Record<string, string> {
    const manifest = this.#at(repository).find(tag);
    return (manifest && contentOf(manifest.bytes)?.annotations) ?? {};
  }

  setTag(repository: string, tag: string, digest: Digest): void {
    this.#at(repository).tags.set(tag, digest);
  }

  removeTag(repository: string, tag: string): void {
    this.#at(repository).tags.delete(tag);
  }

  /** A backup of a repository as it is now; called, it is restored. */
  snapshot(repository = ""): () => void {
    return this.#store.snapshot(repository);
  }

  /** What BuildKit would push, under no tag: an index, and for each platform an image with its provenance. */
  push(repository: string, annotations: Record<string, string>, bases: readonly BuiltOn[] = [], image: BuiltImage = {}): Digest {
    const { platforms = ["linux/amd64"], labels, created, content = {}, generator, packages = this.installed } = image;
    const made = platforms.map((platform) => {
      const [os = "", architecture = "", variant] = platform.split("/");
      const on = { os, architecture, ...(variant === undefined ? {} : { variant }) };
      const config = this.#blob(repository, {
        ...on,
        ...(created ? { created: created.toISOString() } : {}),
        ...(labels ? { config: { Labels: labels } } : {}),
      });
      return { on, ...this.#manifest(repository, "manifest", { ...content, config, layers: [], annotations }) };
    });
    const resolved = generator === undefined ? bases : [...bases, generatorAsBase(generator)];
    const attested = [
      this.#provenance(repository, resolved),
      ...(generator === undefined || this.packageList === false ? [] : [this.#list(repository, packages)]),
    ];
    const listedBy = generator === undefined ? {} : { annotations: { [annotationKeys.generator]: generator } };
    const manifests = [
      ...made.map(({ on, ...built }) => ({ ...built, platform: on, ...listedBy })),
      ...made.map(({ digest }) => ({
        ...this.#manifest(repository, "manifest", { of: digest, layers: attested }),
        annotations: { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": digest },
        platform: { os: "unknown", architecture: "unknown" },
      })),
    ];
    return this.#manifest(repository, "index", { annotations, manifests }).digest;
  }

  // What a registry is asked for: properties, so that they can be handed on by themselves.

  readonly resolve: Registry["resolve"] = async (repository, reference) => {
    const generator = isDigest(reference) && this.generators.has(`${repository}@${reference}`) ? reference : undefined;
    return this.#look("resolve", repository, reference)?.digest ?? generator;
  };
  readonly manifest: Registry["manifest"] = async (repository, reference) => this.#look("manifest", repository, reference);
  readonly blob: Registry["blob"] = async (repository, digest) => {
    this.#ask("blob", repository, digest);
    const bytes = this.#at(repository).blobs.get(digest);
    if (!bytes) throw failure("registry-missing", `${repository} has no ${digest}`);
    return bytes;
  };

  readonly blobStream: Registry["blobStream"] = (repository, digest, limit) => this.#stream(repository, digest, limit);

  readonly tags: Registry["tags"] = async (repository) => {
    this.#ask("tags", repository, "");
    return [...this.#at(repository).tags.keys()].filter((tag) => !this.lacks({ verb: "tags", repository, reference: tag }));
  };

  readonly putManifest: Registry["putManifest"] = async (repository, reference, manifest) => {
    this.#ask("putManifest", repository, reference);
    const [missing] = this.#at(repository).missingParts(manifest.bytes);
    if (missing !== undefined) throw failure("registry-denied", `${repository} has no ${missing}`);
    this.#at(repository).put(reference, manifest);
  };

  readonly claim: Registry["claim"] = async (repository, tag, manifest) => {
    this.#ask("claim", repository, tag);
    const there = this.#at(repository).tags.get(tag);
    if (there === undefined) this.#at(repository).put(tag, manifest);
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
  readonly removeTags: Registry["removeTags"] = (repository, tags, _, whyStays) => {
    const faultOf = (tag: string) => this.#faultOf("removeTags", repository, tag);
    return removeStoredTags(this.#at(repository), tags, faultOf, whyStays);
  };
  readonly keepsUntagged: Registry["keepsUntagged"] = async (repository) => this.freesNothing(repository);
  readonly manifests: Registry["manifests"] = async (repository) => {
    if (!this.listsManifests(repository)) return undefined;
    this.#ask("manifests", repository, "");
    return listStored(this.#at(repository), this.pushedAt);
  };
  readonly removeManifests: Registry["removeManifests"] = async (repository, digests) => {
    if (!this.freesNothing(repository))
      return digests.map((digest) => ({ digest, outcome: "kept", reason: "the registry frees it" }));
    return removeStoredManifests(this.#at(repository), digests, (digest) => this.#faultOf("removeManifests", repository, digest));
  };
  readonly pause: Registry["pause"] = async () => {};
  readonly hasLogin: Registry["hasLogin"] = async (repository) =>
    !this.needsLogin({ verb: "assertCanPush", repository, reference: "" });
  readonly assertCanPush: Registry["assertCanPush"] = async (repository) => this.#ask("assertCanPush", repository, "");

  #faultOf(verb: keyof Registry, repository: string, reference: string): ReturnType<RemovalFault> {
    this.#ask(verb, repository, reference);
    return this.keeps(repository, reference);
  }

  #ask(verb: keyof Registry, repository: string, reference: string): void {
    const refusal = this.refuse({ verb, repository, reference });
    if (refusal !== undefined) throw failure("registry-denied", refusal);
    if (this.needsLogin({ verb, repository, reference })) throw failure("registry-login", `no login for ${repository}`);
  }

  /** Several chunks, as from a network. */
  async *#stream(repository: string, digest: Digest, limit: number): AsyncGenerator<Uint8Array> {
    this.#ask("blobStream", repository, digest);
    const bytes = this.#at(repository).blobs.get(digest);
    if (!bytes) throw failure("registry-missing", `${repository} has no ${digest}`);
    if (bytes.length > limit) throw failure("registry-invalid", `${digest} has more than ${limit} bytes`);
    for (let start = 0; start < bytes.length; start += 1000) yield bytes.subarray(start, start + 1000);
    if (sha256(bytes) !== digest) throw failure("registry-mismatch", `${repository} gave other bytes than ${digest}`);
  }

  #look(verb: "resolve" | "manifest", repository: string, reference: string): Manifest | undefined {
    this.#ask(verb, repository, reference);
    return this.lacks({ verb, repository, reference }) ? undefined : this.#at(repository).find(reference);
  }

  #at(repository: string): StoredRepository {
    return this.#store.at(repository);
  }

  #provenance(repository: string, bases: readonly BuiltOn[]): object {
    const resolvedDependencies = bases.map(({ uri, digest }) => ({ uri, digest: { sha256: digest.slice("sha256:".length) } }));
    const statement = this.#blob(repository, { predicate: { buildDefinition: { resolvedDependencies } } });
    return { ...statement, annotations: { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v1" } };
  }

  #list(repository: string, purls: readonly string[]): object {
    const packages = purls.map((purl) => ({
      name: purl.replace(/^.*\/|@.*$/g, ""),
      versionInfo: purl.replace(/^.*@|\?.*$/g, ""),
      externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl }],
    }));
    const predicate = this.packageList || { spdxVersion: "SPDX-2.3", creationInfo: { creators: ["Tool: memory-1.0"] }, packages };
    return { ...this.#blob(repository, { predicate }), annotations: { "in-toto.io/predicate-type": spdxPredicate } };
  }

  #blob(repository: string, content: object): { digest: Digest; size: number } {
    const bytes = Buffer.from(JSON.stringify(content));
    return { digest: this.#at(repository).addBlob(bytes), size: bytes.length };
  }

  #manifest(repository: string, kind: "index" | "manifest", content: object) {
    const made = makeManifest(`${oci}.${kind}.v1+json`, content);
    this.#at(repository).put(made.digest, made);
    return { mediaType: made.mediaType, digest: made.digest, size: made.bytes.length };
  }
}

/** BuildKit resolves it, and so lists it in provenance, as if it were a base. */
function generatorAsBase(generator: string): BuiltOn {
  const [name = "", digest = ""] = generator.split("@");
  if (!isDigest(digest)) throw new Error(`no digest in ${generator}`);
  return { uri: `pkg:docker/${name}?digest=${digest}&platform=linux%2Famd64`, digest };
}
