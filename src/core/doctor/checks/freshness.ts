import { shortAge } from "../../freshness/age.ts";
import { withoutStop } from "../../lib/text/words.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";
import { type Facts, unitsOf } from "../facts.ts";
import type { Finding } from "../finding.ts";

const name = "freshness";

/** No unit is older than the command `check` allows. */
export const freshness: Check = {
  name,
  title: "freshness",
  ofUnits: true,
  find(facts) {
    const { ages } = facts;
    if ("unknown" in ages) return [unanswered(name, "publications", ages)];
    return ages.known.flatMap(({ name: unit, state, age = 0, required, unknown = "" }): Finding[] => {
      if (state === "unknown" && isUnread(unit, facts)) return []; // the check of registries says why
      if (state === "unknown") return [unanswered(name, unit, { unknown: withoutStop(unknown) })];
      if (state !== "stale") return [];
      const what = `its newest image is ${shortAge(age)} old: \`check\` ${required ? "fails" : "warns"}`;
      return [
        { level: required ? "fails" : "risk", check: name, subject: unit, what, remedy: "find the cause with `tagstream check`" },
      ];
    });
  },
};

/** Whether one of a unit's registries cannot be read. */
function isUnread(unit: string, facts: Facts): boolean {
  const repositories =
    unitsOf(facts)
      .find(({ name: own }) => own === unit)
      ?.destinations.map(({ repository }) => repository) ?? [];
  const unread = facts.registries.filter(({ read }) => "unknown" in read || read.known !== true);
  return unread.some(({ repository }) => repositories.includes(repository));
}
