import path from "node:path";
import { changesJson } from "../../core/packages/changes-document.ts";
import type { UnitChanges } from "../../core/packages/unit-changes.ts";
import type { Session } from "../../ports/session.ts";

/** Writes what changed for later steps: to a file, with its path as an output. Only in the action. */
export async function leaveChanges(
  changes: readonly UnitChanges[],
  { ports: { files, reporter }, terminal, temporary }: Session,
  first: readonly string[] = [],
): Promise<void> {
  if (terminal) return;
  reporter.output("changes", await files.write(path.join(temporary, "changes.json"), changesJson(changes, first)));
}
