/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { weeklyOsgRun } from "../support/osg-example.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

// One stream: that the streams have the packages of two repositories shows in the images of example-osg.test.ts.
test("examples/osg: a hosted CE and a worker node on Debian 13 run a job", async () => {
  const images = ["software-base", "htcondor-base", "worker-node", "hosted-ce"];
  const { log, summary, passed } = await weeklyOsgRun(images.map((image) => `${image}:25-deb13-release`));
  // Three of the base, two of each image with HTCondor (`run` or the job's script, and a script).
  expect(passed).toBe("2223");
  // Both services ran the job of an unprivileged user at the CE: on the worker node, by the CE's route.
  expect(log.match(/host worker\.test, account nobody, input event data\n *RouteName = "pool"/g)).toHaveLength(2);
  expect(summary).toContain("All 4");
});
