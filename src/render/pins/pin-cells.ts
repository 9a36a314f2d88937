import { shortDigest } from "../../core/lib/digest.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { cut } from "../../core/lib/text/clean.ts";
import { type Because, becauseText } from "../../core/pins/because.ts";
import type { PinChange } from "../../core/pins/pin.ts";
import type { ExplainedChange } from "../../core/pins/pin-result.ts";
import { escapeMarkdown } from "../text/markdown.ts";
import { isPage } from "../text/run-link.ts";

/** Characters of a reason that a person wrote. */
const maxReason = 200;

/** Changes that say the same of one image, in the same words: they differ by file, line or registry. */
export function sameChanges(changes: readonly ExplainedChange[]): ExplainedChange[][] {
  const groups = groupBy(changes, (one) => JSON.stringify([one.unit, fromWords(one), toWords(one), becauseText(one.because)]));
  return [...groups.values()];
}

/** What a file names now: its tag; its digest, where that tells more. */
export function fromWords({ from, to }: Pick<PinChange, "from" | "to">): string {
  const digest = from.digest === undefined ? undefined : shortDigest(from.digest);
  if (from.tag === undefined) return digest ?? "nothing";
  return from.tag === to.tag && digest !== undefined ? `${from.tag} ${digest}` : from.tag;
}

/** What it is to name. */
export function toWords({ from, to }: Pick<PinChange, "from" | "to">): string {
  return from.tag === to.tag ? `${to.tag} ${shortDigest(to.digest)}` : to.tag;
}

/** Why, in one line of text. */
export function whyWords(because: Because): string {
  return becauseText(shortened(because));
}

/**
 * Why, in Markdown. A number is a link: `#12` of the configuration's repository is another issue in the
 * repository of a target.
 * @param page the configuration's repository
 */
export function whyMarkdown(because: Because, page: string | undefined): string {
  const { number, ...rest } = shortened(because);
  if (number === undefined) return escapeMarkdown(becauseText(rest));
  const linked = page !== undefined && isPage(page) ? `[#${number}](${page}/issues/${number})` : `\`#${number}\``;
  const { also, ...main } = rest;
  const which = rest.by === undefined ? ` ${linked}` : ` (${linked})`;
  return `${escapeMarkdown(becauseText(main))}${which}${also === undefined ? "" : `; ${escapeMarkdown(also)}`}`;
}

function shortened(because: Because): Because {
  return because.reason === undefined ? because : { ...because, reason: cut(because.reason, maxReason) };
}
