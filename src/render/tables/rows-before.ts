import { shortCommit } from "../../core/lib/text.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { markerOf } from "../comment/comment-marker.ts";
import { code } from "../text/markdown.ts";

/** What a merged pull request's comment already says of the same commit. */
export interface RowsBefore {
  /** The lines of its table, as they are, by `rowKey`. */
  rows: ReadonlyMap<string, { line: string; failed: boolean }>;
  /** Whether it had more of them than there was room for. */
  cut: boolean;
}

/** What failed begins with that, in bold; a reason never does, since its asterisks are escaped. */
const rowOfUnit = /^(\| [^|]+ \| (?:`[^`|]+`|<code>[^|]+<\/code>) \|) [^|]+ \| (\*\*)?/;

/** How the row of a unit begins, of cells that are Markdown already. */
export function rowKey(image: string, stream: string): string {
  return `| ${image} | ${stream} |`;
}

/** Reads what an earlier attempt of a commit's run has said; nothing, where the comment is of another commit, or of none. */
export function rowsBefore(plan: Pick<Plan, "commit" | "part">, existing: string): RowsBefore {
  const text = existing.replaceAll("\r\n", "\n");
  if (!text.startsWith(`${markerOf(plan)}\n\n**Merged in ${code(shortCommit(plan.commit))}`))
    return { rows: new Map(), cut: false };
  const rows = text.split("\n").flatMap((line) => {
    const [, key, bold] = rowOfUnit.exec(line) ?? [];
    return key === undefined ? [] : [[key, { line, failed: bold !== undefined }] as const];
  });
  return { rows: new Map(rows), cut: /^… and /m.test(text) };
}
