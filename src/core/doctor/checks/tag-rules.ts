import type { TagRule } from "../../lib/tag-rule.ts";
import { coversTag } from "../../lib/tag-rule.ts";
import { firstOf } from "../../lib/text/words.ts";
import { timestampOf } from "../../lib/time/timestamp.ts";
import { movingTagsOf } from "../../tags/publication-tags.ts";
import { timestampTag } from "../../tags/timestamp.ts";
import type { Unit } from "../../unit/unit.ts";
import { hasVersionsAlone } from "../../unit/versions-alone.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";
import { type RegistryFacts, unitsOf } from "../facts.ts";
import type { Finding } from "../finding.ts";

const name = "tag-rules";
/** Most tags to name. */
const maxNamed = 3;
/** Any: rules are about forms. */
const timestamp = timestampOf(new Date("2026-11-23T06:17:00Z"));

/** A registry's rules must let stream tags move, and should keep timestamps from moving. */
export const tagRules: Check = {
  name,
  title: "tag rules of registries",
  ofUnits: true,
  find(facts) {
    const units = unitsOf(facts).filter((unit) => !hasVersionsAlone(unit));
    return facts.registries.flatMap((registry) =>
      ofRepository(
        registry,
        units.filter(({ destinations }) => destinations.some(({ repository }) => repository === registry.repository)),
      ),
    );
  },
};

function ofRepository({ repository, tagRules: answer }: RegistryFacts, units: readonly Unit[]): Finding[] {
  if (units.length === 0) return [];
  if ("unknown" in answer) return [unanswered(name, repository, answer)];
  const rules = answer.known;
  if (!rules) return [];
  const row = (level: Finding["level"], what: string, remedy: string): Finding => {
    return { level, check: name, subject: repository, what, remedy };
  };
  const unread = rules.filter((rule) => coversTag(rule, "a") === undefined);
  const stopped = units.flatMap((unit) => movingTagsOf(unit)).filter((tag) => isFixed(tag, rules));
  const open = units.map((unit) => timestampTag(unit, { timestamp, sequence: 0 })).filter((tag) => !isFixed(tag, rules));
  const names = (tags: readonly string[]) => firstOf([...new Set(tags)], maxNamed);
  return [
    ...unread.map(({ pattern }) =>
      row("unknown", `its rule ${pattern} has a pattern that doctor cannot read`, "look at it yourself"),
    ),
    ...(stopped.length > 0
      ? [row("fails", `a rule makes ${names(stopped)} immutable, so the stream cannot move`, "limit the rule to timestamp tags")]
      : []),
    ...(open.length > 0 && stopped.length === 0 && unread.length === 0
      ? [row("risk", "no rule makes timestamps immutable", `add one for tags such as ${names(open)}`)]
      : []),
  ];
}

function isFixed(tag: string, rules: readonly TagRule[]): boolean {
  return rules.some((rule) => coversTag(rule, tag) === true);
}
