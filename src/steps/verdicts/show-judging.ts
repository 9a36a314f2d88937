import type { Conclusion } from "../../core/result/conclusion.ts";
import { type Judging, shownWords } from "../../core/verdicts/judged.ts";
import type { KeptIssue } from "../../ports/forge.ts";
import type { Session } from "../../ports/session.ts";
import { judgedJson, judgedMarkdown, judgedTable } from "../../render/verdicts/judged.ts";
import { conclude } from "../report/carry-out.ts";

/**
 * Reports what a command said of images: table, summary, JSON. A yank of an image that a stream
 * shows is red.
 * @param issues where it is written; undefined in a dry run
 */
export async function concludeJudging(
  judging: Judging,
  issues: readonly KeptIssue[] | undefined,
  session: Session,
): Promise<0 | 1> {
  if (session.terminal?.json) session.terminal.print(judgedJson(judging, issues));
  const shown = judging.saying === "yanked" ? shownWords(judging) : [];
  for (const words of shown) session.ports.reporter.problem({ code: "yank-shown", severity: "error", message: `${words}.` });
  const isRed = shown.length > 0 && issues !== undefined;
  const conclusions = judging.images.map(
    ({ unit, shownBy, digest }): Conclusion => ({
      unit: { name: unit, required: true },
      failed: isRed && shownBy.length > 0,
      now: digest,
      tags: [],
    }),
  );
  const table = (style: Parameters<typeof judgedTable>[2]) => judgedTable(judging, issues, style);
  return conclude({ conclusions, table, markdown: judgedMarkdown(judging, issues) }, session);
}
