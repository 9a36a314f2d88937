import { createHash } from "node:crypto";
import type { Digest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Layout } from "../../ports/builder.ts";
import type { Containers } from "../../ports/containers.ts";
import type { Log } from "../../ports/log.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";
import { repositorySource, type Source } from "../observe/source.ts";

/**
 * Where to put a unit's build and read it back: a repository, or a folder of this machine.
 */
export interface ImageStore extends Source {
  /** For people: `localhost:5000/osg/squid`. */
  title: string;
  /** Set for a folder: its absolute path. */
  layout?: string;
  /** Reports that the builder has just pushed a digest, which a registry may not show yet. */
  expect(digest: Digest): void;
  /** Adds an index without a tag; its parts must be there. Returns its digest. */
  put(index: Omit<Manifest, "digest">): Promise<Digest>;
  /** Makes one platform's image available to containers; returns its name there. */
  makeRunnable(digest: Digest, platform: string, log: Log): Promise<string>;
}

export function registryStore(repository: string, registry: Registry, containers: Containers): ImageStore {
  return {
    title: repository,
    expect: (digest) => registry.pushed(repository, digest),
    ...repositorySource(registry, repository),
    async put(index) {
      const digest = digestOf(index.bytes);
      await registry.putManifest(repository, digest, { ...index, digest });
      return digest;
    },
    async makeRunnable(digest, platform, log) {
      const image = `${repository}@${digest}`;
      // The daemon asks only once, so wait until the registry shows the push.
      if ((await registry.resolve(repository, digest)) === undefined) {
        throw failure("build-unreadable", `${repository} does not show ${digest}, the image for ${platform}. Run again.`);
      }
      await containers.pull(image, platform, log);
      return image;
    },
  };
}

export function folderStore(layout: Layout, containers: Containers): ImageStore {
  return {
    title: "a folder of this machine",
    layout: layout.path,
    expect: () => {},
    manifest: layout.manifest,
    blob: layout.blob,
    blobStream: layout.blobStream,
    async put({ bytes }) {
      const digest = digestOf(bytes);
      await layout.put(digest, bytes);
      return digest;
    },
    makeRunnable: (digest, _platform, log) => containers.load(layout, digest, log),
  };
}

function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
