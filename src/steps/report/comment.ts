import { capabilities } from "../../core/events/capabilities.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { shortCommit } from "../../core/lib/text/words.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { pullRequestTag } from "../../core/tags/pull-request.ts";
import { candidatesRepository } from "../../core/unit/repositories.ts";
import type { Ports } from "../../ports/index.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";
import { type CommentOptions, commentMarkdown, commentOfNothing, type StillShown } from "../../render/comment/comment.ts";
import { markerOf } from "../../render/comment/comment-marker.ts";
import { mergedComment, mergedUnits } from "../../render/comment/merged-comment.ts";
import { acted } from "../../render/summary/outcome.ts";

/**
 * Keeps the comment on a pull request up to date: images to pull, and the effect of a merge. A
 * failure is a warning. A late run does not overwrite the comment of a newer commit's run.
 */
export async function commentOn(
  plan: Plan,
  results: readonly UnitResult[],
  options: Pick<CommentOptions, "publishes" | "changes">,
  { forge, registry, reporter }: Ports,
): Promise<void> {
  const { pullRequest, intent } = plan;
  if (!capabilities[intent].candidates || pullRequest === undefined || !forge) return;
  try {
    const { head, merged } = await forge.pullRequest(pullRequest);
    if (merged || head !== plan.revision) {
      const why = merged
        ? "is merged: the merge's run updates its comment"
        : `has moved on to ${shortCommit(head)}: that commit's run updates its comment`;
      reporter.line(`#${pullRequest} ${why}`);
      return;
    }
    const text = commentMarkdown(plan, results, await stillShown(pullRequest, results, registry), {
      ...options,
      errorPage: reporter.errorPage,
    });
    const nothing = commentOfNothing(plan);
    await forge.comment(pullRequest, markerOf(plan), (existing) => text ?? (existing === undefined ? undefined : nothing));
  } catch (error) {
    warn(`the comment on #${pullRequest}`, error, reporter);
  }
}

/** The commit of the streams that come from the plan's branch; undefined if none does. */
export function comesFrom({ branch, units }: Plan): string | undefined {
  return units.find(({ source }) => source?.ref === `refs/heads/${branch}`)?.source?.commit;
}

/**
 * Reports a push's results in the existing comments on its merged pull requests. A failure is a
 * warning, and does not stop the others.
 */
export async function commentOnMerged(
  plan: Plan,
  results: readonly UnitResult[],
  { forge, reporter }: Pick<Ports, "forge" | "reporter">,
): Promise<void> {
  if (!capabilities[plan.intent].commentsOnMerged || plan.run.id === "local" || !forge || acted(results).length === 0) return;
  const merged = await forge.mergedAs(comesFrom(plan) ?? plan.commit).catch((error: unknown) => {
    warn("the comments on the pull requests of this push", error, reporter);
  });
  if (!merged) return;
  for (const [number, units] of mergedUnits(results, merged)) {
    try {
      // A candidate may come from an open pull request with the same inputs.
      if (!merged.includes(number) && !(await forge.pullRequest(number)).merged) continue;
      await forge.comment(number, markerOf(plan), (existing) =>
        existing === undefined ? undefined : mergedComment(plan, number, units, existing, reporter.errorPage),
      );
    } catch (error) {
      warn(`the comment on #${number}`, error, reporter);
    }
  }
}

/** @param what `the comment on #123` */
function warn(what: string, error: unknown, reporter: Ports["reporter"]): void {
  if (!(error instanceof Failure)) throw error;
  for (const problem of error.problems)
    reporter.problem({ ...problem, severity: "warning", message: `Could not update ${what}. ${problem.message}` });
}

/** What the pull request's tags of failed units show, for people who pull them. */
async function stillShown(number: number, results: readonly UnitResult[], registry: Registry): Promise<StillShown> {
  const failed = results.filter(({ failed }) => failed);
  const shown = await mapLimited(failed, 8, async ({ unit }): Promise<[string, { revision?: string } | "unknown"][]> => {
    const repository = candidatesRepository(unit);
    if (repository === undefined) return [];
    const manifest = await manifestOf(registry, repository, pullRequestTag(unit, number));
    if (manifest === "unknown") return [[unit.name, manifest]];
    if (!manifest) return [];
    const { revision } = readManifestAnnotations(manifest.bytes);
    return [[unit.name, revision === undefined ? {} : { revision }]];
  });
  return new Map(shown.flat());
}

/** Reads a tag's manifest. A registry that does not answer must not stop the comment. */
async function manifestOf(registry: Registry, repository: string, tag: string): Promise<Manifest | "unknown" | undefined> {
  try {
    return await registry.manifest(repository, tag);
  } catch (error) {
    if (error instanceof Failure) return "unknown";
    throw error;
  }
}
