import { normalizePlatform } from "../../lib/platform.ts";

/** Architectures whose images BuildKit also takes, if an image lacks the own one (containerd, platforms). */
const alsoRuns: Record<string, string> = { amd64: "386", arm64: "arm" };

/**
 * Whether BuildKit may find an image for a platform among those of an image. It takes a lower
 * variant of an architecture too; this does not look at variants.
 */
export function runsOn(platform: string, available: readonly string[]): boolean {
  const [os, architecture = ""] = normalizePlatform(platform).split("/");
  return available.some((one) => {
    const [itsOs, its] = normalizePlatform(one).split("/");
    return its !== undefined && itsOs === os && (its === architecture || its === alsoRuns[architecture]);
  });
}
