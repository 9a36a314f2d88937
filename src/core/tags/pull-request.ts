import { candidatePrefix } from "./grammar.ts";
import type { TagKind } from "./kind.ts";

const form = /^rc\.(.+)\.pr-([1-9]\d{0,8})$/;

/** The tag by which people pull the image of a pull request. */
export function pullRequestTag({ streamTag }: { streamTag: string }, number: number): string {
  return `${candidatePrefix}${streamTag}.pr-${number}`;
}

/**
 * Parses the candidate tag of a pull request, for any moving tag.
 * It has one reading: no moving tag follows the last dot.
 */
function parsePullRequest(text: string): { movingTag: string; pullRequest: number } | undefined {
  const [, movingTag, number] = form.exec(text) ?? [];
  return movingTag === undefined ? undefined : { movingTag, pullRequest: Number(number) };
}

/**
 * A candidate by its pull request, `rc.25-el9-release.pr-123`: the tag that people pull. A run
 * writes it after the tag by inputs hash, when everything is in place.
 */
export const pullRequestKind: TagKind = {
  name: "pull request",
  words: "a candidate tag",
  summaryWords: "also as",
  writtenFor: "candidates",
  mutability: "removed with its pull request",
  shows: "publication",
  isReported: true,
  extraLength: `${candidatePrefix}.pr-`.length + 9,
  print: (unit, { pullRequest }) => (pullRequest === undefined ? [] : [pullRequestTag(unit, pullRequest)]),
  parse: (text, { streamTag }) => {
    const tag = parsePullRequest(text);
    return tag?.movingTag === streamTag ? { pullRequest: tag.pullRequest } : undefined;
  },
  parsePullRequest,
};
