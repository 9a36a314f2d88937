import { afterAll, expect, test } from "@jest/globals";
import { fuzzSeeds } from "../support/fuzz.ts";
import { removeFolders } from "../support/git.ts";
import { tellStory } from "../support/kept-story/deeds.ts";

afterAll(removeFolders);

test.each(fuzzSeeds({ few: 2, all: 100 }))(
  "whatever is rebuilt, kept, pushed, rolled back and killed with `unchanged: keep`, seed %d",
  async (seed) => {
    const { found, log } = await tellStory(seed);
    expect({ found, log: found.length > 0 ? log : [] }).toEqual({ found: [], log: [] });
  },
);
