// Reports a run of all tests; the last line is the result. `node tools/test-report.mjs RESULTS
// STATUS [--times]`: Jest's results as JSON, and the exit status of types, lint and Jest. With
// `--times` it writes the table of the longest files.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [, , file, ended, option] = process.argv;
const root = path.resolve(import.meta.dirname, "..");
/** Seconds. Shorter files need no place in the table: no core idles long for them. */
const longEnough = 8;

const run = readResults();
const broken = run.testResults.filter(
  ({ status, assertionResults }) => status === "failed" && assertionResults.every((test) => test.status !== "failed"),
);
for (const { name } of broken) console.log(`could not run: ${name}`);

const times = run.testResults
  .map(({ name, startTime, endTime }) => [path.relative(root, name), Math.round((endTime - startTime) / 1000)])
  .sort(([one, a], [other, b]) => b - a || one.localeCompare(other));
const total = times.reduce((sum, [, seconds]) => sum + seconds, 0);
const longest = times.slice(0, 5).map(([name, seconds]) => `${name.replace("__tests__/", "")} ${seconds} s`);
if (times.length > 5) console.log(`${times.length} files, ${total} s of tests; longest: ${longest.join(", ")}`);
if (option === "--times") {
  const long = Object.fromEntries(times.filter(([, seconds]) => seconds >= longEnough));
  writeFileSync(path.join(root, "tools/test-seconds.json"), `${JSON.stringify(long, undefined, 2)}\n`);
}

let failed = run.numFailedTests + broken.length;
if (failed === 0 && ended !== "0") failed = 1; // types or lint
const skipped = run.numPendingTests + run.numTodoTests;
console.log(`${run.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;

/** A file that does not load counts as one failure, and so does a run without results. */
function readResults() {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { testResults: [], numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 };
  }
}
