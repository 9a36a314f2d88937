import type { Digest } from "../lib/digest.ts";
import { compareTexts } from "../lib/text/compare-texts.ts";
import { millisecondsOf } from "../lib/time/timestamp.ts";
import { daysWords } from "./ages.ts";
import type { RetentionFacts, RetentionImage } from "./facts.ts";
import { needFinder } from "./needs.ts";
import type { CandidateTag, ReadUnit } from "./publications.ts";
import type { PlannedLeftover } from "./retention-plan.ts";
import type { RetentionPolicy } from "./rules.ts";

/** What becomes of candidate tags. `why` says for which reason. */
export interface SortedCandidates {
  /** Those that go, unless they are the last tag of an image that something needs; oldest first. */
  going: readonly PlannedLeftover[];
  /** Those that stay, although they are older than the age for candidates. */
  kept: readonly PlannedLeftover[];
  /** The tags that stay, of any age. */
  staying: readonly CandidateTag[];
}

interface Going extends PlannedLeftover {
  age: number;
}

/** What decides on every candidate. */
interface Known {
  facts: RetentionFacts;
  promotable: RetentionPolicy["promotable"];
  /** The images of pull requests that may be open. */
  open: ReadonlyMap<Digest, number>;
  needOf: ReturnType<typeof needFinder>;
}

/**
 * Sorts the candidate tags of all units.
 * @param mayGo the names of the units that may lose some
 */
export function sortCandidates(
  units: readonly ReadUnit[],
  facts: RetentionFacts,
  policy: Pick<RetentionPolicy, "candidates" | "promotable">,
  mayGo: ReadonlySet<string>,
): SortedCandidates {
  const { candidates: limit, promotable } = policy;
  const all = units.flatMap(({ unit, candidates }) => candidates.map((tag) => ({ unit: unit.name, tag })));
  if (limit === undefined) return { going: [], kept: [], staying: all.map(({ tag }) => tag) };
  const known: Known = { facts, promotable, open: openDigests(units, facts), needOf: needFinder(facts) };
  const going: Going[] = [];
  const kept: PlannedLeftover[] = [];
  const staying: CandidateTag[] = [];
  for (const { unit, tag } of all) {
    const image = facts.images.get(tag.digest);
    const age = ageOf(image, facts);
    const planned = { unit, repository: tag.repository, tag: tag.tag, digest: tag.digest };
    const stays = !mayGo.has(unit) || isWithin(age, limit, image);
    const why = stays ? undefined : stayReason(tag, image, known);
    if (why !== undefined) kept.push({ ...planned, why });
    if (stays || why !== undefined) staying.push(tag);
    else going.push({ ...planned, why: goReason(image, limit), age: age ?? 0 });
  }
  return { going: oldestFirst(going), kept, staying };
}

function oldestFirst(going: readonly Going[]): PlannedLeftover[] {
  return going.toSorted((a, b) => b.age - a.age || compareTexts(a.tag, b.tag)).map(({ age: _, ...rest }) => rest);
}

function ageOf(image: RetentionImage | undefined, { now }: RetentionFacts): number | undefined {
  return image?.built === undefined ? undefined : now - millisecondsOf(image.built);
}

/** Whether an image is that young. An empty one never is: nothing can be done with it. */
function isWithin(age: number | undefined, limit: number, image: RetentionImage | undefined): boolean {
  return age !== undefined && age <= limit && !image?.isEmpty;
}

function goReason(image: RetentionImage | undefined, limit: number): string {
  return image?.isEmpty ? "an earlier removal of it was cut off" : `candidate over ${daysWords(limit)}`;
}

/** Why a candidate stays, whatever the age for candidates is; undefined if it may go. */
function stayReason(tag: CandidateTag, image: RetentionImage | undefined, known: Known): string | undefined {
  const { facts, promotable } = known;
  const { digest, pullRequest } = tag;
  if (image?.foreign !== undefined) return image.foreign;
  const age = ageOf(image, facts);
  if (age === undefined && !image?.isEmpty) return "its image does not say when it was built";
  const isOpen = facts.openPullRequests;
  if (pullRequest !== undefined && isOpen.get(pullRequest) !== false) return openWords(pullRequest, facts);
  // A pull request that no candidate tag names has ended: its tag went with it.
  if (image?.pullRequest !== undefined && isOpen.get(image.pullRequest)) return openWords(image.pullRequest, facts);
  const other = known.open.get(digest);
  if (other !== undefined) return `the same image is the candidate of #${other}`;
  if (promotable !== "never" && isWithin(age, promotable, image))
    return `a merge may still publish it, until it is ${daysWords(promotable)} old`;
  const need = known.needOf(tag);
  return need && `${need.by} names it`;
}

function openWords(pullRequest: number, { openPullRequests }: RetentionFacts): string {
  return openPullRequests.get(pullRequest) ? `#${pullRequest} is open` : `Tagstream cannot ask whether #${pullRequest} is open`;
}

/** The images that candidate tags of pull requests show which may be open, in any registry. */
function openDigests(units: readonly ReadUnit[], { openPullRequests }: RetentionFacts): Map<Digest, number> {
  return new Map(
    units.flatMap(({ candidates }) =>
      candidates.flatMap(({ digest, pullRequest }) =>
        pullRequest !== undefined && openPullRequests.get(pullRequest) !== false ? [[digest, pullRequest] as const] : [],
      ),
    ),
  );
}
