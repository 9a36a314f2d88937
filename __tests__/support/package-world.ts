import type { Digest } from "../../src/core/lib/digest.ts";
import type { ChangedPackage, PublicationStatus } from "../../src/core/status/publication-status.ts";
import { createRandom, type Random } from "./chaos/random.ts";
import { makeDigest } from "./units.ts";

/** By platform, the versions of each package. */
type Image = Map<string, Map<string, readonly string[]>>;

/** A unit with random packages, and the images themselves, oldest first. */
export interface PackageWorld {
  platforms: string[];
  publications: PublicationStatus[];
  images: Image[];
}

const names = ["openssl", "zlib", "__proto__", "constructor", "python3.11", "curl"];

/**
 * Publications with random packages, whose lists of changes come from the images, each compared with
 * the one before. Some images come back.
 */
export function packageWorld(seed: number): PackageWorld {
  const random = createRandom(seed);
  const platforms = random.pick([["linux/amd64"], ["linux/amd64", "linux/arm64"], ["linux/amd64", "linux/arm64", "linux/s390x"]]);
  const known: { digest: Digest; image: Image }[] = [];
  const way: { digest: Digest; image: Image }[] = [];
  for (let count = 2 + random.below(9); count > 0; count--) {
    const last = way.at(-1);
    const comesBack = random.chance(0.25) && known.length > 0;
    const made = comesBack
      ? random.pick(known)
      : { digest: makeDigest("0123456789abcdef".charAt(known.length)), image: next(last?.image, platforms, random) };
    if (!comesBack) known.push(made);
    way.push(made);
  }
  const publications = way.map(({ digest, image }, index): PublicationStatus => {
    const before = way.slice(0, index).findLast((one) => one.digest !== digest);
    const changes = before ? difference(before.image, image) : [];
    return {
      timestamp: `202611${String(10 + index)}-0617`,
      digest,
      origin: { kind: "built" },
      bases: [],
      differing: [],
      ...(before ? { packages: { changed: changes.length, changes } } : {}),
    };
  });
  return { platforms, publications: publications.toReversed(), images: way.map(({ image }) => image) };
}

/** Often all platforms change alike. */
function next(image: Image | undefined, platforms: readonly string[], random: Random): Image {
  const versions = () => Array.from({ length: random.pick([0, 1, 1, 1, 2]) }, (_, index) => `${index}.${random.below(3)}`);
  const made = new Map(platforms.map((platform) => [platform, new Map(image?.get(platform) ?? [])]));
  for (const name of names.filter(() => random.chance(0.4))) {
    const shared = versions();
    const isShared = random.chance(0.6);
    for (const packages of made.values()) packages.set(name, isShared ? shared : versions());
  }
  return made;
}

/** The direct comparison of two images, as `status.json` has it. */
export function difference(before: Image, now: Image): ChangedPackage[] {
  const all = [...now.keys()];
  return names.flatMap((name) => {
    const ways = new Map<string, { change: ChangedPackage; on: string[] }>();
    for (const platform of all) {
      const [was, is] = [before.get(platform)?.get(name) ?? [], now.get(platform)?.get(name) ?? []];
      const text = `${was.join("+")} > ${is.join("+")}`;
      if (was.join("+") === is.join("+")) continue;
      const kind = was.length === 0 ? "added" : is.length === 0 ? "removed" : "changed";
      const found = ways.get(text) ?? { change: { kind, name, before: [...was], now: [...is] }, on: [] };
      found.on.push(platform);
      ways.set(text, found);
    }
    return [...ways.values()].map(({ change, on }) => (on.length === all.length ? change : { ...change, platforms: on }));
  });
}
