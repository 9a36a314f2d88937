import { rcompare } from "semver";
import type { Sample } from "../existing/sample.ts";

/** What a checkout says of itself. */
export interface SampleFacts {
  repository: string;
  defaultBranch: string;
  sha: string;
  gitTags: readonly string[];
  now: Date;
}

/**
 * Two samples. The first looks natural: people read it. The second differs from it in all that changes
 * from run to run, so that a text that differs is a placeholder. Both have one repository and one default
 * branch: conditions and filters of workflows name them, and would let the second one build nothing.
 */
export function samplesOf({ repository, defaultBranch, sha, gitTags, now }: SampleFacts): readonly [Sample, Sample] {
  const version = newestVersion(gitTags) ?? "1.4.2";
  const first = { repository, defaultBranch, sha, version, time: now.toISOString(), number: 123 };
  return [first, { ...first, sha: otherSha(sha), version: otherVersion(version), time: otherTime(now), number: 4567 }];
}

/**
 * Further samples to take for the second one, ever closer to the first: a filter such as `v1.*` and a condition
 * may name a major or a minor version, and would let the second one build nothing.
 */
export function closerSamples([first, second]: readonly [Sample, Sample]): Sample[] {
  const [major, minor] = first.version.split(".");
  const [, otherMinor, patch] = second.version.split(".");
  const versions = [`${major}.${otherMinor}.${patch}`, `${major}.${minor}.${patch}`];
  return versions.map((version) => ({ ...second, version }));
}

/** The highest release among git tags such as `v1.4.2`, `1.4.2` and `app-v1.4.2`. */
function newestVersion(gitTags: readonly string[]): string | undefined {
  const versions = gitTags.flatMap((tag) => {
    const version = /(?:^|[^\d.])((?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8}))$/.exec(tag)?.[1];
    return version === undefined ? [] : [version];
  });
  return versions.sort(rcompare)[0];
}

/** Every digit is another one, and still one that begins no number with a zero. */
function otherVersion(version: string): string {
  return version
    .split(".")
    .map((part, index) => String(Number(part) + 3 + index))
    .join(".");
}

function otherSha(sha: string): string {
  return [...sha].map((digit) => ((Number.parseInt(digit, 16) + 5) % 16).toString(16)).join("");
}

/** Another year, month, day of the month and of the week, hour, minute and second. */
function otherTime(now: Date): string {
  const [year, month] = [now.getUTCFullYear() + 1, (now.getUTCMonth() + 5) % 12];
  const day = (now.getUTCDate() % 20) + 1;
  const other = new Date(
    Date.UTC(year, month, day, (now.getUTCHours() + 7) % 24, (now.getUTCMinutes() + 17) % 60, (now.getUTCSeconds() + 23) % 60),
  );
  if (other.getUTCDay() === now.getUTCDay()) other.setUTCDate(day === now.getUTCDate() - 1 ? day + 2 : day + 1);
  return other.toISOString();
}
