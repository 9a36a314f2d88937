/**
 * Holds that begin, last and end while publications run, by seeds, under faults and races: the
 * invariants hold.
 * @needs engine
 */
import { holdScenarios } from "../support/chaos/hold-cases.ts";
import { testSeedsOf } from "../support/chaos/seeds.ts";

testSeedsOf(holdScenarios);
