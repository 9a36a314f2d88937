/**
 * Tags are removed from real registries as from the one in the tests' own process: `remove.test.ts`, `publications.test.ts`.
 * @needs engine
 */
import { engine } from "../../../support/engine.ts";
import { describePublications } from "../../../support/registry-contract/publications.ts";
import { describeRemoval } from "../../../support/registry-contract/removal.ts";

describeRemoval("distribution 3", async () => ({ host: engine("TAGSTREAM_TEST_REGISTRY") }));
describeRemoval("distribution 2", async () => ({ host: engine("TAGSTREAM_TEST_REGISTRY_V2") }));

describePublications("publications in distribution 3", async () => ({ host: engine("TAGSTREAM_TEST_REGISTRY") }));
describePublications("publications in distribution 2", async () => ({ host: engine("TAGSTREAM_TEST_REGISTRY_V2") }));
