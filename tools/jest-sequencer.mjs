// Starts the longest files first, so that no core waits for one of them at the end. `script/test
// --times` writes their times to `test-seconds.json`. Jest's own order applies to the rest.
import { readFileSync } from "node:fs";
import path from "node:path";
import Sequencer from "@jest/test-sequencer";

const seconds = JSON.parse(readFileSync(path.join(import.meta.dirname, "test-seconds.json"), "utf8"));

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const weight = (test) => seconds[path.relative(test.context.config.rootDir, test.path)] ?? 0;
    return super.sort(tests).toSorted((a, b) => weight(b) - weight(a));
  }
}
