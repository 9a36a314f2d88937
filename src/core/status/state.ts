import { ageOf, shortAge } from "../freshness/age.ts";
import { isOverdue } from "../holds/hold.ts";
import { count } from "../lib/text/words.ts";
import { parseDay, shortDay } from "../lib/time/day.ts";
import { momentWords, parseMoment } from "../lib/time/moment.ts";
import type { UnitStatus } from "./status.ts";

/** How bad a state is: `bad` needs a person, `odd` may need one, `calm` is known, `good` is as it should be. */
export type Severity = "bad" | "odd" | "calm" | "good";

/** One state of a unit, for people. */
export interface UnitState {
  name: StateName;
  severity: Severity;
  /** The details, after the name: `by kim until 2 Dec (#12): it broke`. May quote a stranger. */
  words: string;
}

interface StateFacts {
  unit: UnitStatus;
  /** Milliseconds. */
  limit: number;
  now: Date;
}

interface StateKind {
  name: string;
  severity: Severity;
  /** The details; undefined if the unit is not in this state. */
  find(facts: StateFacts): string | undefined;
}

/** All states, worst first. To add one, add it here. */
const kinds = [
  {
    name: "withdrawn",
    severity: "bad",
    find: ({ unit: { follows, publications, shows } }) => {
      const yanked = publications.find((one) => one.digest === shows?.digest && one.yanked)?.yanked;
      return yanked ? `${yanked.by} yanked what it shows: ${yanked.reason}` : follows?.withdrawn;
    },
  },
  {
    name: "stale",
    severity: "bad",
    find: (facts) => {
      const age = staleAge(facts);
      if (age === undefined) return undefined;
      return `published ${shortAge(age)} ago, the limit is ${shortAge(facts.limit)}`;
    },
  },
  {
    name: "unknown",
    severity: "bad",
    find: ({ unit: { unknown, freshness, follows } }) => {
      const reasons = new Set([...unknown, freshness.unknown, follows?.unknown].filter((reason) => reason !== undefined));
      if (reasons.size === 0) return freshness.state === "unknown" ? "a registry did not answer" : undefined;
      return [...reasons].join("; ");
    },
  },
  {
    name: "registries differ",
    severity: "bad",
    find: ({ unit }) => differences(unit),
  },
  {
    name: "failing",
    severity: "bad",
    find: ({ unit: { failing }, now }) => {
      if (!failing) return undefined;
      const what = [failing.code, failing.problem].filter((text) => text !== undefined).join(": ");
      const since = shortDay(failing.since.slice(0, 10), now.toISOString().slice(0, 10));
      return `${count(failing.count, "try", "tries")} since ${since}${what === "" ? "" : `: ${what}`}`;
    },
  },
  {
    name: "held",
    severity: "odd",
    find: ({ unit, now }) => {
      const [hold] = unit.holds.filter(({ until }) => until === null).toSorted(inForce);
      if (!hold) return undefined;
      const today = now.toISOString().slice(0, 10);
      const last = hold.expires === null ? undefined : parseDay(hold.expires);
      const overdue = last !== undefined && isOverdue({ expires: last }, today) ? ", overdue" : "";
      const until = last === undefined ? "" : ` until ${shortDay(last, today)}${overdue}`;
      return `by ${hold.owner}${until} (#${hold.issue}): ${hold.fault ?? hold.reason}`;
    },
  },
  {
    name: "rolled back",
    severity: "odd",
    find: ({ unit: { publications, shows } }) => {
      const [newest] = publications;
      if (newest?.origin.kind !== "rolled back" || newest.digest !== shows?.digest) return undefined;
      return `to ${newest.origin.to}`;
    },
  },
  {
    name: "waiting",
    severity: "calm",
    find: ({ unit: { follows } }) => {
      if (follows?.takes) return `the next run takes ${follows.takes.timestamp} of ${follows.unit}`;
      const next = follows?.next;
      if (!next) return undefined;
      const what = `for ${next.timestamp} of ${follows.unit}`;
      if (next.withdrawn !== undefined) return `${what}, which is kept out: ${next.withdrawn}`;
      const at = next.at === undefined ? undefined : parseMoment(next.at);
      const until = at === undefined ? "" : `, until ${momentWords(at)}`;
      return `${what}: ${next.waitingFor.join(", ")}${until}`;
    },
  },
  {
    name: "never published",
    severity: "odd",
    find: ({ unit: { freshness, versionsAlone } }) => (freshness.state === "never" && !versionsAlone ? "" : undefined),
  },
  {
    name: "fresh",
    severity: "good",
    find: (facts) => {
      const { freshness, shows, publications } = facts.unit;
      const { published, state } = freshness;
      if (state === "never" || published === undefined || staleAge(facts) !== undefined) return undefined;
      // Who reads this beside a held image may take it for the age of that image.
      const [newest] = publications;
      const isShown = !newest || !shows || newest.digest === shows.digest;
      return `published ${shortAge(ageOf(published, facts.now))} ago${isShown ? "" : ", but it shows another image"}`;
    },
  },
] as const satisfies readonly StateKind[];

/** A state's name, as people read it. */
export type StateName = (typeof kinds)[number]["name"];

/** The names of all states, worst first. */
export const stateNames: readonly StateName[] = kinds.map(({ name }) => name);

/**
 * The states of a unit, worst first. There may be several, or none if its age is not known.
 * @param limit the age that images may have, in seconds
 * @param now milliseconds since 1970: whoever reads the page later reads later ages
 */
export function statesOf(unit: UnitStatus, { limit }: { limit: number }, now: number): UnitState[] {
  const facts: StateFacts = { unit, limit: limit * 1000, now: new Date(now) };
  return kinds.flatMap(({ name, severity, find }): UnitState[] => {
    const words = find(facts);
    return words === undefined ? [] : [{ name, severity, words }];
  });
}

/** How many units are in each state, worst first; also those without a unit. */
export function countStates(states: readonly (readonly UnitState[])[]): Map<StateName, number> {
  const counted = new Map<StateName, number>(stateNames.map((name) => [name, 0]));
  for (const { name } of states.flat()) counted.set(name, (counted.get(name) ?? 0) + 1);
  return counted;
}

/** The age of a stale unit: it was stale when Tagstream read it, or became so since. */
function staleAge({ unit: { freshness }, limit, now }: StateFacts): number | undefined {
  if (freshness.published === undefined) return undefined;
  const age = ageOf(freshness.published, now);
  return freshness.state === "stale" || age > limit ? age : undefined;
}

/** The one that decides comes first: one with a digest, then the newest. */
function inForce(a: UnitStatus["holds"][number], b: UnitStatus["holds"][number]): number {
  return Number(b.digest !== null) - Number(a.digest !== null) || b.issue - a.issue;
}

/** Undefined if all registries agree, as far as they answered. */
function differences({ tags, publications, agrees, unknown }: UnitStatus): string | undefined {
  const differing = tags.filter(({ shows }) => new Set(Object.values(shows)).size > 1).map(({ tag }) => tag);
  const missing = publications.filter((one) => one.differing.length > 0);
  const parts = [
    ...(differing.length === 0 ? [] : [`in what ${differing.join(", ")} ${differing.length === 1 ? "shows" : "show"}`]),
    ...(missing.length === 0 ? [] : [`in ${count(missing.length, "publication")}`]),
  ];
  if (parts.length > 0) return parts.join(" and ");
  return agrees || unknown.length > 0 ? undefined : "its tags show different images";
}
