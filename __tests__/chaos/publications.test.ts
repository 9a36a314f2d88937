/**
 * Publications and promotions, by seeds, under faults and races: the invariants hold.
 * @needs engine
 */
import { publicationScenarios } from "../support/chaos/publication-cases.ts";
import { testSeedsOf } from "../support/chaos/seeds.ts";

testSeedsOf(publicationScenarios);
