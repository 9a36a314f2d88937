/**
 * Images of two platforms on native runners, and their children a level above: the rebuild template, the real action and the real engine.
 * @needs engine
 */
import { afterEach, describe, expect, test } from "@jest/globals";
import { type ActRepository, startActRepository, template } from "../support/act-repository.ts";
import { type Files, removeFolders } from "../support/git.ts";
import { platformsOf, tagsOf } from "../support/registry-check.ts";

const both = ["linux/amd64", "linux/arm64"];
const files: Files = {
  ".github/tagstream.yml": `registries: [REGISTRY]
defaults: { packages: false }
runners: { default: ubuntu-24.04, linux/arm64: ubuntu-24.04-arm }
jobs: { max-units: 1 }
images:
  base: { context: base, platforms: [${both}], tests: [{ run: [test, -e, /base] }] }
  squid: { context: squid, platforms: [${both}], tests: [{ run: [cmp, /base, /squid] }] }
  alone: { context: alone }
`,
  "base/Dockerfile": "FROM busybox:1.36\nRUN uname -m > /base\n",
  "squid/Dockerfile": "FROM REGISTRY/base:release\nRUN uname -m > /squid\n",
  "alone/Dockerfile": "FROM busybox:1.36\n",
};

let made: ActRepository | undefined;
afterEach(async () => {
  await made?.close();
  removeFolders();
});

describe("rebuild.yml on two runners, run by act", () => {
  test("each platform is built on its runner, the child on its base's level, and both publish one index", async () => {
    made = await startActRepository(files);
    const { registry } = made.project;
    const { status, jobs, files: uploaded } = await made.run(template("rebuild.yml"), "schedule", { schedule: "17 6 * * 1" });
    const built = {
      "build base.release--linux-amd64 ubuntu-24.04": "success",
      "build base.release--linux-arm64 ubuntu-24.04-arm": "success",
      "build alone.release ubuntu-24.04": "success",
      "build-2 squid.release--linux-amd64 ubuntu-24.04": "success",
      "build-2 squid.release--linux-arm64 ubuntu-24.04-arm": "success",
    };
    expect({ status, jobs }).toEqual({ status: 0, jobs: { plan: "success", ...built, publish: "success", images: "success" } });
    const ids = Object.keys(built).map((job) => job.split(" ")[1]);
    expect(uploaded).toEqual(["plan/plan.json", ...ids.map((id) => `record-${id}/record-${id}.json`)].sort());
    expect(await platformsOf(`${registry}/base`, "release")).toEqual(both);
    expect(await platformsOf(`${registry}/squid`, "release")).toEqual(both);
  });

  test("one platform of a base fails: neither it nor its child is published, and others are", async () => {
    const configuration = files[".github/tagstream.yml"]?.replace("/base] }]", "/base] }, { run: [grep, x86_64, /base] }]") ?? "";
    made = await startActRepository({ ...files, ".github/tagstream.yml": configuration });
    const { registry } = made.project;
    const { status, jobs, output } = await made.run(template("rebuild.yml"), "schedule", { schedule: "17 6 * * 1" });
    expect({ status, jobs }).toMatchObject({ status: 1, jobs: { plan: "success", publish: "failure", images: "failure" } });
    expect(output).toContain('✗ base:release  "grep x86_64 /base" on arm64');
    expect(output).toMatch(/✗ squid:release .*its base base:release failed/);
    expect(await tagsOf(`${registry}/base`)).toEqual({});
    expect(await tagsOf(`${registry}/squid`)).toEqual({});
    expect(Object.keys(await tagsOf(`${registry}/alone`))).toContain("release");
  });
});
