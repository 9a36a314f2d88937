/**
 * Streams with sources, aliases that publications give, git tags, and candidates elsewhere, by
 * seeds, under faults and races: the invariants hold.
 * @needs engine
 */
import { testKind } from "../support/chaos/seeds.ts";
import { runSourcedCase, sourcedScenarios, sourcedSeedOf } from "../support/chaos/sourced/cases.ts";

testKind(sourcedScenarios, "--sources", (name, hosts) => runSourcedCase(sourcedSeedOf(name, 0), hosts));
