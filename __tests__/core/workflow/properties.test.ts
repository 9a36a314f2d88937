import { expect, test } from "@jest/globals";
import { checkWorkflow } from "../../../src/core/workflow/check-workflow.ts";
import { needsOf } from "../../../src/core/workflow/needs.ts";
import { readSettings } from "../../../src/core/workflow/read-settings.ts";
import { writeWorkflow } from "../../../src/core/workflow/write-workflow.ts";
import { createRandom } from "../../support/chaos/random.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { randomConfiguration, randomSettings } from "../../support/random-configurations.ts";
import { findViolations } from "../../support/workflow-policy.ts";
import { findProblems } from "../../support/workflow-validation.ts";
import { configurationOf, settingsOf } from "../../support/written-workflows.ts";

const facts = { uses: "octo/tagstream@v1", repository: "octo-org/app", defaultBranch: "main" };

test.each(fuzzSeeds({ few: 60, all: 2000 }))("settings survive, and what was written is up to date, seed %d", (seed) => {
  const random = createRandom(seed);
  const configuration = configurationOf(randomConfiguration(random));
  const settings = randomSettings(random, configuration);
  const text = writeWorkflow(configuration, settings);
  expect(readSettings(text)).toEqual({ ...settings, pulls: expect.any(Array) });
  expect(checkWorkflow(text, configuration, facts)).toEqual({ upToDate: true });
});

test.each(fuzzSeeds({ few: 3, all: 200 }))("GitHub would run it, and our rules hold, seed %d", async (seed) => {
  const configuration = configurationOf(randomConfiguration(createRandom(seed)));
  const settings = settingsOf(configuration);
  const file = { path: ".github/workflows/images.yml", text: writeWorkflow(configuration, settings) };
  expect(await findProblems(file)).toEqual([]);
  expect(findViolations(file, needsOf(configuration, settings).levels)).toEqual([]);
});
