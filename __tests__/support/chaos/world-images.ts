import type { ExpectedUnit } from "./checker.ts";
import { pushBlob, pushManifest } from "./pushing.ts";

export const allImages: readonly string[] = ["base", "squid", "xcache"];
export const streams = ["release", "testing"];

/** When each build says that it was made: no later than any case publishes it. */
const built = ["20261116-0617", "20261123-0617", "20261116-0617", "20261109-0617", "20261110-0617"];

/** The units of a world, and their builds, all of which have passed their tests. */
export interface Builds {
  units: ExpectedUnit[];
  /** By build, the digests by unit. */
  digests: Map<string, string>[];
}

/** Pushes every build of every unit, by digest. */
export async function pushBuilds(host: string, place: string, images: readonly string[]): Promise<Builds> {
  const digests = built.map(() => new Map<string, string>());
  const units: ExpectedUnit[] = [];
  for (const image of images) {
    const path = `${place}/${image}`;
    await pushBlob(host, path);
    for (const stream of streams) {
      const name = `${image}:${stream}`;
      for (const [build, map] of digests.entries())
        map.set(name, await pushManifest(host, path, `${name} ${build}`, built[build] ?? ""));
      const tested = digests.map((map) => map.get(name) ?? "");
      units.push({ name, path, stream, aliases: stream === "release" ? ["latest"] : [], tested });
    }
  }
  return { units, digests };
}

/** Puts a build that says its commit in the place of every unit's n-th one. */
export async function describeBuild(host: string, { units, digests }: Builds, build: number, revision: string): Promise<void> {
  for (const { name, path, tested } of units) {
    const digest = await pushManifest(host, path, `${name} ${build} ${revision}`, built[build] ?? "", revision);
    digests[build]?.set(name, digest);
    tested.push(digest);
  }
}
