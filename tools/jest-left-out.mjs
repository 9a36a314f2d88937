// Says at the end of a run which test files it left out, and why.
import filter from "./jest-filter.cjs";

export default class LeftOutReporter {
  onRunComplete() {
    if (filter.leftOut.size > 0) process.stderr.write(`\n${filter.notice(filter.leftOut)}\n`);
  }
}
