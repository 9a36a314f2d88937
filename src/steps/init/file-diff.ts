import type { PlannedFile } from "../../core/init/init-plan.ts";
import { unifiedDiff } from "../pins/unified-diff.ts";

/** What would be written, for `git apply`: new files whole, and the changes of others. */
export async function fileDiff(files: readonly PlannedFile[]): Promise<string> {
  const parts = files.map(({ path, text, before }) =>
    before === undefined ? newFile(path, text) : unifiedDiff([{ path, before, after: text }]),
  );
  return (await Promise.all(parts)).join("");
}

/** The text ends with a line end. */
function newFile(path: string, text: string): string {
  const lines = text.split("\n").slice(0, -1);
  const head = [`diff --git a/${path} b/${path}`, "new file mode 100644", "--- /dev/null", `+++ b/${path}`];
  return `${[...head, `@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)].join("\n")}\n`;
}
