import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import type { ChangedFile } from "../../../src/core/pins/pin-result.ts";
import { unifiedDiff } from "../../../src/steps/pins/unified-diff.ts";
import { makeRepository, removeFolders } from "../../support/git.ts";

afterAll(removeFolders);

const names = [
  "plain.yaml",
  "with space.yaml",
  " leading",
  "é/ü.yaml",
  'quo"te',
  "back\\slash",
  "tab\tname",
  "new\nline",
  "-dash",
  "a/b/c d/e.yaml",
];
const lines = [
  "",
  "a: 1",
  "  image: x:release # ours",
  "-- a",
  "++ b",
  "\\ No newline at end of file",
  "@@ -1 +1 @@",
  "a\rb",
  "\f\v",
  "\u2028",
  "é 🦑",
  "\t",
  "diff --git a/x b/x",
];

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** Files whose lines change here and there, as pins do. */
function changedFiles(count: number): ChangedFile[] {
  const next = numbers(20261123);
  return Array.from({ length: count }, (_, index) => {
    const ending = ["\n", "\r\n"][next(2)] ?? "\n";
    const before = Array.from({ length: 1 + next(40) }, () => lines[next(lines.length)] ?? "");
    const changed = next(before.length);
    const after = before.map((line, at) => (at === changed || next(12) === 0 ? `${line}@sha256:${at}` : line));
    const end = next(2) === 0 ? ending : "";
    const start = next(5) === 0 ? "\ufeff" : "";
    const text = (all: string[]) => `${start}${all.join(ending)}${end}`;
    return { path: `${index}/${names[index % names.length]}`, before: text(before), after: text(after) };
  });
}

test("git applies the changes of any text under any name, and leaves the very bytes", async () => {
  const files = changedFiles(120);
  const repository = makeRepository(Object.fromEntries(files.map((file) => [file.path, file.before])));
  const diff = await unifiedDiff(files);
  execFileSync("git", ["apply", "--whitespace=nowarn", "-"], { cwd: repository.folder, input: diff });
  const wrong = files.filter((file) => readFileSync(path.join(repository.folder, file.path), "utf8") !== file.after);
  expect(wrong.map((file) => file.path)).toEqual([]);
});

test("patch -p1 applies them, too", async () => {
  const files = changedFiles(40).filter((file) => !/[\n\t"\\]/.test(file.path));
  const repository = makeRepository(Object.fromEntries(files.map((file) => [file.path, file.before])));
  execFileSync("patch", ["-p1", "--binary", "--quiet"], { cwd: repository.folder, input: await unifiedDiff(files) });
  const wrong = files.filter((file) => readFileSync(path.join(repository.folder, file.path), "utf8") !== file.after);
  expect(wrong.map((file) => file.path)).toEqual([]);
});

test("no changes, no text", async () => {
  expect(await unifiedDiff([])).toBe("");
});
