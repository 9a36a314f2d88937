import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { missingChangeset } from "../../../tools/release/require.ts";
import { makeRepository, removeFolders, type TestRepository } from "../../support/git.ts";
import { root } from "../../support/workflow-files.ts";

afterAll(removeFolders);

const missing = [
  "This changes what users get, and no file in .changeset says so.",
  "Run `npm run changeset`, say what they will notice, and commit the file.",
  "If they will notice nothing: `npm run changeset -- --empty`.",
].join("\n");

function repository(): TestRepository {
  const made = makeRepository({
    ".gitignore": "node_modules\n",
    "package.json": '{"name":"tagstream","version":"1.0.0","private":true}',
    ".changeset/config.json": readFileSync(path.join(root, ".changeset/config.json"), "utf8"),
    "src/a.ts": "",
  });
  symlinkSync(path.join(root, "node_modules"), path.join(made.folder, "node_modules"));
  made.git("checkout", "--quiet", "-b", "a-change");
  return made;
}

describe("a changeset is required", () => {
  test.each<[what: string, file: string, text: string, found: string | undefined]>([
    ["a source", "src/a.ts", "1", missing],
    ["the action", "action.yml", "name: x", missing],
    ["a template", "workflows/rebuild.yml", "name: x", missing],
    ["a page", "docs/a.md", "x", undefined],
    ["a test", "__tests__/a.test.ts", "x", undefined],
    ["a version", "package.json", '{"name":"tagstream","version":"1.0.1"}', undefined],
  ])("for %s?", (_, file, text, found) => {
    const made = repository();
    made.commit({ [file]: text });
    expect(missingChangeset(made.folder, "main")).toBe(found);
  });

  test.each([
    ["one", '---\n"tagstream": patch\n---\n\nA fault\n'],
    ["an empty one", "---\n---\n"],
  ])("and %s is enough", (_, text) => {
    const made = repository();
    made.commit({ "src/a.ts": "1", ".changeset/a.md": text });
    expect(missingChangeset(made.folder, "main")).toBeUndefined();
  });

  test("and one that the release could not read is an error", () => {
    const made = repository();
    made.commit({ ".changeset/a.md": '---\n"tagstream": patch\n---\n' });
    expect(() => missingChangeset(made.folder, "main")).toThrow(".changeset/a.md: it has no text.");
    expect(() => missingChangeset(repository().folder, "gone")).toThrow("There is no commit gone here.");
  });
});
