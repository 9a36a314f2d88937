/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { createBuilder } from "../../src/adapters/docker/buildx.ts";
import { removeFolders } from "../support/git.ts";
import { assertInvariants, shownTable } from "../support/init-invariants.ts";
import { expectedTable, shapeProject } from "../support/init-shapes.ts";

afterAll(removeFolders);

const project = () => shapeProject("bake", createBuilder());

test("a bake file: every reference of today has its fate", async () => {
  expect(await shownTable(project())).toBe(expectedTable("bake"));
});

test("a bake file: it writes two valid files, changes no other, and then has nothing to do", async () => {
  await assertInvariants(project());
});
