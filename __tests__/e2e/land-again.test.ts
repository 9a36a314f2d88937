import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { InProcessGround } from "../support/ground.ts";
import { tagsOf } from "../support/registry-check.ts";

let ground: InProcessGround;
beforeAll(async () => {
  ground = await InProcessGround.start();
});
afterAll(async () => {
  removeFolders();
  await ground.close();
});

test("reverted, and landed again: each push publishes the image of its commit, and none is built twice", async () => {
  const project = ground.makeProject({
    ".github/tagstream.yml":
      "registries: [REGISTRY]\ndefaults: { packages: false }\nstreams: { release: {} }\nimages: { squid: { context: . } }\n",
    ".dockerignore": "*\n!made\n",
    Dockerfile: "FROM busybox:1.36\nCOPY made /\n",
    made: "one",
  });
  const shown = async () => (await tagsOf(`${project.registry}/squid`))["release"];
  const built: Record<string, string | undefined> = {};
  for (const text of ["one", "two", "one", "two"]) {
    if (built["one"] !== undefined) {
      project.repository.commit({ made: text });
      project.repository.git("push", "--quiet", "origin", "HEAD:main");
    }
    const { status, log } = await project.push();
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(log).toMatch(built[text] === undefined ? /squid:release +build/ : /squid:release +promote +same inputs as/);
    built[text] ??= await shown();
    expect(await shown()).toBe(built[text]);
  }
  const stamps = Object.keys(await tagsOf(`${project.registry}/squid`)).filter((tag) => tag.startsWith("release-"));
  expect(stamps).toHaveLength(4);
});
