import { spawnSync } from "node:child_process";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { attempt, git } from "../../../tools/release/programs.ts";
import { makeFolder, removeFolders } from "../../support/git.ts";
import { root } from "../../support/workflow-files.ts";

afterAll(removeFolders);

test("a git command that fails is named without our settings", () => {
  expect(() => git(makeFolder(), "ls-remote", "./nothing")).toThrow(/^`git ls-remote \.\/nothing` failed \(128\)\. fatal: /);
});

test("a program that is missing is named", () => {
  const start = () => attempt(root, ["no-such-program"]);
  expect(start).toThrow("no-such-program does not start: spawnSync no-such-program ENOENT. Is it installed?");
});

test("an unknown option shows the help, and no stack", () => {
  const { status, stderr } = spawnSync(path.join(root, "script/release"), ["--wrong"], { encoding: "utf8" });
  const [first, second] = stderr.split("\n");
  expect([status, first, second]).toEqual([
    1,
    "Unknown option '--wrong'. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- \"--wrong\"",
    "script/release COMMAND",
  ]);
  expect(stderr).not.toContain("    at ");
});
