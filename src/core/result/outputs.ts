import { cut, oneLine } from "../lib/text/clean.ts";
import type { Conclusion } from "./conclusion.ts";

/**
 * The most characters of an output that is a list. GitHub allows 1 MiB for all outputs of a job, and
 * the others need room too.
 */
const maxLength = 400_000;
/** The most characters of a message in `failed`. */
const maxMessage = 300;

/** The outputs of a run that `action.yml` names, and what they had no room for. */
export interface Outputs {
  values: { tags: string; digests: string; changed: string; published: string; pins: string; failed: string };
  /** For people: absent if everything fits. */
  shortened?: string;
}

/** The outputs of the conclusions of a run. */
export function outputsOf(conclusions: readonly Conclusion[], most = maxLength): Outputs {
  const tags = conclusions.flatMap((one) => one.tags);
  const digests = conclusions.flatMap(({ unit, failed, now }) => (now === undefined || failed ? [] : [[unit.name, now]]));
  const published = listed(
    conclusions.flatMap((one) => one.published ?? []),
    most,
  );
  const pins = listed(
    conclusions.flatMap(({ pin }) => pin ?? []),
    most,
  );
  const failed = listed(conclusions.filter((one) => one.failed).map(failureOf), most);
  const cuts = [cutWords("published", published), cutWords("pins", pins), cutWords("failed", failed)].filter(
    (text) => text !== undefined,
  );
  return {
    values: {
      tags: tags.join("\n"),
      digests: JSON.stringify(Object.fromEntries(digests)),
      changed: String(tags.length > 0),
      published: published.text,
      pins: pins.text,
      failed: failed.text,
    },
    ...(cuts.length === 0 ? {} : { shortened: `${cuts.join(" ")} Split the run with \`only\` to get all of them.` }),
  };
}

/** A row of the output `failed`. */
function failureOf({ unit, code, problem }: Conclusion): object {
  const message = problem === undefined ? undefined : cut(oneLine(problem), maxMessage);
  return { unit: unit.name, required: unit.required, ...(code ? { code } : {}), ...(message ? { message } : {}) };
}

/** Rows as the JSON of an output, and what it had no room for, for people. */
export function rowsAsJson(name: string, rows: readonly object[], most = maxLength): { text: string; shortened?: string } {
  const all = listed(rows, most);
  const shortened = cutWords(name, all);
  return { text: all.text, ...(shortened === undefined ? {} : { shortened }) };
}

interface Listed {
  text: string;
  rows: number;
  all: number;
}

/** As many rows as there is room for, as JSON. */
function listed(rows: readonly object[], most: number): Listed {
  const texts: string[] = [];
  let length = 2;
  for (const row of rows) {
    const text = JSON.stringify(row);
    length += text.length + 1;
    if (length > most) break;
    texts.push(text);
  }
  return { text: `[${texts.join(",")}]`, rows: texts.length, all: rows.length };
}

function cutWords(name: string, { rows, all }: Listed): string | undefined {
  return rows === all ? undefined : `The output \`${name}\` has room for only ${rows} of ${all} rows.`;
}
