import type { Random } from "../../../__tests__/support/chaos/random.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { compareTexts } from "../../../src/core/lib/text/compare-texts.ts";
import type { ChangedPackage, PackagesStatus } from "../../../src/core/status/publication-status.ts";

/** A base operating system, and which version each of its packages had in each week. */
export interface System {
  name: string;
  base: string;
  /** By week: the version of each package, as a number. */
  weeks: readonly (readonly number[])[];
  /** By week: the digest of its base image. */
  digests: readonly Digest[];
}

/** An image that was built, before anything is published. */
export interface Build {
  digest: Digest;
  system: System;
  /** The week of its packages. */
  week: number;
  /** How often the software of the image itself changed. */
  own: number;
  commit: string;
  pullRequest?: number;
}

const packageCount = 250;
const stems = ["openssl", "glibc", "systemd", "curl", "zlib", "python3", "krb5", "nss", "perl", "libxml2", "sqlite", "dbus"];
const parts = ["", "-libs", "-common", "-minimal", "-devel", "-filesystem", "-data", "-utils"];

export function randomDigest(random: Random): Digest {
  return `sha256:${hex(random, 64)}`;
}

export function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => random.below(16).toString(16)).join("");
}

/** A system whose packages change in so many weeks: 3 to 20 of them in each. */
export function makeSystem(name: string, base: string, weeks: number, random: Random): System {
  const versions: number[][] = [Array.from({ length: packageCount }, () => random.below(30))];
  const digests = [randomDigest(random)];
  while (versions.length < weeks) {
    const next = [...(versions.at(-1) ?? [])];
    for (let left = 3 + random.below(18); left > 0; left--) {
      const index = random.below(packageCount);
      next[index] = (next[index] ?? 0) + 1;
    }
    versions.push(next);
    digests.push(random.chance(0.4) ? randomDigest(random) : (digests.at(-1) ?? randomDigest(random)));
  }
  return { name, base, weeks: versions, digests };
}

/** How the packages of a build differ from those of the build before it. */
export function packagesBetween(before: Build, now: Build, image: string): PackagesStatus {
  const [was, is] = [before.system.weeks[before.week] ?? [], now.system.weeks[now.week] ?? []];
  const changes = is.flatMap((version, index): ChangedPackage[] => {
    const old = was[index] ?? version;
    if (old === version || !hasPackage(image, index)) return [];
    return [
      changeOf(
        packageName(index),
        systemVersion(now.system, index, old),
        systemVersion(now.system, index, version),
        old > version,
      ),
    ];
  });
  if (before.own !== now.own) changes.push(changeOf(image, `${before.own}.0`, `${now.own}.0`, before.own > now.own));
  changes.sort((a, b) => Number(b.kind === "backwards") - Number(a.kind === "backwards") || compareTexts(a.name, b.name));
  const bytesOf = ({ week, own }: Build) => 84_000_000 + week * 20_011 + own * 1_013;
  return { changed: changes.length, total: packageCount, changes, bytes: bytesOf(now), bytesBefore: bytesOf(before) };
}

/** An image has four of five packages of its system. */
function hasPackage(image: string, index: number): boolean {
  return (index * 7 + image.length * 3) % 5 !== 0;
}

function packageName(index: number): string {
  const stem = stems[index % stems.length] ?? "";
  const part = parts[Math.floor(index / stems.length) % parts.length] ?? "";
  const round = Math.floor(index / (stems.length * parts.length));
  return `${stem}${round === 0 ? "" : round + 1}${part}`;
}

function systemVersion({ name }: System, index: number, version: number): string {
  return `${index % 7 === 0 ? "1:" : ""}${1 + (index % 9)}.${index % 31}.${Math.floor(version / 5)}-${version}.${name}`;
}

function changeOf(name: string, before: string, now: string, isBackwards: boolean): ChangedPackage {
  return { kind: isBackwards ? "backwards" : "changed", name, before: [before], now: [now] };
}
