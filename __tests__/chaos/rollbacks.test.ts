/**
 * Rollbacks, by seeds, under faults and races: the invariants hold.
 * @needs engine
 */
import { rollbackScenarios } from "../support/chaos/rollback-cases.ts";
import { testSeedsOf } from "../support/chaos/seeds.ts";

testSeedsOf(rollbackScenarios);
