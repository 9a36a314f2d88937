import type { TagRule } from "../../lib/tag-rule.ts";
import { coversTag } from "../../lib/tag-rule.ts";
import { firstOf } from "../../lib/text/words.ts";
import { timestampOf } from "../../lib/time/timestamp.ts";
import { movingTagsOf } from "../../tags/publication-tags.ts";
import { pullRequestTag } from "../../tags/pull-request.ts";
import { timestampTag } from "../../tags/timestamp.ts";
import { candidatesRepository } from "../../unit/repositories.ts";
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
    return facts.registries.flatMap((registry) => {
      const isHere = (repository: string | undefined) => repository === registry.repository;
      const published = units.filter(({ destinations }) => destinations.some(({ repository }) => isHere(repository)));
      return ofRepository(
        registry,
        published,
        units.filter((unit) => isHere(candidatesRepository(unit))),
      );
    });
  },
};

/** @param proposed the units whose candidates are there */
function ofRepository(
  { repository, tagRules: answer }: RegistryFacts,
  published: readonly Unit[],
  proposed: readonly Unit[],
): Finding[] {
  if (published.length + proposed.length === 0) return [];
  if ("unknown" in answer) return [unanswered(name, repository, answer)];
  return answer.known ? ofRules(repository, answer.known, { published, proposed }) : [];
}

function ofRules(
  repository: string,
  rules: readonly TagRule[],
  { published, proposed }: Record<"published" | "proposed", readonly Unit[]>,
): Finding[] {
  const row = (level: Finding["level"], what: string, remedy: string): Finding[] => {
    return [{ level, check: name, subject: repository, what, remedy }];
  };
  const unread = rules.filter((rule) => coversTag(rule, "a") === undefined);
  const stopped = published.flatMap((unit) => movingTagsOf(unit)).filter((tag) => isFixed(tag, rules));
  const candidates = proposed.map((unit) => pullRequestTag(unit, 1)).filter((tag) => isFixed(tag, rules));
  const open = published.map((unit) => timestampTag(unit, { timestamp, sequence: 0 })).filter((tag) => !isFixed(tag, rules));
  const names = (tags: readonly string[]) => firstOf([...new Set(tags)], maxNamed);
  const limit = "limit the rule to timestamp tags";
  const faults = [
    ...unread.flatMap(({ pattern }) =>
      row("unknown", `its rule ${pattern} has a pattern that doctor cannot read`, "look at it yourself"),
    ),
    ...(stopped.length > 0 ? row("fails", `a rule makes ${names(stopped)} immutable, so the stream cannot move`, limit) : []),
    ...(candidates.length > 0 && stopped.length === 0
      ? row("fails", `a rule makes ${names(candidates)} immutable, so a pull request has one candidate only`, limit)
      : []),
  ];
  if (faults.length > 0 || open.length === 0) return faults;
  return row("risk", "no rule makes timestamps immutable", `add one for tags such as ${names(open)}`);
}

function isFixed(tag: string, rules: readonly TagRule[]): boolean {
  return rules.some((rule) => coversTag(rule, tag) === true);
}
