// Says at the end of a run which test files it left out, and why.
import needs from "./jest-filter.cjs";

export default class LeftOutReporter {
  onRunComplete() {
    if (needs.leftOut.length > 0) process.stderr.write(`\n${needs.notice(needs.leftOut)}\n`);
  }
}
