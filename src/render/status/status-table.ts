import { cut, oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { count, thousands } from "../../core/lib/text/words.ts";
import { countStates, type Severity, type StateName, statesOf, type UnitState } from "../../core/status/state.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";
import { type Cell, textTable } from "../tables/text-table.ts";
import { bulletList, code, escapeMarkdown, markdownTable } from "../text/markdown.ts";

/** Most units that a screen, and the job summary, name. */
const maxRows = 20;
/** Longest text of a person or a registry in a row. */
const maxText = 100;

const paints = { bad: "red", odd: "yellow", calm: "dim", good: "green" } as const satisfies Record<Severity, keyof Style>;

interface Row {
  unit: UnitStatus;
  /** Those that a person may have to look at. */
  states: UnitState[];
}

/** The units that a person may have to look at, in the order of the page, and the counts. */
function read(status: Status): { headline: string; rows: Row[] } {
  const now = Date.parse(status.generated);
  const all = status.units.map((unit): Row => ({ unit, states: statesOf(unit, status, now).filter(isNews) }));
  const counts = [...countStates(all.map(({ states }) => states))].filter(([, number]) => number > 0);
  const words = counts.map(([name, number]) => `${thousands(number)} ${countWords(name)}`);
  const rank = ({ states: [worst] }: Row): number => counts.findIndex(([name]) => name === worst?.name);
  return {
    headline: `${count(all.length, "stream")}: ${words.length === 0 ? "nothing needs attention" : words.join(", ")}`,
    rows: all.filter(({ states }) => states.length > 0).sort((a, b) => rank(a) - rank(b)),
  };
}

/** What a count is called: `3 waiting`. */
function countWords(name: StateName): string {
  return name === "registries differ" ? "with registries that differ" : name;
}

function isNews({ severity }: UnitState): boolean {
  return severity !== "good";
}

/** The details of a state, on one line, with the cause if it is known. */
function wordsOf({ name, words }: UnitState, { freshness: { causes = [] } }: UnitStatus): string {
  const [cause] = name === "stale" ? causes : [];
  return cut(oneLine(cause ? `${words}: ${cause.text}` : words), maxText);
}

/** A state with its details, if it has any, as Markdown. */
function factOf(state: UnitState, unit: UnitStatus): string {
  const words = wordsOf(state, unit);
  return words === "" ? state.name : `${state.name}: ${escapeMarkdown(words)}`;
}

/** What needs attention, as lines: at most one screen. */
export function statusTable(status: Status, style: Style = plainStyle): string[] {
  const { headline, rows } = read(status);
  const cells = rows
    .slice(0, maxRows)
    .flatMap(({ unit, states }) =>
      states.map((state, index): Cell[] => [
        index === 0 ? unit.unit : "",
        { text: state.name, paint: style[paints[state.severity]] },
        wordsOf(state, unit),
      ]),
    );
  const more = rows.length - maxRows;
  return [style.bold(headline), ...textTable(cells), ...(more > 0 ? [`  … and ${thousands(more)} more on the page`] : [])];
}

/** The same for the job summary. */
export function statusMarkdown(status: Status): string {
  const { headline, rows } = read(status);
  const shown = rows
    .slice(0, maxRows)
    .map(({ unit, states }) => [code(unit.unit), states.map((state) => factOf(state, unit)).join("<br>")]);
  const more = rows.length - shown.length;
  return [
    `### Status\n\n**${headline}.**`,
    ...(shown.length > 0 ? [markdownTable(["stream", "why"], shown)] : []),
    ...(more > 0 ? [`… and ${thousands(more)} more on the page.`] : []),
    ...(status.notes.length > 0 ? [bulletList(status.notes.map((note) => `note: ${escapeMarkdown(note)}`))] : []),
    "",
  ].join("\n\n");
}
