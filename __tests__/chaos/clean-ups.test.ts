/**
 * Clean-ups, by seeds, under faults and among other runs: nothing that something needs is ever removed.
 * @needs engine
 */
import { pruneScenarios } from "../support/chaos/prune-cases.ts";
import { testSeedsOf } from "../support/chaos/seeds.ts";

testSeedsOf(pruneScenarios, 1);
