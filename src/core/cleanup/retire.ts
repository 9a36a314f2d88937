import type { Problem } from "../lib/problems/problem.ts";
import { cut } from "../lib/text/clean.ts";
import { withoutStop } from "../lib/text/words.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { Conclusion } from "../result/conclusion.ts";
import { tagKinds } from "../tags/kinds.ts";
import { movingTagFault } from "../tags/moving-tag.ts";
import { publicationTags } from "../tags/publication-tags.ts";
import { candidatesRepository } from "../unit/repositories.ts";
import type { Unit } from "../unit/unit.ts";
import type { RemovalOutcome } from "./removal-outcome.ts";

/**
 * The candidate tags that a pull request may have, by repository: only `rc.….pr-N` of these units.
 * Tags by inputs hash stay, because the merge or another pull request may need them. Another
 * repository on GitHub may publish pull requests to the same place, so the images must prove their
 * owner (`reasonToStay`).
 */
export function retiredTags(units: readonly Unit[], pullRequest: number): Map<string, string[]> {
  const byRepository = new Map<string, Set<string>>();
  for (const unit of units) {
    const repository = candidatesRepository(unit);
    if (repository === undefined) continue;
    const tags = byRepository.get(repository) ?? new Set();
    for (const { tag, mutability } of publicationTags(unit, { purpose: "candidates", pullRequest }))
      if (mutability === "removed with its pull request") tags.add(tag);
    byRepository.set(repository, tags);
  }
  return new Map([...byRepository].map(([repository, tags]) => [repository, [...tags]]));
}

/**
 * The tags in a repository that read as this pull request's but belong to no known unit: an earlier
 * push may have had a stream that a later push renamed or removed.
 */
export function orphanedTags(tags: readonly string[], known: readonly string[], pullRequest: number): string[] {
  return tags.filter((tag) => !known.includes(tag) && isOfPullRequest(tag, pullRequest));
}

function isOfPullRequest(text: string, pullRequest: number): boolean {
  return tagKinds.some((kind) => {
    const tag = kind.parsePullRequest?.(text);
    return tag?.pullRequest === pullRequest && movingTagFault(tag.movingTag) === undefined;
  });
}

/**
 * Why a tag must stay; undefined if Tagstream may remove it. It may if the annotations of the image
 * prove that this repository built it, or if an interrupted removal left an empty image there.
 * Labels do not count: a base image or the configuration may set them.
 * @param page of the repository on GitHub; absent if there is no server
 */
export function reasonToStay(
  tag: string,
  { source, removes }: TagstreamAnnotations,
  page: string | undefined,
): string | undefined {
  if (removes === tag) return undefined;
  if (page === undefined) return "this run does not know its repository's URL (GITHUB_SERVER_URL)";
  if (source === undefined) return "its image does not name the repository that built it";
  return canonicalPage(source) === canonicalPage(page) ? undefined : `its image names another repository, ${cut(source, 200)}`;
}

/**
 * `owner/name` of another repository on the same server, possibly an earlier name of this one;
 * undefined for anything else.
 */
export function otherName(source: string | undefined, page: string | undefined, repository: string): string | undefined {
  const [other, own] = [canonicalPage(source ?? ""), canonicalPage(page ?? "")];
  const server = own.endsWith(`/${repository.toLowerCase()}`) ? own.slice(0, -repository.length) : undefined;
  if (server === undefined || other === own || !other.startsWith(server)) return undefined;
  const name = other.slice(server.length);
  return /^[\w.-]+\/[\w.-]+$/.test(name) ? name : undefined;
}

/** Ignores case in the names of servers, owners and repositories. */
function canonicalPage(page: string): string {
  return page
    .toLowerCase()
    .replace(/^(https:\/\/[^/]+?):443(?=\/)|^(http:\/\/[^/]+?):80(?=\/)/, "$1$2")
    .replace(/(?:\.git)?\/*$/, "");
}

/**
 * The warning that Tagstream could not look for orphaned tags.
 * @param place a repository, or one of its tags
 */
export function orphanedTagProblem(pullRequest: number, place: string, reason: string): Problem {
  const message = `${place} could not be read, so tags from earlier pushes of #${pullRequest} may remain there: ${withoutStop(reason)}.`;
  return { code: "retire-tag", severity: "warning", message };
}

/** The result for one tag: the part of `Removal` in ports that people read. */
export interface RetiredTag {
  repository: string;
  tag: string;
  outcome: RemovalOutcome;
  reason?: string;
}

/** The problem of a tag that still exists, or may exist; undefined if it was removed. */
export function stayProblem(pullRequest: number, { repository, tag, outcome, reason = "" }: RetiredTag): Problem | undefined {
  if (outcome !== "kept" && outcome !== "failed") return undefined;
  const [severity, words] = outcome === "kept" ? (["warning", "stays"] as const) : (["error", "could not be removed"] as const);
  const why = withoutStop(reason);
  return { code: "retire-tag", severity, message: `${repository}:${tag} ${words}, although #${pullRequest} is closed: ${why}.` };
}

/**
 * Fails the run only if another attempt may remove the tag. For anything that a registry cannot do,
 * a warning is enough.
 */
export function retiredConclusion({ repository, tag, outcome }: RetiredTag): Conclusion {
  const failed = outcome === "failed";
  return { unit: { name: `${repository}:${tag}`, required: false }, failed, tags: [], ...(failed ? { again: true } : {}) };
}
