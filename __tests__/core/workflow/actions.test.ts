import { expect, test } from "@jest/globals";
import { actions } from "../../../src/core/workflow/actions.ts";
import { templates } from "../../support/workflow-files.ts";

test("the actions of a written workflow are those of the templates, at the same commits", () => {
  const uses = templates.flatMap(({ text }) => [...text.matchAll(/^\s*(?:#\s*)?- uses: ([\w/-]+)@([0-9a-f]{40} # \S+)$/gm)]);
  const table = new Set(uses.map(([, name, reference]) => `${name}@${reference}`));
  expect([...table].sort()).toEqual(Object.entries(actions).map(([name, reference]) => `${name}@${reference}`));
});
