/** Each check of the doctor has its section in the guide. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { checks } from "../../src/core/doctor/checks/list.ts";
import { root } from "../support/workflow-files.ts";

test("the guide has one section for each check, in the order of the table", () => {
  const text = readFileSync(path.join(root, "docs/guide/doctor.md"), "utf8");
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect([...headings].sort()).toEqual(checks.map(({ name }) => name).sort());
  expect(headings).toEqual(checks.map(({ name }) => name));
});
