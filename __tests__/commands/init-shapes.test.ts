import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { assertInvariants, proposalOf, shownTable } from "../support/init-invariants.ts";
import { expectedTable, shapeProject, shapes } from "../support/init-shapes.ts";

afterAll(removeFolders);

describe("init in a repository of the shape", () => {
  test.each(shapes)("%s: every reference of today has its fate", async (shape) => {
    expect(await shownTable(shapeProject(shape))).toBe(expectedTable(shape));
  });

  test.each(shapes)("%s: it writes two valid files, changes no other, and then has nothing to do", async (shape) => {
    await assertInvariants(shapeProject(shape));
  });
});

test("a workflow of somebody else with the usual name stays, and another name is used", async () => {
  const { files, next } = await proposalOf(shapeProject("nightly"));
  expect(files.map((file) => file.path)).toEqual([".github/tagstream.yml", ".github/workflows/tagstream.yml"]);
  expect(next.remove).toEqual([".github/workflows/images.yml"]);
});
