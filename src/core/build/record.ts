import type { Digest } from "../lib/digest.ts";
import type { Code } from "../lib/problem.ts";

/** One platform of a built image, as read back from the registry. */
export interface BuiltPlatform {
  platform: string;
  /** Digest of the platform's own manifest: what its tests ran on. */
  digest: Digest;
}

/** What one test did on one platform. */
export interface TestResult {
  name: string;
  platform: string;
  passed: boolean;
  /** Milliseconds, the pull of the image not included. */
  duration: number;
  /** The last lines of its output and, for a service, of the container's log. Kept for failures alone. */
  log?: string;
  /** Why it failed, in a few words: `exit status 1`, `timed out after 60 s`. */
  reason?: string;
}

/**
 * What a build job did with one unit.
 * - passed: built (or, for the decision `test`, taken as it is), and every test passed on every platform it covers
 * - failed: the build or a test failed; `problem` says which
 * - skipped: not built, because its base failed
 * - unchecked: of an untrusted change: it could not be built without a secret, or its base could not. That says nothing of the change
 */
export interface UnitRecord {
  unit: string;
  outcome: "passed" | "failed" | "skipped" | "unchecked";
  /** The index's digest, once it is in the unit's first repository. */
  digest?: Digest;
  platforms: BuiltPlatform[];
  /** The base that it was built on, proven by its provenance. */
  base?: { unit: string; digest: Digest };
  tests: TestResult[];
  /** Milliseconds. */
  duration: { build: number; test: number };
  /** What went wrong: for people, no secret, no stack. */
  problem?: string;
  /** The code of what went wrong: of the first problem, where there are several. */
  code?: Code;
}

/** What a build job leaves for the publish job: a file `record-{job}.json`. */
export interface JobRecord {
  version: 1;
  /** Ties the record to its plan. */
  plan: { repository: string; commit: string; timestamp: string; run: string };
  job: string;
  units: UnitRecord[];
}
