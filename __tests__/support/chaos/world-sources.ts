import { makeRepository, type TestRepository } from "../git.ts";
import type { FaultProxy } from "./fault-proxy.ts";
import { allImages, streams } from "./world-images.ts";

/** All worlds' configurations are files in one repository. */
let repository: TestRepository | undefined;

/** The repository with the images' sources. */
export function sources(): TestRepository {
  repository ??= makeRepository(
    Object.fromEntries(allImages.map((image) => [`${image}/Dockerfile`, "FROM scratch\nCOPY . /\n"])),
  );
  return repository;
}

/** Writes a world's configuration, `{place}.yml`: both registries, of which the second one may be optional. */
export function configure(
  place: string,
  proxies: readonly FaultProxy[],
  images: readonly string[],
  isSecondRequired: boolean,
): void {
  const registries = proxies.map(({ host }, index) => ({
    name: `${host}/${place}`,
    required: index === 0 || isSecondRequired,
  }));
  sources().write({ [`${place}.yml`]: configuration(registries, images) });
}

function configuration(registries: readonly object[], images: readonly string[]): string {
  const aliases = [{ tag: "latest", when: { stream: "release" } }];
  // YAML has JSON in it.
  return JSON.stringify({
    registries,
    streams: Object.fromEntries(streams.map((stream) => [stream, {}])),
    aliases,
    retention: { all: "3d" }, // only for `prune`
    images: Object.fromEntries(images.map((image) => [image, { context: image }])),
  });
}
