import * as v from "valibot";
import type { Code } from "../lib/problems/problem.ts";
import {
  commit,
  digest,
  elapsed,
  instant,
  jobId,
  list,
  name,
  narrowed,
  platform,
  repository,
  someOf,
  tally,
  timestamp,
} from "../lib/scalars.ts";
import { platformScansSchema } from "../scan/scan-record.ts";

/**
 * The most characters that a record keeps of a test's log or of a problem. It cuts the start; the
 * job's log has the full text.
 */
export const maximumRecordText = 16 * 1024;

const bounded = (description: string) =>
  v.pipe(
    v.string(),
    v.maxLength(maximumRecordText, `it is longer than ${maximumRecordText} characters`),
    v.description(description),
  );

const codePattern = /^[a-z]{1,20}(?:-[a-z]{1,20}){1,4}$/;
/** Checks only the form: the bundle does not contain the explanations of all codes. */
const code = v.pipe(
  v.string(),
  v.regex(codePattern, "it is not an error code"),
  narrowed((text): text is Code => codePattern.test(text), "it is not an error code"),
  v.description("The error code."),
);

const builtPlatformSchema = v.strictObject({
  platform,
  digest: digest("The manifest of the platform, which its tests ran on."),
});

/** One platform of a built image, as read back from the registry. */
export interface BuiltPlatform extends v.InferOutput<typeof builtPlatformSchema> {}

const testResultSchema = v.strictObject({
  name: name("The test's name."),
  platform,
  passed: v.boolean(),
  duration: elapsed("Milliseconds, without the pull of the image."),
  /** For a service, it includes the end of the container's log. */
  log: v.exactOptional(bounded("The last lines of its output, for failures only.")),
  /** `exit status 1`, `timed out after 60 s`. */
  reason: v.exactOptional(bounded("The reason of the failure, in a few words.")),
});

/** The result of one test on one platform. */
export interface TestResult extends v.InferOutput<typeof testResultSchema> {}

const recordedBaseSchema = v.strictObject({
  unit: name("The base unit."),
  digest: digest("The digest of the base, proven by provenance."),
});

const unchangedSchema = v.strictObject({
  built: digest("The index of the new build, which gets no tag."),
  platforms: list<BuiltPlatform>(builtPlatformSchema, "Of the new build, as read back from the registry."),
  since: timestamp("When the published image was built."),
  files: tally("The number of compared files, with folders and links, on all platforms."),
  packages: tally("The number of compared packages, on all platforms."),
});

/** A build that equals the published image. */
export interface Unchanged extends v.InferOutput<typeof unchangedSchema> {}

/** The most characters of a leg's index: BuildKit's has about 1,000, and the annotations. */
const maximumIndexText = 256 * 1024;

const unitRecordSchema = v.strictObject({
  unit: name("Name of the unit."),
  /**
   * - passed: the image was built, or taken as it is for the decision `test`; each test passed on
   *   its platforms
   * - failed: the build or a test failed; `problem` names it
   * - skipped: not built, because its base failed
   * - unchecked: the unit or its base lacks a secret, because the change is untrusted; this says
   *   nothing about the change
   */
  outcome: v.pipe(
    v.picklist(["passed", "failed", "skipped", "unchecked"]),
    v.description(
      "`skipped`: not built, because its base failed. `unchecked`: an untrusted change that needs a secret to build.",
    ),
  ),
  digest: v.exactOptional(digest("The index, in the repository of the plan's builds.")),
  /** Present if the job builds one of the unit's platforms. The publish job makes the unit's index from it. */
  index: v.exactOptional(
    v.pipe(
      v.string(),
      v.maxLength(maximumIndexText, `it is longer than ${maximumIndexText} characters`),
      v.description("The index with that digest, as text."),
    ),
  ),
  noInputsHash: v.exactOptional(
    v.pipe(
      v.literal(true),
      v.description(
        "Present if the image has no inputs hash: those that are built on it have none either, whatever the plan says.",
      ),
    ),
  ),
  kept: v.exactOptional(bounded("Why the image stayed on the runner, although the plan would have it pushed.")),
  platforms: list<BuiltPlatform>(builtPlatformSchema, "As read back from the registry."),
  unchanged: v.exactOptional(
    v.pipe(
      unchangedSchema,
      v.description("Present if the build equals the published image: then the record's digest and platforms are of that one."),
    ),
  ),
  differs: v.exactOptional(bounded("The first difference from the published image, if a build without one would have kept it.")),
  base: v.exactOptional(recordedBaseSchema),
  otherBases: v.exactOptional(someOf(recordedBaseSchema, "Its other bases.")),
  tests: list<TestResult>(testResultSchema, "The result of each test on each platform."),
  /** No evidence: `outcome` alone says whether the scan failed the unit. */
  scan: v.exactOptional(platformScansSchema),
  began: v.exactOptional(instant("When its build began, or its tests if it was not built.")),
  duration: v.strictObject({
    queue: v.exactOptional(elapsed("Milliseconds from the start of the job, or the end of its last base there, until it began.")),
    build: elapsed("Milliseconds."),
    test: elapsed("Milliseconds."),
  }),
  /** Contains no secret and no stack trace. */
  problem: v.exactOptional(bounded("The error, for people.")),
  /** The code of the first problem. */
  code: v.exactOptional(code),
});

/** The result of a build job for one unit. */
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
    job: jobId("The job in the plan."),
    units: someOf<UnitRecord>(unitRecordSchema, "The result for each unit of the job."),
  }),
  v.title("Tagstream's record of a job"),
  v.description("The result of a build job: the contract between build and publish."),
);

/** The file `record-{job}.json` that a build job writes for the publish job. */
export interface JobRecord extends v.InferOutput<typeof recordSchema> {}
