/**
 * Clean-ups, by seeds, under faults and among other runs: nothing that something needs is ever removed.
 * @needs engine
 */
import { pruneScenarios } from "../support/chaos/prune-cases.ts";
import { testSeedsOf } from "../support/chaos/seeds.ts";

// The first one's faults come in the others, too: `npm run chaos` has it.
testSeedsOf(pruneScenarios.slice(1), 1);
