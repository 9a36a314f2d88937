/** Rollbacks, by seeds, under faults and races: whatever happens, the invariants hold. */
import { rollbackScenarios } from "../support/chaos/rollback-cases.ts";
import { testSeedsOf } from "../support/chaos/seeds.ts";

testSeedsOf(rollbackScenarios);
