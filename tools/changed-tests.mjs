// Lists the tests that a change can break and that need no engine, one path a line, for
// `script/test --changed`. Standard error names the tests that it leaves out.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import filter from "./jest-filter.cjs";

/**
 * These tests read the whole repository (texts, templates, the bundle), so every change can break
 * them.
 */
const always = ["__tests__/bundle", "__tests__/docs", "__tests__/tools", "__tests__/workflows"];

const run = (command, ...args) => execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
const lines = (text) => text.split("\n").filter((line) => line !== "");

/** The commit where this branch begins; the commit itself if there is no main branch. */
function base() {
  for (const branch of ["origin/main", "main"]) {
    try {
      return { commit: run("git", "merge-base", "HEAD", branch), branch };
    } catch {}
  }
  return { commit: run("git", "rev-parse", "HEAD"), branch: "HEAD" };
}

/** Whether the first comment of a test file says that it needs the engine. */
const needsEngine = (file) => filter.needsOf(file).includes("engine");

const jest = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js", "--listTests"];
const list = (...args) => lines(run(process.execPath, ...jest, ...args)).map((file) => path.relative(".", file));

const { commit, branch } = base();
const changed = [
  ...lines(run("git", "diff", "--name-only", "--relative", commit)),
  ...lines(run("git", "ls-files", "--others", "--exclude-standard")),
];
console.error(`${changed.length} files changed since ${commit.slice(0, 7)} (${branch})`);
if (changed.length > 0) {
  const there = changed.filter((file) => existsSync(file));
  const related = there.length === 0 ? [] : list("--findRelatedTests", ...there);
  const tests = [...new Set([...related, ...list(...always)])].sort();
  const left = tests.filter(needsEngine);
  for (const test of tests.filter((file) => !needsEngine(file))) console.log(test);
  const some = left.filter((test) => related.includes(test));
  if (some.length > 0) console.error(`left out, since they need the engine:\n  ${some.join("\n  ")}`);
  console.error("left out: whatever runs the bundle or the command line end to end. script/test runs all.");
}
