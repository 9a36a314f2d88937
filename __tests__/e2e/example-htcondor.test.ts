/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { pushOsg } from "../support/osg-example.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

// One stream: that the streams have the packages of two repositories shows in the images of example-osg.test.ts.
test("examples/osg: a hosted CE and a worker node on Debian 13 run a job", async () => {
  const systems = { "software-base": ["deb13"], "htcondor-base": ["deb13"], "worker-node": ["deb13"], "hosted-ce": ["deb13"] };
  const only = Object.keys(systems)
    .map((image) => `${image}:25-deb13-release`)
    .join();
  const { log, summary, passed } = await pushOsg(only, systems, ["release"]);
  // Three of the base, two of each image with HTCondor (`run` or the job's script, and a script).
  expect(passed).toBe("2223");
  // Both services ran the job of an unprivileged user at the CE: on the worker node, by the CE's route.
  expect(log.match(/host worker\.test, account nobody, input event data\n *RouteName = "pool"/g)).toHaveLength(2);
  expect(summary).toContain("All 4");
});
