import { oneLine } from "../../core/lib/text/clean.ts";
import type { ImagePair } from "../../core/packages/unit-changes.ts";
import type { Session } from "../../ports/session.ts";
import type { ChangesShown } from "../../render/comment/comment.ts";

/**
 * Shows what changed, once a run has done and reported everything else. Never fails: the result of
 * the run does not depend on it. Undefined if there is nothing to compare, or nothing to show.
 * @param url the run's page
 */
export async function reportChanges(
  pairs: readonly ImagePair[],
  session: Session,
  url?: string,
): Promise<ChangesShown | undefined> {
  if (pairs.length === 0) return undefined;
  try {
    const { showChanges } = await import("../packages/show-changes.ts");
    return await showChanges(pairs, session, url);
  } catch (error) {
    session.ports.reporter.line(
      `Could not show what changed: ${oneLine(error instanceof Error ? error.message : String(error))}`,
    );
    return undefined;
  }
}
