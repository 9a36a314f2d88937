/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { weeklyOsgRun } from "../support/osg-example.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

test("examples/osg: a hosted CE and a worker node on Debian 13 run a job, in two streams", async () => {
  const systems = { "software-base": ["deb13"], "htcondor-base": ["deb13"], "worker-node": ["deb13"], "hosted-ce": ["deb13"] };
  const only = "software-base:*-deb13-*, htcondor-base, worker-node, hosted-ce";
  const { log, summary, passed } = await weeklyOsgRun(only, systems);
  // Three of the base, two of each image with HTCondor (`run` or the job's script, and a script).
  expect(passed).toBe("22222233");
  // Both services ran the job of an unprivileged user at the CE, in both streams: on the worker node, by the CE's route.
  expect(log.match(/host worker\.test, account nobody, input event data\n *RouteName = "pool"/g)).toHaveLength(4);
  expect(summary).toContain("All 8");
});
