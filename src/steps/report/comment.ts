import { firstRepository } from "../../core/build/bake.ts";
import { capabilities } from "../../core/events/capabilities.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problem.ts";
import { shortCommit } from "../../core/lib/text.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { pullRequestTag } from "../../core/tags/pull-request.ts";
import type { Ports } from "../../ports/index.ts";
import type { Manifest, Registry } from "../../ports/registry.ts";
import { commentMarkdown, commentOfNothing, type StillShown } from "../../render/comment/comment.ts";
import { markerOf } from "../../render/comment/comment-marker.ts";
import { mergedComment, mergedUnits } from "../../render/comment/merged-comment.ts";
import { acted } from "../../render/summary/outcome.ts";

/**
 * Keeps the one comment on a pull request up to date: what can be pulled, and what merging will do. Being unable to is a warning. A run
 * that is late does not write over what a newer commit's run has said.
 * @param publishes whether a push to the branch that it is for publishes
 */
export async function commentOn(
  plan: Plan,
  results: readonly UnitResult[],
  publishes: boolean,
  { forge, registry, reporter }: Ports,
): Promise<void> {
  const { pullRequest, intent } = plan;
  if (!capabilities[intent].candidates || pullRequest === undefined || !forge) return;
  try {
    const { head, merged } = await forge.pullRequest(pullRequest);
    if (merged || head !== plan.revision) {
      const why = merged
        ? "is merged: its comment is left to the merge's run"
        : `has moved on to ${shortCommit(head)}: its comment is left to that commit's run`;
      reporter.line(`#${pullRequest} ${why}`);
      return;
    }
    const text = commentMarkdown(plan, results, await stillShown(pullRequest, results, registry), {
      publishes,
      errorPage: reporter.errorPage,
    });
    const nothing = commentOfNothing(plan);
    await forge.comment(pullRequest, markerOf(plan), (existing) => text ?? (existing === undefined ? undefined : nothing));
  } catch (error) {
    warn(`#${pullRequest} has`, error, reporter);
  }
}

/**
 * Tells the merged pull requests of a push what became of their images, each in its one comment, where it has one. Unable: a warning, and the
 * others are told all the same.
 */
export async function commentOnMerged(
  plan: Plan,
  results: readonly UnitResult[],
  { forge, reporter }: Pick<Ports, "forge" | "reporter">,
): Promise<void> {
  if (!capabilities[plan.intent].commentsOnMerged || plan.run.id === "local" || !forge || acted(results).length === 0) return;
  const merged = await forge.mergedAs(plan.commit).catch((error: unknown) => {
    warn("The pull requests of this push have", error, reporter);
  });
  if (!merged) return;
  for (const [number, units] of mergedUnits(results, merged)) {
    try {
      // A candidate may come from a pull request that has the same inputs, and is still open.
      if (!merged.includes(number) && !(await forge.pullRequest(number)).merged) continue;
      await forge.comment(number, markerOf(plan), (existing) =>
        existing === undefined ? undefined : mergedComment(plan, number, units, existing, reporter.errorPage),
      );
    } catch (error) {
      warn(`#${number} has`, error, reporter);
    }
  }
}

/** @param who `#123 has` */
function warn(who: string, error: unknown, reporter: Ports["reporter"]): void {
  if (!(error instanceof Failure)) throw error;
  for (const problem of error.problems)
    reporter.problem({ ...problem, severity: "warning", message: `${who} no up-to-date comment. ${problem.message}` });
}

/** What the pull request's tags of failed units show: people who pull them should know from which commit. */
async function stillShown(number: number, results: readonly UnitResult[], registry: Registry): Promise<StillShown> {
  const failed = results.filter(({ failed }) => failed);
  const shown = await mapLimited(failed, 8, async ({ unit }): Promise<[string, { revision?: string } | "unknown"][]> => {
    const manifest = await manifestOf(registry, firstRepository(unit), pullRequestTag(unit, number));
    if (manifest === "unknown") return [[unit.name, manifest]];
    if (!manifest) return [];
    const { revision } = readManifestAnnotations(manifest.bytes);
    return [[unit.name, revision === undefined ? {} : { revision }]];
  });
  return new Map(shown.flat());
}

/** A registry that does not say what one tag shows keeps the comment from nothing else. */
async function manifestOf(registry: Registry, repository: string, tag: string): Promise<Manifest | "unknown" | undefined> {
  try {
    return await registry.manifest(repository, tag);
  } catch (error) {
    if (error instanceof Failure) return "unknown";
    throw error;
  }
}
