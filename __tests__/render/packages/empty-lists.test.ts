import { expect, test } from "@jest/globals";
import type { UnitChanges } from "../../../src/core/packages/unit-changes.ts";
import { changesCell } from "../../../src/render/packages/changes-markdown.ts";
import { changesTable } from "../../../src/render/packages/changes-table.ts";
import { platformOf, unitChanges } from "../../support/image-changes.ts";

const factsOf = (changes: UnitChanges): string => changesTable([changes])[0]?.split("20261116-0617")[1] ?? "";

test("lists without any package, as of an image with one program", () => {
  const empty = { packages: { total: 0, changes: [] } };
  const layers = { before: 1, now: 2 };
  const changes = unitChanges("a:b", [platformOf("linux/amd64", [], { ...empty, layers })]);
  expect(factsOf(changes)).toBe(" · the lists of both images name no package · 2 layers (+1)");
  expect([changesCell(changes), factsOf(unitChanges("a:b", [platformOf("linux/amd64", [], empty)]))]).toEqual([
    "",
    " · same bases, size alike",
  ]);
});
