import type { ExistingSetup, Place } from "../../core/existing/model.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import type { ProposedConfiguration } from "../../core/propose/proposal.ts";

/** References that one line of the failure names. */
const most = 4;

/** Nothing of today can be carried over: one problem for each reason, at its place. */
export function noneLeft(file: string, { left, notes }: ProposedConfiguration, { notUnderstood }: ExistingSetup): Failure {
  const first = `Tagstream can carry over none of today's images, so it wrote nothing. Change what the next lines name, or write ${file} by hand (docs/guide/quick-start.md) and run init again: it then writes the workflow.`;
  const reasons = [...groupBy(left, ({ why }) => why)].flatMap(([why, references]): Problem[] => {
    const names = references.map(({ repository, tag }) => `${repository}:${tag}`);
    return references[0] ? [problemOf(`${firstOf([...new Set(names)], most)}: ${why}.`, references[0].place)] : [];
  });
  const unclear = notUnderstood.map(({ place, text, why }) => problemOf(`Not understood: "${text}": ${why}.`, place));
  const others = left.length + unclear.length === 0 ? notes.map((note) => problemOf(note)) : [];
  return new Failure([problemOf(first), ...reasons, ...unclear, ...others]);
}

function problemOf(message: string, place?: Place): Problem {
  return { code: "init-none-left", severity: "error", message, ...place };
}
