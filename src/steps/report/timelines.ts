import type { TouchedStream } from "../../core/history/touched.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import type { Session } from "../../ports/session.ts";

/**
 * Adds the time lines of streams to the job summary, once a run has written its tags. Never fails:
 * the result of the run does not depend on it. It reads registries, so a run that touched no stream,
 * and a terminal, which has no summary, cost nothing.
 */
export async function reportTimelines(touched: readonly TouchedStream[], session: Session): Promise<void> {
  if (touched.length === 0 || session.terminal) return;
  try {
    const { showTimelines } = await import("./show-timelines.ts");
    await showTimelines(touched, session);
  } catch (error) {
    const reason = oneLine(error instanceof Error ? error.message : String(error));
    session.ports.reporter.line(`Could not draw the time lines of the summary: ${reason}`);
  }
}
