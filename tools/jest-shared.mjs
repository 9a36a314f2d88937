// Makes the folder in which the test files of one run share what takes long to make: see
// `__tests__/support/once-per-run.ts`. Workers inherit the variable.
import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export default function makeSharedFolder() {
  process.env.TAGSTREAM_TEST_SHARED = mkdtempSync(path.join(os.tmpdir(), "tagstream-shared-"));
}
