/** A version of Python's scheme, PEP 440. */
export interface Pep440Version {
  /** In its normal form. */
  version: string;
  major: string;
  minor: string;
  patch: string;
  /** Not a pre-release, post-release or development release. */
  isFinal: boolean;
}

const pattern =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d+)?)?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d+)?)?(?:[-_.]?(dev)[-_.]?(\d+)?)?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/i;

const preReleases: Readonly<Record<string, string>> = { alpha: "a", beta: "b", preview: "rc", pre: "rc", c: "rc" };

/** Reads a version; undefined if it is none. */
export function readPep440(text: string): Pep440Version | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, epoch, release = "", pre, preNumber, bare, post, postNumber, dev, devNumber, local] = match;
  const numbers = release.split(".").map((part) => String(BigInt(part)));
  const isPost = bare !== undefined || post !== undefined;
  const letters = pre?.toLowerCase() ?? "";
  const version = [
    epoch === undefined || BigInt(epoch) === 0n ? "" : `${BigInt(epoch)}!`,
    numbers.join("."),
    pre === undefined ? "" : `${preReleases[letters] ?? letters}${Number(preNumber ?? 0)}`,
    isPost ? `.post${Number(bare ?? postNumber ?? 0)}` : "",
    dev === undefined ? "" : `.dev${Number(devNumber ?? 0)}`,
    local === undefined ? "" : `+${local.toLowerCase().replaceAll(/[-_]/g, ".")}`,
  ].join("");
  const [major = "0", minor = "0", patch = "0"] = numbers;
  return { version, major, minor, patch, isFinal: pre === undefined && !isPost && dev === undefined };
}
