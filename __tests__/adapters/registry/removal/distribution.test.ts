/**
 * Tags are removed from real registries as from the one in the tests' own process: `remove.test.ts`.
 * @needs engine
 */
import { engine } from "../../../support/engine.ts";
import { describeRemoval } from "../../../support/registry-contract/removal.ts";

describeRemoval("distribution 3", async () => ({ host: engine("TAGSTREAM_TEST_REGISTRY") }));
describeRemoval("distribution 2", async () => ({ host: engine("TAGSTREAM_TEST_REGISTRY_V2") }));
