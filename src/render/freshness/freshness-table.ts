import { type Aged, freshnessWords } from "../../core/freshness/age.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count, thousands } from "../../core/lib/text/words.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { code, escapeMarkdown, folded, markdownTable } from "../text/markdown.ts";

/** Most rows of the summary's table. */
const maxRows = 100;

/** `2 of 60 images are not fresh; 1 of unknown age`; `All 60 images are fresh`. */
export function freshnessHeadline(aged: readonly Aged[]): string {
  const numberOf = (wanted: Aged["state"]): number => aged.filter(({ state }) => state === wanted).length;
  const [stale, unknown, never] = [numberOf("stale"), numberOf("unknown"), numberOf("never")];
  const doubts = [
    ...(unknown === 0 ? [] : [`${thousands(unknown)} of unknown age`]),
    ...(never === 0 ? [] : [`${thousands(never)} never published`]),
  ];
  const rest = doubts.map((words, index) => `${index === 0 ? "; " : ", "}${words}`).join("");
  if (stale > 0) return `${thousands(stale)} of ${count(aged.length, "image")} ${stale === 1 ? "is" : "are"} not fresh${rest}`;
  if (doubts.length > 0) return `No image is too old${rest}`;
  return aged.length === 1 ? "The image is fresh" : `All ${thousands(aged.length)} images are fresh`;
}

/** The age of each unit, worst first, as lines. @param limit milliseconds */
export function freshnessTable(aged: readonly Aged[], limit: number | undefined, style: Style = plainStyle): string[] {
  const paint = { stale: style.red, unknown: style.yellow, never: style.yellow, fresh: style.green };
  const rows = aged.map((one): Cell[] => [one.name, { text: freshnessWords(one, limit), paint: paint[one.state] }]);
  return [style.bold(freshnessHeadline(aged)), ...textTable(rows)];
}

/** The same for the job summary: fresh units folded. */
export function freshnessMarkdown(aged: readonly Aged[], limit: number | undefined, issue?: { number: number }): string {
  const row = (one: Aged) => [code(one.name), escapeMarkdown(freshnessWords(one, limit), (word) => word === `#${one.heldBy}`)];
  const table = (some: readonly Aged[]) => {
    const shown = markdownTable(["image", "age"], some.slice(0, maxRows).map(row));
    return some.length > maxRows ? `${shown}\n\n… and ${thousands(some.length - maxRows)} more.` : shown;
  };
  const telling = aged.filter(({ state, heldBy }) => state !== "fresh" || heldBy !== undefined);
  const fresh = aged.filter((one) => !telling.includes(one));
  return [
    `### Freshness\n\n**${freshnessHeadline(aged)}**${issue ? `: #${issue.number} has causes and remedies.` : "."}`,
    ...(telling.length > 0 ? [table(telling)] : []),
    ...(fresh.length > 0 ? [folded(`${count(fresh.length, "fresh image")}`, table(fresh))] : []),
    "",
  ].join("\n\n");
}
