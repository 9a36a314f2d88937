/** A clean-up's removals from the registry in the tests' own process, as from real ones: `distribution.test.ts`. */
import { describePublications } from "../../../support/registry-contract/publications.ts";
import { startInProcessRegistry } from "../../../support/registry-in-process/index.ts";

describePublications("as distribution 3", async () => startInProcessRegistry());
describePublications("as distribution 2", async () => startInProcessRegistry({ version: 2 }));
describePublications("with the referrers API", async () => startInProcessRegistry({ referrers: true }));
