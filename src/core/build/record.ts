import * as v from "valibot";
import type { Code } from "../lib/problem.ts";
import { commit, digest, elapsed, jobId, list, name, narrowed, platform, repository, someOf } from "../lib/scalars.ts";

/**
 * A record keeps at most this many characters of a test's log or of a problem, and cuts the start.
 * The job's log has all of it.
 */
export const maximumRecordText = 16 * 1024;

const bounded = (description: string) =>
  v.pipe(
    v.string(),
    v.maxLength(maximumRecordText, `it is longer than ${maximumRecordText} characters`),
    v.description(description),
  );

const codePattern = /^[a-z]{1,20}(?:-[a-z]{1,20}){1,4}$/;
/** By its form alone: the explanations of all codes are no part of the bundle. */
const code = v.pipe(
  v.string(),
  v.regex(codePattern, "it is not an error code"),
  narrowed((text): text is Code => codePattern.test(text), "it is not an error code"),
  v.description("The code of what went wrong."),
);

const builtPlatformSchema = v.strictObject({
  platform,
  digest: digest("The platform's own manifest: what its tests ran on."),
});

/** One platform of a built image, as read back from the registry. */
export interface BuiltPlatform extends v.InferOutput<typeof builtPlatformSchema> {}

const testResultSchema = v.strictObject({
  name: name("The test's name."),
  platform,
  passed: v.boolean(),
  duration: elapsed("Milliseconds, the pull of the image not included."),
  /** Of a service also the end of the container's log. */
  log: v.exactOptional(bounded("The last lines of its output; of failures alone.")),
  /** `exit status 1`, `timed out after 60 s`. */
  reason: v.exactOptional(bounded("Why it failed, in a few words.")),
});

/** What one test did on one platform. */
export interface TestResult extends v.InferOutput<typeof testResultSchema> {}

const unitRecordSchema = v.strictObject({
  unit: name("Name of the unit."),
  /**
   * - passed: built, or for the decision `test` taken as it is; each test passed on its platforms
   * - failed: the build or a test failed; `problem` says which
   * - skipped: not built, because its base failed
   * - unchecked: of an untrusted change: the unit or its base lacks a secret, which says nothing of
   *   the change
   */
  outcome: v.pipe(
    v.picklist(["passed", "failed", "skipped", "unchecked"]),
    v.description(
      "`skipped`: not built, because its base failed. `unchecked`: of a stranger's change, and not to be built without a secret.",
    ),
  ),
  digest: v.exactOptional(digest("The index, in the unit's first repository.")),
  platforms: list<BuiltPlatform>(builtPlatformSchema, "As read back from the registry."),
  base: v.exactOptional(
    v.strictObject({ unit: name("The unit that it was built on."), digest: digest("The base, proven by provenance.") }),
  ),
  tests: list<TestResult>(testResultSchema, "What each test did on each platform."),
  duration: v.strictObject({ build: elapsed("Milliseconds."), test: elapsed("Milliseconds.") }),
  /** No secret, no stack. */
  problem: v.exactOptional(bounded("What went wrong, for people.")),
  /** Of the first problem, where there are several. */
  code: v.exactOptional(code),
});

/** What a build job did with one unit. */
export interface UnitRecord extends v.InferOutput<typeof unitRecordSchema> {}

export const recordSchema = v.pipe(
  v.strictObject({
    version: v.pipe(v.literal(1), v.description("Version of the record's format.")),
    plan: v.pipe(
      v.strictObject({
        repository: repository("The plan's repository."),
        commit: commit("The plan's commit."),
        timestamp: name("The plan's timestamp."),
        run: name("The plan's run."),
      }),
      v.description("Ties the record to its plan."),
    ),
    job: jobId("The plan's job that it is of."),
    units: someOf<UnitRecord>(unitRecordSchema, "What was done with each unit of the job."),
  }),
  v.title("Tagstream's record of a job"),
  v.description("What a build job did: the contract between build and publish."),
);

/** What a build job leaves for the publish job: a file `record-{job}.json`. */
export interface JobRecord extends v.InferOutput<typeof recordSchema> {}
