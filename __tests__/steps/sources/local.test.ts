import { afterAll, expect, test } from "@jest/globals";
import { buildLocal } from "../../../src/commands/build-local.ts";
import { removeFolders } from "../../support/git.ts";
import { sourcedRun } from "../../support/sources.ts";

afterAll(removeFolders);

test("`build --local` says why there is nothing to build", async () => {
  const made = sourcedRun(); // without a release yet
  const { status, shown } = await made.command(buildLocal, { name: "workflow_dispatch" }, { only: ["app:release"] });
  expect(status).toBe(0);
  expect(shown.summaries).toEqual(["Nothing to do: app:release: no git tag is a version in the form v{version}.\n"]);
  expect(made.received.size).toBe(0);
});
