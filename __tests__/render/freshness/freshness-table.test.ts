import { expect, test } from "@jest/globals";
import type { FreshnessState } from "../../../src/core/freshness/age.ts";
import { freshnessHeadline } from "../../../src/render/freshness/freshness-table.ts";

test.each<[states: FreshnessState[], headline: string]>([
  [["fresh"], "The image is fresh"],
  [["fresh", "fresh"], "All 2 images are fresh"],
  [["stale", "fresh"], "1 of 2 images is not fresh"],
  [["stale", "stale", "unknown", "never"], "2 of 4 images are not fresh; 1 of unknown age, 1 never published"],
  [["unknown", "fresh"], "No image is too old; 1 of unknown age"],
  [["never"], "No image is too old; 1 never published"],
])("%j: %s", (states, headline) => {
  expect(freshnessHeadline(states.map((state, index) => ({ name: `image-${index}`, required: true, state })))).toBe(headline);
});
