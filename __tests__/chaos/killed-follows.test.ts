/**
 * Follows, alone and in a set, with their source in the same and in another registry, killed
 * wherever they change something in a registry.
 * @needs engine
 */
import { afterAll, expect, test } from "@jest/globals";
import { killFollowed } from "../support/chaos/followed/kills.ts";
import { again, failuresOf, hostsOf } from "../support/chaos/seeds.ts";
import { removeFolders } from "../support/git.ts";

afterAll(removeFolders);

/** Some of many effects. `npm run chaos` kills at all. */
const kills = [
  { isApart: false, isSet: false, moment: "before", followUp: "unrelated push", first: 1, step: 2, least: 3 },
  { isApart: true, isSet: false, moment: "after", followUp: "re-run", first: 1, step: 6, least: 2 },
  { isApart: false, isSet: true, moment: "after", followUp: "unrelated push", first: 1, step: 4, least: 2 },
  { isApart: true, isSet: true, moment: "before", followUp: "re-run", first: 3, step: 12, least: 2 },
] as const;

test.each(kills)(
  "apart: $isApart, a set: $isSet, killed $moment an effect, then $followUp",
  async ({ first, step, least, ...kill }) => {
    const results = await killFollowed(hostsOf, kill, { workers: 1, first, step });
    expect(failuresOf(results, ({ seed }) => again("--follows --kills", (seed - first) / step + 1))).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(least);
  },
);
