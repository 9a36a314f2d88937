/** Publications and promotions, by seeds, under faults and races: whatever happens, the invariants hold. */
import { publicationScenarios } from "../support/chaos/publication-cases.ts";
import { testSeedsOf } from "../support/chaos/seeds.ts";

testSeedsOf(publicationScenarios);
