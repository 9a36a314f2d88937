/**
 * Publications beside adversaries, other runs and other clocks, by seeds, under faults and races:
 * the invariants hold.
 * @needs engine
 */
import { adversaryScenarios } from "../support/chaos/adversary-cases.ts";
import { testSeedsOf } from "../support/chaos/seeds.ts";

testSeedsOf(adversaryScenarios);
