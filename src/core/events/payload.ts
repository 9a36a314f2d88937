import * as v from "valibot";
import { failure } from "../lib/problems/problem.ts";

/**
 * The parts of GitHub's payloads that Tagstream reads, as schemas. The author of a pull request
 * writes part of a payload.
 */

export const commitId = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));
export const repositoryName = v.pipe(v.string(), v.regex(/^[\w.-]+(?:\/[\w.-]+)+$/));
/** The part of git-check-ref-format(1) that excludes texts with another meaning than a name. */
export const branchName = v.pipe(v.string(), v.regex(/^(?![-/])(?!.*(?:\.\.|\/\/|@\{))[^\s\p{Cc}~^:?*[\\]{1,250}(?<!\/|\.)$/u));
/** Whether a text is a valid name of a branch or a git tag. */
export function isRefName(text: string): boolean {
  return v.is(branchName, text);
}

const identified = v.object({ id: v.number() });
export const withDefault = v.object({ repository: v.optional(v.object({ default_branch: v.optional(branchName) })) });

export const pullRequestPayload = v.object({
  action: v.string(),
  repository: identified,
  sender: v.optional(v.object({ login: v.string() })),
  pull_request: v.object({
    number: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(999_999_999)),
    user: v.nullish(v.object({ login: v.string() })),
    head: v.object({ sha: commitId, repo: v.nullish(identified) }),
    base: v.object({ ref: branchName }),
  }),
});
export const mergeGroupPayload = v.object({
  merge_group: v.object({ head_sha: commitId, base_sha: commitId, base_ref: v.string() }),
});
export const workflowRunPayload = v.object({
  action: v.optional(v.string()),
  repository: v.object({ id: v.number(), default_branch: v.optional(branchName) }),
  workflow_run: v.object({
    event: v.string(),
    conclusion: v.nullish(v.string()),
    head_branch: v.nullish(v.string()),
    head_repository: v.nullish(identified),
  }),
});
export const pushPayload = v.object({ deleted: v.optional(v.boolean()), head_commit: v.nullish(v.object({ id: commitId })) });
export const releasePayload = v.object({
  action: v.string(),
  release: v.object({ tag_name: branchName, draft: v.optional(v.boolean(), false) }),
});

/**
 * The source of a value: the two parts of an event or, on the command line, git in the checkout.
 */
type Source = "payload" | "environment" | "git";

/**
 * Checks a value against a schema.
 * @throws Failure `event-malformed`
 */
export function check<Schema extends v.GenericSchema>(source: Source, schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const paths = [...new Set(result.issues.map((issue) => v.getDotPath(issue) ?? "the whole"))].join("`, `");
  if (source === "git") {
    const details = `git reports an invalid value for this checkout: \`${paths}\`.`;
    const remedy =
      "Check `git branch`, and `--git-tag` if you use it; `git remote set-head origin main` sets the default branch.";
    throw failure("event-malformed", `${details} ${remedy}`);
  }
  throw failure(
    "event-malformed",
    `The event's ${source} has missing or invalid values: \`${paths}\`. Give the action the event that started the run, unchanged.`,
  );
}

/** An untrusted name, in a form that is safe in a sentence. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}"`<>]/gu, "?").slice(0, 100);
}
