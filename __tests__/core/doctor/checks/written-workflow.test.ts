import { expect, test } from "@jest/globals";
import { writtenWorkflow } from "../../../../src/core/doctor/checks/written-workflow.ts";
import { findingsOf } from "../../../support/doctor-facts.ts";

const file = ".github/workflows/images.yml";
const row = {
  level: "risk",
  check: "written-workflow",
  subject: "images.yml",
  remedy: "look at the difference: tagstream init --check",
  place: { file, line: 1 },
};

test("a workflow that init would write otherwise, and one that cannot be compared", () => {
  expect(findingsOf(writtenWorkflow, { written: { known: [{ file }, { file, why: "it is no YAML" }] } })).toEqual([
    { ...row, what: "it is not what `tagstream init` writes for this configuration: it may lack what a change there needs" },
    { ...row, what: "it cannot be compared with what `tagstream init` writes: it is no YAML" },
  ]);
});

test("nothing to find, and no answer", () => {
  expect(findingsOf(writtenWorkflow, { written: { known: [] } })).toEqual([]);
  expect(findingsOf(writtenWorkflow, { written: { unknown: "there is no configuration" } })).toEqual([
    {
      level: "unknown",
      check: "written-workflow",
      subject: "workflows that `tagstream init` wrote",
      what: "there is no configuration",
    },
  ]);
});
