import { timestampOf } from "../../../src/core/lib/time/timestamp.ts";
import { makeDigest } from "../units.ts";
import { day } from "./facts.ts";
import type { Draft, DraftUnit } from "./random-draft.ts";
import { hex } from "./random-publications.ts";

/** Adds candidates of pull requests: open and closed, old and young, published and not, here or elsewhere. */
export function addCandidates(draft: Draft, own: DraftUnit): void {
  const { random } = draft;
  if (random.chance(0.3)) own.candidates = { repository: `dev.example.org/osg/${own.unit.image}`, tags: new Map() };
  for (let count = random.below(5); count > 0; count--) addCandidate(draft, own);
}

function addCandidate(
  { random, now, images, openPullRequests }: Draft,
  { unit: { streamTag }, publications, places, candidates }: DraftUnit,
): void {
  const place = candidates?.tags ?? [...places.values()][0];
  const published = publications.length > 0 && random.chance(0.3) ? random.pick(publications).image : undefined;
  const digest = makeDigest(published ?? `candidate ${streamTag} ${random.below(3)}`);
  const number = 1 + random.below(8);
  images.set(digest, {
    ...images.get(digest),
    bases: images.get(digest)?.bases ?? [],
    ...(random.chance(0.9) ? { built: timestampOf(new Date(now - random.below(45 * 24) * (day / 24))) } : {}),
    ...(random.chance(0.1) ? { foreign: "its image names another repository" } : {}),
    ...(random.chance(0.8) ? { pullRequest: number } : {}),
  });
  if (random.chance(0.7)) place?.set(`rc.${streamTag}.${hex(random)}`, digest);
  if (random.chance(0.3)) return;
  place?.set(`rc.${streamTag}.pr-${number}`, digest);
  if (!openPullRequests.has(number) && random.chance(0.95)) openPullRequests.set(number, random.chance(0.3));
}
