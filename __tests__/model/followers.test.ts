import { afterAll, expect, test } from "@jest/globals";
import { tellStory } from "../support/follow-story/deeds.ts";
import { fuzzSeeds } from "../support/fuzz.ts";
import { removeFolders } from "../support/git.ts";

afterAll(removeFolders);

test.each(fuzzSeeds({ few: 2, all: 100 }))(
  "whatever is rebuilt, followed, judged, rolled back, held and killed, seed %d",
  async (seed) => {
    const { found, log } = await tellStory(seed);
    expect({ found, log: found.length > 0 ? log : [] }).toEqual({ found: [], log: [] });
  },
);
