import { afterAll, expect, test } from "@jest/globals";
import { createFiles } from "../../../src/adapters/files.ts";
import { checkTargets } from "../../../src/steps/plan/targets.ts";
import { codeOf, makeFolder, removeFolders, TestRepository } from "../../support/git.ts";
import { makeUnit } from "../../support/units.ts";

afterAll(removeFolders);

test("targets are looked for in the Dockerfiles as the work tree has them", async () => {
  const { folder } = new TestRepository(makeFolder()).write({ "a/Dockerfile": "FROM x AS final\n" });
  const made = makeUnit("a:release");
  const check = (target: string, dockerfile: string) =>
    checkTargets([{ ...made, build: { ...made.build, target, dockerfile } }], { root: folder }, createFiles());
  expect(await codeOf(check("nope", "a/Dockerfile"))).toBe("config-target");
  expect(await codeOf(check("final", "a/Dockerfile"))).toBe("no failure");
  expect(await codeOf(check("nope", "gone/Dockerfile"))).toBe("no failure"); // said elsewhere
});
