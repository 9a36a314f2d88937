import { shortCommit } from "../../core/lib/text/words.ts";
import { eventCommit } from "../../core/plan/event-commit.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { markerOf } from "../comment/comment-marker.ts";
import { code } from "../text/markdown.ts";

/** What a merged pull request's comment already reports about the same commit. */
export interface RowsBefore {
  /** The table's lines, verbatim, by `rowKey`. */
  rows: ReadonlyMap<string, { line: string; failed: boolean }>;
  /** Whether the comment left out rows for lack of room. */
  cut: boolean;
}

/** A failure begins in bold. A reason never does: its asterisks are escaped. */
const rowOfUnit = /^(\| [^|]+ \| (?:`[^`|]+`|<code>[^|]+<\/code>) \|) [^|]+ \| (\*\*)?/;

/** The start of a unit's row. The cells are already Markdown. */
export function rowKey(image: string, stream: string): string {
  return `| ${image} | ${stream} |`;
}

/** Reads an earlier attempt's rows for the same commit. Empty for a comment on another commit. */
export function rowsBefore(plan: Pick<Plan, "gitTag" | "branch" | "commit" | "units" | "part">, existing: string): RowsBefore {
  const text = existing.replaceAll("\r\n", "\n");
  if (!text.startsWith(`${markerOf(plan)}\n\n**Merged in ${code(shortCommit(eventCommit(plan)))}`))
    return { rows: new Map(), cut: false };
  const rows = text.split("\n").flatMap((line) => {
    const [, key, bold] = rowOfUnit.exec(line) ?? [];
    return key === undefined ? [] : [[key, { line, failed: bold !== undefined }] as const];
  });
  return { rows: new Map(rows), cut: /^… and /m.test(text) };
}
