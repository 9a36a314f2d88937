import { shortAge } from "../../freshness/age.ts";
import { withoutStop } from "../../lib/text/words.ts";
import { hostOf } from "../../oci/reference.ts";
import { type Answer, unanswered, withoutLogin } from "../answer.ts";
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
      if (state === "unknown") return [unanswered(name, unit, reasonOf(unit, unknown, facts))];
      if (state !== "stale") return [];
      const what = `its newest image is ${shortAge(age)} old: \`check\` ${required ? "fails" : "warns"}`;
      return [
        { level: required ? "fails" : "risk", check: name, subject: unit, what, remedy: "find the cause with `tagstream check`" },
      ];
    });
  },
};

/** Why the age is unknown: in the words of the check of registries, if one of them cannot be read. */
function reasonOf(unit: string, unknown: string, facts: Facts): Extract<Answer<never>, { unknown: string }> {
  const repositories =
    unitsOf(facts)
      .find(({ name: own }) => own === unit)
      ?.destinations.map(({ repository }) => repository) ?? [];
  for (const { repository, hasLogin, read } of facts.registries) {
    if (!repositories.includes(repository)) continue;
    if ("unknown" in read) return read;
    if (read.known === true) continue;
    return !hasLogin && facts.at === "command line" ? withoutLogin(hostOf(repository)) : { unknown: read.known };
  }
  return { unknown: withoutStop(unknown) };
}
