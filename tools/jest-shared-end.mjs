// Removes what `jest-shared.mjs` made.
import { rmSync } from "node:fs";

export default function removeSharedFolder() {
  rmSync(process.env.TAGSTREAM_TEST_SHARED, { recursive: true, force: true });
}
