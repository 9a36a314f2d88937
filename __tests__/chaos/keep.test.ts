/**
 * Rebuilds that equal what is published, by seeds, under faults and races: the invariants hold.
 * @needs engine
 */
import { keepScenarios } from "../support/chaos/keep-cases.ts";
import { testSeedsOf } from "../support/chaos/seeds.ts";

testSeedsOf(keepScenarios);
