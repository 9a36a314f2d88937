import { chownSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openCheckout } from "../../../src/adapters/git/checkout.ts";
import { codeOf, makeFolder, makeRepository, removeFolders } from "../../support/git.ts";

/** A workspace with two checkouts and no repository of its own, as two steps with `path:` leave it. */
let workspace: string;
let outside: string;
const checkout = (name: string): string => {
  mkdirSync(join(workspace, name), { recursive: true });
  return makeRepository({ [name]: "x", "below/a": "y" }, join(workspace, name)).folder;
};
beforeAll(() => {
  workspace = makeFolder();
  outside = makeRepository({ a: "x" }).folder;
  for (const name of ["src", "other repo/images"]) checkout(name);
  mkdirSync(join(workspace, "empty"));
  symlinkSync(join(workspace, "src"), join(workspace, "link"));
  symlinkSync(outside, join(workspace, "out"));
});
afterAll(removeFolders);

describe.each([false, true])("the folder of the checkout, on the command line: %s", (commandLine) => {
  const open = (path?: string, folder = workspace) =>
    openCheckout({ folder, ...(path === undefined ? {} : { path }), commandLine });

  test.each<[string, string, string]>([
    ["as it stands with actions/checkout", "src", "src"],
    ["with a slash at its end", "src/", "src"],
    ["with a dot in front", "./src/.", "src"],
    ["with spaces in its name", "other repo/images", "other repo/images"],
    ["through a link", "link", "src"],
    ["below the checkout's root", "src/below", "src"],
  ])("%s", async (_, path, root) => {
    expect((await open(path)).root).toBe(join(workspace, root));
  });

  test("absolute, outside, and through a link that leads there", async () => {
    for (const path of [outside, `../${outside.split("/").at(-1)}`, "out"]) expect((await open(path)).root).toBe(outside);
    expect((await open(join(workspace, "src"))).root).toBe(join(workspace, "src"));
  });

  test("no input: the folder itself", async () => {
    expect((await open(undefined, outside)).root).toBe(outside);
    expect((await open(".", outside)).root).toBe(outside);
  });

  test.each(["none", "src/none", "src/src"])("%s is no folder, which is said with the input's name", async (path) => {
    const opened = open(path);
    await expect(opened).rejects.toThrow(`the folder ${join(workspace, path)} does not exist. The folder \`src\` is a checkout`);
    expect(await codeOf(open(path))).toBe("input-invalid");
  });

  test.each([undefined, "empty"])(
    "%s is in no repository: the message names the folder that is, and how to say so",
    async (path) => {
      const opened = open(path);
      await expect(opened).rejects.toThrow(commandLine ? "use `--path 'src'`" : "use the input `path: src`");
      await expect(open(path)).rejects.toThrow("(others: `other repo/images`)");
      expect(await codeOf(open(path))).toBe("git-not-repository");
    },
  );

  test("nothing is checked out: the message names the input", async () => {
    await expect(open(undefined, makeFolder())).rejects.toThrow(
      commandLine
        ? "name its folder with `--path`"
        : "(actions/checkout). If that step sets `path`, set the input `path` to the same folder",
    );
  });
});

test("a workspace in somebody's own repository is not that repository; a person in it is", async () => {
  const folder = join(makeRepository({ a: "x" }).folder, "work");
  mkdirSync(folder);
  expect(await codeOf(openCheckout({ folder, commandLine: false }))).toBe("git-not-repository");
  expect((await openCheckout({ folder, commandLine: true })).root).toBe(join(folder, ".."));
});

test("a checkout that belongs to another user is trusted in the workspace alone", async () => {
  if (process.getuid?.() !== 0) return; // only root can give files away
  const own = checkout("foreign");
  const other = makeRepository({ a: "x" }).folder;
  for (const folder of [own, other]) for (const path of [folder, join(folder, ".git")]) chownSync(path, 4711, 4711);
  expect((await openCheckout({ folder: workspace, path: "foreign", commandLine: false })).root).toBe(own);
  expect(await codeOf(openCheckout({ folder: workspace, path: other, commandLine: false }))).toBe("git-owner");
  expect(await codeOf(openCheckout({ folder: workspace, path: "foreign", commandLine: true }))).toBe("git-owner");
});
