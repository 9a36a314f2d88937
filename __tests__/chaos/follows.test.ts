/**
 * Followers, by seeds, under faults and races: the invariants hold.
 * @needs engine
 */
import { followedScenarios, followedSeedOf, runFollowedCase } from "../support/chaos/followed/cases.ts";
import { testKind } from "../support/chaos/seeds.ts";

testKind(followedScenarios, "--follows", (name, hosts) => runFollowedCase(followedSeedOf(name, 0), hosts));
