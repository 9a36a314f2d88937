import { shortDigest } from "../../core/lib/digest.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import { wouldFollow, wouldFollowWords } from "../follow/followed.ts";
import { reasonMarkdown } from "../summary/outcome.ts";
import { bytesOf, code, escapeMarkdown } from "../text/markdown.ts";
import { runLink } from "../text/run-link.ts";

/** Identifies Tagstream's comment on a hold. */
export const holdCommentMarker = "<!-- tagstream: hold -->";

/** Below GitHub's 65,536. */
const maxBytes = 60_000;
const rowOfUnit = /^\| (`[^`|]+`|<code>[^|]+<\/code>) \|/;

/** Whether a hold keeps a new image of the unit from its stream, or keeps a follower from following. */
export function isHeldBack({ outcome, unit }: Pick<UnitResult, "outcome" | "unit">): boolean {
  return outcome === "held" || (unit.hold !== undefined && wouldFollowWords(unit) !== undefined);
}

/**
 * The comment on a hold: the newest image that each stream would show without it. Keeps the rows of
 * units outside this run.
 * @param existing the comment's current text
 */
export function holdComment(plan: Plan, held: readonly UnitResult[], existing: string | undefined): string {
  const rows = new Map(
    (existing ?? "").split(/\r?\n/).flatMap((line) => {
      const name = rowOfUnit.exec(line)?.[1];
      return name === undefined ? [] : [[name, line] as const];
    }),
  );
  for (const result of held) {
    const name = code(result.unit.name);
    rows.set(name, `| ${name} | ${cellsOf(result).join(" | ")} |`);
  }
  const head = [
    holdCommentMarker,
    "Under this hold, Tagstream built or promoted these images, tested them, and gave them timestamp tags. Without the hold, their streams would show:",
  ];
  const table = ["| image | would show | published as | why |", "| --- | --- | --- | --- |"];
  const follows = [...rows.values()].some((row) => row.includes(`| ${wouldFollow} `));
  const followers =
    "A following stream gets nothing while a hold covers it: the next run after that decides anew what it follows.";
  const foot = `${follows ? `${followers} ` : ""}After you close this issue by hand, the next run moves each stream to its newest image, without a build, unless another hold covers it. ${runLink(plan)}`;
  const kept: string[] = [];
  let room = maxBytes - bytesOf([...head, ...table, foot].join("\n\n"));
  for (const row of rows.values()) {
    room -= bytesOf(row) + 1;
    if (room > 0) kept.push(row);
  }
  const more = rows.size - kept.length;
  return `${[...head, [...table, ...kept].join("\n"), ...(more > 0 ? [`… and ${more} more.`] : []), foot].join("\n\n")}\n`;
}

/** What the stream would show, its timestamp, and why. */
function cellsOf({ unit, hold, stamp, outcome }: UnitResult): string[] {
  const would = outcome === "held" ? undefined : wouldFollowWords(unit);
  if (would !== undefined && unit.follow?.takes) return [code(shortDigest(unit.follow.takes.digest)), "–", escapeMarkdown(would)];
  const instead = hold?.instead === undefined ? "–" : code(shortDigest(hold.instead));
  return [instead, stamp ? code(printPublicationId(stamp)) : "", reasonMarkdown(unit)];
}
