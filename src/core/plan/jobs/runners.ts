import { normalizePlatform } from "../../lib/platform.ts";
import type { Job } from "./job.ts";

/** The label of a runner, or several labels that it must have: GitHub's `runs-on`. */
export type Runner = NonNullable<Job["runner"]>;

/** The runners of the build jobs. */
export interface Runners {
  /** Of all platforms without their own. Absent: the template's own. */
  default?: Runner;
  /** By platform, or by its beginning: `linux/arm` is for `linux/arm/v7`, and not for `linux/arm64`. */
  platforms: ReadonlyMap<string, Runner>;
}

/**
 * An entry of `platforms` in the one spelling of platforms: `linux/aarch64` is `linux/arm64`. But
 * `linux/arm` stays the beginning of all its variants.
 */
export function normalEntry(text: string): string {
  return /^[^/]+(?:\/arm)?$/.test(text) ? text : normalizePlatform(text);
}

/** The runner of a platform: the longest entry that fits, else the default. */
export function runnerOf(platform: string, runners: Runners): Runner | undefined {
  const entry = runnerEntryOf(platform, runners);
  return entry === undefined ? runners.default : runners.platforms.get(entry);
}

/** The entry of `platforms` that fits a platform best; undefined if none fits. */
export function runnerEntryOf(platform: string, { platforms }: Runners): string | undefined {
  const parts = platform.split("/");
  const entries = parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
  return entries.find((entry) => platforms.has(entry));
}

/** Whether one of the platforms has another runner than the default: then each is a job of its own. */
export function areApart(platforms: readonly string[], runners: Runners): boolean {
  const usual = JSON.stringify(runners.default);
  return platforms.some((platform) => JSON.stringify(runnerOf(platform, runners)) !== usual);
}
