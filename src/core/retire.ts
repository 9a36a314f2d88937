import type { TagstreamAnnotations } from "./annotations.ts";
import { firstRepository } from "./bake.ts";
import { pullRequestTag } from "./candidate-tags.ts";
import type { Problem } from "./problem.ts";
import { withoutStop } from "./render/words.ts";
import { parsePullRequestTag } from "./tag.ts";
import type { Unit } from "./unit.ts";

/**
 * The candidate tags that a pull request may have, by repository: of these units its own, `rc.….pr-N`, and nothing else. Tags by inputs
 * hash stay, since the merge or another pull request may need them.
 */
export function retiredTags(units: readonly Unit[], pullRequest: number): Map<string, string[]> {
  const byRepository = new Map<string, Set<string>>();
  for (const unit of units) {
    const repository = firstRepository(unit);
    const tags = byRepository.get(repository) ?? new Set();
    byRepository.set(repository, tags.add(pullRequestTag(unit, pullRequest)));
  }
  return new Map([...byRepository].map(([repository, tags]) => [repository, [...tags]]));
}

/**
 * Which of a repository's tags read as this pull request's, beyond those of units: an earlier push of it may have had a stream that a later one
 * named otherwise or took out. Another repository on GitHub, with pull requests of its own, may publish to the same place: so it is for their images to say whose they are.
 */
export function strayTags(tags: readonly string[], known: readonly string[], pullRequest: number): string[] {
  return tags.filter((tag) => !known.includes(tag) && parsePullRequestTag(tag)?.number === pullRequest);
}

/**
 * Whether such a tag may go: its image says that this repository built it, or it is what a removal that was killed half-way has put there.
 * @param page of the repository on GitHub
 */
export function isOwnStray(tag: string, { source, removes }: TagstreamAnnotations, page: string): boolean {
  return source === page || removes === tag;
}

/** What a person has to know where nobody could look for such tags. @param place a repository, or one of its tags */
export function strayProblem(pullRequest: number, place: string, reason: string): Problem {
  const message = `${place} could not be read, so that what an earlier push of #${pullRequest} left there may stay: ${withoutStop(reason)}.`;
  return { code: "retire-tag", severity: "warning", message };
}

/** What became of one tag: see `Removal` of the ports, of which this is the part that people are told. */
export interface RetiredTag {
  repository: string;
  tag: string;
  outcome: "removed" | "absent" | "kept" | "failed";
  reason?: string;
}

/** What a person has to know of a tag that is still there, or may be; undefined of one that is gone. */
export function stayProblem(pullRequest: number, { repository, tag, outcome, reason = "" }: RetiredTag): Problem | undefined {
  if (outcome !== "kept" && outcome !== "failed") return undefined;
  const [severity, words] = outcome === "kept" ? (["warning", "stays"] as const) : (["error", "could not be removed"] as const);
  const why = withoutStop(reason);
  return { code: "retire-tag", severity, message: `${repository}:${tag} ${words}, though #${pullRequest} is closed: ${why}.` };
}

/** Only what may still be removed by another try makes a run red: what a registry cannot do, people can only be told of. */
export function retireStatus(retired: readonly RetiredTag[]): 0 | 1 {
  return retired.some(({ outcome }) => outcome === "failed") ? 1 : 0;
}
