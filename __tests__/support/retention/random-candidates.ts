import { timestampOf } from "../../../src/core/lib/time/timestamp.ts";
import { makeDigest } from "../units.ts";
import { day } from "./facts.ts";
import type { Draft, DraftUnit } from "./random-draft.ts";
import { hex } from "./random-publications.ts";

/** Adds candidates of pull requests: open and closed, old and young, published and not, here or elsewhere. */
export function addCandidates(draft: Draft, own: DraftUnit): void {
  const { random, now, images, openPullRequests } = draft;
  const { streamTag, image } = own.unit;
  if (random.chance(0.3)) own.candidates = { repository: `dev.example.org/osg/${image}`, tags: new Map() };
  const place = own.candidates?.tags ?? [...own.places.values()][0];
  for (let count = random.below(5); count > 0; count--) {
    const published = own.publications.length > 0 && random.chance(0.3) ? random.pick(own.publications).image : undefined;
    const digest = makeDigest(published ?? `candidate ${streamTag} ${random.below(3)}`);
    const number = 1 + random.below(8);
    const built = random.chance(0.9) ? { built: timestampOf(new Date(now - random.below(45 * 24) * (day / 24))) } : {};
    const foreign = random.chance(0.1) ? { foreign: "its image names another repository" } : {};
    const pullRequest = random.chance(0.8) ? { pullRequest: number } : {};
    images.set(digest, { bases: images.get(digest)?.bases ?? [], ...built, ...foreign, ...pullRequest });
    if (random.chance(0.7)) place?.set(`rc.${streamTag}.${hex(random)}`, digest);
    if (random.chance(0.7)) {
      place?.set(`rc.${streamTag}.pr-${number}`, digest);
      if (!openPullRequests.has(number) && random.chance(0.95)) openPullRequests.set(number, random.chance(0.3));
    }
  }
}
