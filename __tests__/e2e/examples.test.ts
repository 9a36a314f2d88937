/** @needs engine */
import { afterAll, describe, expect, test } from "@jest/globals";
import { readExample } from "../support/example.ts";
import { inside } from "../support/example-project.ts";
import { removeFolders } from "../support/git.ts";
import { makeProject } from "../support/project.ts";
import { tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

test("examples/minimal: one weekly run publishes what it tested", async () => {
  const files = readExample("minimal");
  const configuration = files[".github/tagstream.yml"] ?? "";
  const { registry, weekly } = makeProject({ ...files, ".github/tagstream.yml": `registries: [REGISTRY]\n${configuration}` });
  const { status, log } = await weekly();
  expect(status === 0 ? "" : log).toBe("");
  expect(log).toMatch(/1 test passed/);
  const tags = await tagsOf(`${registry}/hello`);
  expect(Object.keys(tags)).toEqual(["release", expect.stringMatching(/^release-\d{8}-\d{4}$/)]);
  expect(new Set(Object.values(tags)).size).toBe(1);
  expect(inside(`${registry}/hello:release`, "cat", "/www/index.html")).toBe(files["index.html"]?.trim());
});

describe("examples/osg", () => {
  test("one weekly run: fourteen units, two streams with the packages of two Yum repositories, tests of three kinds", async () => {
    const { registry, weekly } = makeProject(readExample("osg"), undefined, "localhost:5000/osg");
    const { status, log, summary, outputs } = await weekly();
    expect(status === 0 ? "" : log).toBe("");
    const digests = JSON.parse(outputs["digests"] ?? "") as Record<string, string>;
    expect(Object.keys(digests)).toHaveLength(14);
    const systems = {
      "software-base": ["deb12", "deb13"],
      "frontier-squid": ["deb12"],
      xcache: ["deb12"],
      "htcondor-base": ["deb13"],
      "worker-node": ["deb13"],
      "hosted-ce": ["deb13"],
    };
    for (const [image, [main = "", ...others]] of Object.entries(systems)) {
      const tags = await tagsOf(`${registry}/${image}`);
      const stamp = /\d{8}-\d{4}/.exec(Object.keys(tags).find((tag) => /\d{8}/.test(tag)) ?? "")?.[0];
      const shown = (stream: string) => [
        ...[main, ...others].map((os) => [`25-${os}-${stream}`, digests[`${image}:25-${os}-${stream}`]]),
        [`25-${stream}`, digests[`${image}:25-${main}-${stream}`]],
      ];
      const moving = ["release", "testing"].flatMap(shown);
      expect(tags).toEqual({
        ...Object.fromEntries(moving),
        ...Object.fromEntries(moving.map(([tag, digest]) => [`${tag}-${stamp}`, digest])),
        latest: digests[`${image}:25-${main}-release`],
      });
      expect(tags["25-release"]).not.toBe(tags["25-testing"]);
      const query = ["rpm", "--query", "--queryformat", "%{VERSION}", "osg-example-config"];
      expect(inside(`${registry}/${image}:25-release`, ...query)).toBe("25.1");
      expect(inside(`${registry}/${image}:25-testing`, ...query)).toBe("25.2");
    }
    // Of each stream: three tests of each base (`run`, `run`, `script`), four of squid and of xcache (`run`, `exec`, two
    // scripts), two of each image with HTCondor (`run` or the job's script, and a script).
    const passed = log.match(/(?<=, )\d(?= tests passed)/g);
    expect(passed?.toSorted().join("")).toBe("22222233334444");
    // Both services ran the job of an unprivileged user at the CE, in both streams: on the worker node, by the CE's route.
    expect(log.match(/host worker\.test, account nobody, input event data\n *RouteName = "pool"/g)).toHaveLength(4);
    expect(summary).toContain("All 14");
  });
});
