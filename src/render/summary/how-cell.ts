import { shortDigest } from "../../core/lib/digest.ts";
import { codeMark } from "../../core/lib/problems/error-page.ts";
import { cut } from "../../core/lib/text/clean.ts";
import { duration, joined, shortPlatform } from "../../core/lib/text/words.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { followedWords } from "../follow/followed.ts";
import { heldWords } from "../hold/held.ts";
import { isOneOf } from "../text/links.ts";
import { code, escapeMarkdown } from "../text/markdown.ts";
import { unchangedWords } from "../text/unchanged.ts";
import { failedTests, outcomeWords, publicationIdWords, reasonMarkdown, whatFailed } from "./outcome.ts";
import { isLong } from "./troubles.ts";

/** How a unit came to its result: Markdown, for a cell. @param today `2026-12-02`, UTC */
export function howCell(result: UnitResult, today: string): string {
  const { outcome, hold } = result;
  if (outcome !== "held" || !hold) return how(result);
  return `**${escapeMarkdown(heldWords(hold, today), isOneOf(hold.issue))}**${insteadOf(hold)}; ${how(result)}`;
}

function how(result: UnitResult): string {
  const { unit, outcome } = result;
  if (result.failed || outcome === "unchecked") return failure(result);
  if (result.withheld !== undefined) return `**withheld**: ${escapeMarkdown(cut(result.withheld, 300))}`;
  const followed = followedWords(unit);
  if (followed !== undefined) return `${outcome === "overtaken" ? `${overtaken(result)}; ` : ""}${escapeMarkdown(followed)}`;
  return howOf(result);
}

function howOf(result: UnitResult): string {
  const { unit, outcome } = result;
  const reason = reasonMarkdown(unit);
  if (unit.decision === "repair") return `tags repaired: ${reason}`;
  if (unit.decision === "test") return `${outcome === "passed" ? "" : "promoted, "}tested again: ${reason}`;
  if (unit.decision === "reuse") return `built earlier: ${reason}`;
  if (unit.decision === "promote") return `${outcome === "overtaken" ? overtaken(result) : "promoted"}, byte for byte: ${reason}`;
  return builtWords(result, reason);
}

function builtWords(result: UnitResult, reason: string): string {
  const { record, outcome } = result;
  const compared = unchangedWords(record);
  const built = `built${record ? ` in ${duration(record.duration.build)}` : ""}: ${reason}${compared === undefined ? "" : `; ${escapeMarkdown(compared)}`}`;
  return outcome === "overtaken" ? `${built}; ${overtaken(result)}` : built;
}

/** The image that the stream would show without its hold. */
function insteadOf({ instead }: NonNullable<UnitResult["hold"]>): string {
  return instead === undefined ? "" : `, instead of ${code(shortDigest(instead))}`;
}

function overtaken(result: UnitResult): string {
  return `**overtaken** by ${code(publicationIdWords(result))}`;
}

function failure(result: UnitResult): string {
  const words = `**${outcomeWords(result)}**`;
  const tests = failedTests(result);
  const optional = result.unit.required ? "" : " (does not make the run red)";
  if (tests.length > 0) {
    const platforms = joined([...new Set(tests.map(({ platform }) => shortPlatform(platform)))]);
    const names = [...new Set(tests.map(({ name }) => name))];
    return `${words} on ${platforms}: ${names
      .slice(0, 5)
      .map((name) => code(cut(name, 100)))
      .join(", ")} (below)${optional}${codeMark(result)}`;
  }
  return `${words}: ${isLong(result) ? "see below" : escapeMarkdown(whatFailed(result))}${optional}${codeMark(result)}`;
}
