import type { FollowFacts, SourcePublication } from "../../src/core/follow/facts.ts";
import type { Follows } from "../../src/core/follow/follows.ts";
import type { HeldSpan } from "../../src/core/history/history.ts";
import { compareTexts } from "../../src/core/lib/text/compare-texts.ts";
import { parsePublicationId } from "../../src/core/tags/timestamp.ts";
import { standingVerdicts } from "../../src/core/verdicts/standing.ts";
import type { Verdict, VerdictWord, Yank } from "../../src/core/verdicts/verdict.ts";
import { makeDigest, timestamp } from "./units.ts";

export const hour = 3_600_000;
export const day = 24 * hour;

/** A publication id as people write it: `20261116-0617-01`, `20261116`. */
export function stamp(text: string) {
  const id = parsePublicationId(text);
  if (!id) throw new TypeError(`not a publication id: ${text}`);
  return id;
}

/** `20261116-0617 a` is a publication of the digest `a`, `20261118-0900 a rollback` a rollback to it. */
export function published(text: string): SourcePublication {
  const [id = "", digest = "", rollback] = text.split(" ");
  return { stamp: stamp(id), digest: makeDigest(digest), ...(rollback ? { rollback: true as const } : {}) };
}

export function follows(change: Partial<Follows> = {}): Follows {
  return {
    unit: "squid:fresh",
    repository: "one.example.org/osg/squid",
    soak: 7 * day,
    shown: day,
    verdict: "optional",
    ...change,
  };
}

/** What a follower of `squid:fresh` knows at a moment, with the source's publications oldest first. */
export function factsAt(
  now: string,
  publications: readonly string[],
  { follows: how, verdicts = [], ...change }: Partial<Omit<FollowFacts, "follows">> & { follows?: Partial<Follows> } = {},
): FollowFacts {
  return {
    follows: follows(how),
    now: timestamp(now),
    publications: publications.map(published),
    holds: [],
    verdicts: standingVerdicts(verdicts.toSorted((a, b) => compareTexts(a.at, b.at))),
    yanks: [],
    ...change,
  };
}

/** What the follower published last. */
export function last(text: string): NonNullable<FollowFacts["last"]> {
  const { stamp: id, digest } = published(text);
  return { stamp: id, digest };
}

/** A period under a hold: `#12 2026-11-15T00:00:00Z 2026-11-18T00:00:00Z a`; `-` for one that lasts. */
export function held(text: string): HeldSpan {
  const [issue = "", since = "", until = "-", digest] = text.split(" ");
  return {
    issue: Number(issue.slice(1)),
    url: `https://example.org/issues/${issue.slice(1)}`,
    reason: "crashes",
    owner: "octo",
    since,
    ...(until === "-" ? {} : { until }),
    ...(digest === undefined ? {} : { digest: makeDigest(digest) }),
  };
}

/** A verdict: `octo good a`, or with a moment `octo bad a 2026-11-18T00:00:00Z`. */
export function verdict(text: string): Verdict {
  const [by = "", word, digest = "", at = "2026-11-17T00:00:00Z"] = text.split(" ");
  return {
    unit: "squid:fresh",
    stamp: stamp("20261116-0617"),
    digest: makeDigest(digest),
    by,
    at,
    reason: "crashes at start",
    verdict: word as VerdictWord,
  };
}

/** A yank of a digest. */
export function yank(digest: string, undone?: true): Yank {
  const said = { by: "kim", at: "2026-11-17T00:00:00Z", reason: "leaks a key" };
  const publication = { unit: "squid:fresh", stamp: stamp("20261116-0617"), digest: makeDigest(digest) };
  return { ...publication, ...said, ...(undone ? { undone: said } : {}) };
}
