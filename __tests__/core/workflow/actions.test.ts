import { expect, test } from "@jest/globals";
import { actions } from "../../../src/core/workflow/actions.ts";
import { templates } from "../../support/workflow-files.ts";

/** Actions of `status.yml` alone: a written workflow publishes images, and no page. */
const ofThePage = ["actions/cache", "actions/deploy-pages", "actions/upload-pages-artifact"];

test("the actions of a written workflow are those of the templates, at the same commits", () => {
  const uses = templates.flatMap(({ text }) => [...text.matchAll(/^\s*(?:#\s*)?- uses: ([\w/-]+)@([0-9a-f]{40} # \S+)$/gm)]);
  const table = new Map(uses.map(([, name = "", reference]) => [`${name}@${reference}`, name]));
  const shared = [...table].filter(([, name]) => !ofThePage.includes(name)).map(([use]) => use);
  expect(shared.sort()).toEqual(Object.entries(actions).map(([name, reference]) => `${name}@${reference}`));
  expect([...table.values()].filter((name) => ofThePage.includes(name)).sort()).toEqual(ofThePage);
});
