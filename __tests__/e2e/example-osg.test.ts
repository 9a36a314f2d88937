/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { weeklyOsgRun } from "../support/osg-example.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

test("examples/osg: squid and xcache on Debian 12, in two streams, with tests of three kinds", async () => {
  const systems = { "software-base": ["deb12"], "frontier-squid": ["deb12"], xcache: ["deb12"] };
  const { summary, passed } = await weeklyOsgRun("software-base:*-deb12-*, frontier-squid, xcache", systems);
  // Three of the base (`run`, `run`, `script`), four of each service (`run`, `exec`, two scripts).
  expect(passed).toBe("334444");
  expect(summary).toContain("All 6");
});
