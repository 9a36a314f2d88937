import { firstRepository } from "../build/bake.ts";
import { cut } from "../lib/clean.ts";
import type { Problem } from "../lib/problem.ts";
import { withoutStop } from "../lib/text.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { Conclusion } from "../result/conclusion.ts";
import { tagKinds } from "../tags/kinds.ts";
import { movingTagFault } from "../tags/moving-tag.ts";
import { publicationTags } from "../tags/publication-tags.ts";
import type { Unit } from "../unit/unit.ts";

/**
 * The candidate tags that a pull request may have, by repository: of these units its own, `rc.….pr-N`, and nothing else. Tags by inputs
 * hash stay, since the merge or another pull request may need them. Another repository on GitHub, with pull requests of its own, may publish to
 * the same place: so it is for the images to say whose they are (`reasonToStay`).
 */
export function retiredTags(units: readonly Unit[], pullRequest: number): Map<string, string[]> {
  const byRepository = new Map<string, Set<string>>();
  for (const unit of units) {
    const repository = firstRepository(unit);
    const tags = byRepository.get(repository) ?? new Set();
    for (const { tag, mutability } of publicationTags(unit, { purpose: "candidates", pullRequest }))
      if (mutability === "removed with its pull request") tags.add(tag);
    byRepository.set(repository, tags);
  }
  return new Map([...byRepository].map(([repository, tags]) => [repository, [...tags]]));
}

/**
 * Which of a repository's tags read as this pull request's, beyond those of units: an earlier push of it may have had a stream that a later one
 * named otherwise or took out.
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
 * Why a tag has to stay; undefined where it may go: its image says that this repository built it, or a removal that was killed half-way has put
 * an empty image there. The annotation counts, and no label: a base image, or the configuration, may set that.
 * @param page of the repository on GitHub; absent where there is no server
 */
export function reasonToStay(
  tag: string,
  { source, removes }: TagstreamAnnotations,
  page: string | undefined,
): string | undefined {
  if (removes === tag) return undefined;
  if (page === undefined) return "this run does not know its repository's URL (GITHUB_SERVER_URL)";
  if (source === undefined) return "its image does not say which repository built it";
  return canonicalPage(source) === canonicalPage(page) ? undefined : `its image says that ${cut(source, 200)} built it`;
}

/** `owner/name` of another repository on the same server, which may be what this one was called before; undefined for anything else. */
export function otherName(source: string | undefined, page: string | undefined, repository: string): string | undefined {
  const [other, own] = [canonicalPage(source ?? ""), canonicalPage(page ?? "")];
  const server = own.endsWith(`/${repository.toLowerCase()}`) ? own.slice(0, -repository.length) : undefined;
  if (server === undefined || other === own || !other.startsWith(server)) return undefined;
  const name = other.slice(server.length);
  return /^[\w.-]+\/[\w.-]+$/.test(name) ? name : undefined;
}

/** Case does not count in the names of servers, owners and repositories. */
function canonicalPage(page: string): string {
  return page
    .toLowerCase()
    .replace(/^(https:\/\/[^/]+?):443(?=\/)|^(http:\/\/[^/]+?):80(?=\/)/, "$1$2")
    .replace(/(?:\.git)?\/*$/, "");
}

/** What a person has to know where nobody could look for such tags. @param place a repository, or one of its tags */
export function orphanedTagProblem(pullRequest: number, place: string, reason: string): Problem {
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

/** Only what another try may still remove makes a run red: what a registry cannot do, people can only be told of. */
export function retiredConclusion({ repository, tag, outcome }: RetiredTag): Conclusion {
  const failed = outcome === "failed";
  return { unit: { name: `${repository}:${tag}`, required: false }, failed, tags: [], ...(failed ? { again: true } : {}) };
}
