import { afterAll, expect, test } from "@jest/globals";
import { createInspector } from "../../src/adapters/inspector.ts";
import { makeRepository, removeFolders } from "../support/git.ts";
import { anonymous } from "../support/services.ts";

afterAll(removeFolders);

test("tells a shallow clone from a whole one, and needs a token for GitHub's rules", async () => {
  const whole = makeRepository({ "README.md": "one" });
  whole.commit({ "README.md": "two" });
  const { folder: shallow } = whole.clone("--depth=1");
  const inspect = (root: string) => createInspector({ environment: anonymous, root });
  expect([await inspect(whole.folder).isShallow(), await inspect(shallow).isShallow()]).toEqual([false, true]);
  expect(await inspect(shallow).branchRules("main")).toEqual({
    unknown: "there is no GitHub token to ask with",
    remedy: "set GITHUB_TOKEN, such as GITHUB_TOKEN=$(gh auth token)",
  });
});
