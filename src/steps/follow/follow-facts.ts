import type { FollowFacts } from "../../core/follow/facts.ts";
import { setsOf } from "../../core/follow/sets.ts";
import { type Follower, isFollower } from "../../core/follow/state.ts";
import { spansOf } from "../../core/history/history.ts";
import type { Hold } from "../../core/holds/hold.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { momentOf } from "../../core/lib/time/moment.ts";
import { millisecondsOf, type Timestamp } from "../../core/lib/time/timestamp.ts";
import type { UnitFacts, UnitToDecide } from "../../core/plan/decide/facts.ts";
import type { Judgements, Verdict } from "../../core/verdicts/verdict.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import { readHolds } from "../holds/holds.ts";
import { parallelUnits } from "../observe/asking.ts";
import { createObserver, type Observer } from "../observe/observe.ts";
import { newestOrdinary } from "../observe/published.ts";
import type { Question } from "../plan/question.ts";
import { failureOf } from "../report/unit-problem.ts";
import { choices } from "./choices.ts";
import type { FollowSources } from "./follow-sources.ts";
import { type Followed, readPublications } from "./read-publications.ts";
import { sourceView } from "./source-view.ts";

/** What issues say of sources: holds, verdicts, yanks. */
export interface Said {
  /** Open and ended holds. */
  holds: readonly Hold[];
  judgements: Judgements;
  /** Why some of it cannot be read. */
  unknown?: string;
}

/**
 * What issues say of sources. Never throws a `Failure`.
 * @param judging what people say of their images
 */
export async function readSaid(forge: Forge | undefined, judging: Judgements | Promise<Judgements>): Promise<Said> {
  const [{ holds, unreadable }, judgements] = await Promise.all([readHolds(forge, "all"), judging]);
  const unknown = unreadable ?? judgements.unreadable;
  return { holds, judgements, ...(unknown === undefined ? {} : { unknown }) };
}

/**
 * Adds what the following units of a plan may publish. Costs a listing of each source's repository
 * and, per unit, a HEAD for each publication that is newer than the one that it shows.
 */
export async function withFollow(
  units: readonly UnitToDecide[],
  judgements: Judgements | undefined,
  question: Question,
  now: Timestamp,
  sources: FollowSources,
): Promise<readonly UnitToDecide[]> {
  const entries = units.flatMap(({ unit, facts, selected }) =>
    selected && isFollower(unit) ? [{ unit, facts, selected: true }] : [],
  );
  if (entries.length === 0 || !judgements) return units;
  const { registry, forge, reporter: log } = sources.ports;
  const said = await readSaid(forge, judgements);
  const observer = createObserver(registry);
  const asked = question.advance ? { advance: question.advance } : {};
  const facts = await mapLimited(entries, parallelUnits, async ({ unit, facts: own }) => {
    const known = await followFacts(unit, own, { said, now, observer, registry, log, ...asked });
    return [unit.name, known] as const;
  });
  const states = await choices(entries, new Map(facts), setsOf(sources.configured.units), observer, sources);
  const withState = (entry: UnitToDecide): UnitToDecide => states.get(entry.unit.name) ?? entry;
  return units.map(withState);
}

/** What the facts about one following unit come from. */
export interface FollowAsking {
  said: Said;
  now: Timestamp;
  /** Of sources. */
  observer: Observer;
  registry: Registry;
  /** For the stack of a defect. */
  log: Log;
  advance?: Question["advance"];
}

/** The facts about one following unit. What cannot be asked is `unknown`: the unit then stays. */
export async function followFacts(
  unit: Follower,
  own: Pick<UnitFacts, "observed" | "hold" | "blocked">,
  { said, now, observer, registry, log, advance }: FollowAsking,
): Promise<FollowFacts> {
  const source = sourceView(unit);
  const { judgements } = said;
  // In a chain, what is bad in an earlier stream is as bad in this one.
  const counts = (one: Verdict) => one.unit === source.name || (one.verdict === "bad" && one.unit.startsWith(`${unit.image}:`));
  const common = {
    follows: unit.follows,
    now,
    holds: spansOf(source, said.holds, momentOf(new Date(millisecondsOf(now)))),
    verdicts: judgements.verdicts.filter(counts),
    yanks: judgements.yanks,
    ...(judgements.none === undefined ? {} : { none: judgements.none }),
    ...(advance ? { advance } : {}),
  };
  const unknown = own.blocked?.reason ?? (typeof own.hold === "string" ? own.hold : said.unknown);
  if (unknown !== undefined || !own.observed)
    return { ...common, publications: [], unknown: unknown ?? "the registry of its own images did not answer" };
  try {
    const [destination] = (await observer(source)).destinations;
    if (!destination) throw new TypeError(`${source.name} has no destination`);
    if (destination.failure !== undefined) return { ...common, publications: [], unknown: destination.failure };
    const followed = await followedBy(unit, own.observed, registry);
    const read = await readPublications(source, destination, followed, registry, {
      now: millisecondsOf(now),
      soak: unit.follows.soak,
      isWhole: advance?.target !== undefined,
    });
    const shown = destination.tags.get(source.streamTag);
    const rolledBack = own.observed.current?.rollback ? { isRolledBack: true as const } : {};
    return { ...common, ...read, ...rolledBack, ...(shown === undefined ? {} : { shown }) };
  } catch (error) {
    return { ...common, publications: [], unknown: failureOf(error, log).problem };
  }
}

/** What the unit published last, rollbacks aside; before its first publication, what its stream shows. */
async function followedBy(
  unit: Follower,
  observed: NonNullable<UnitFacts["observed"]>,
  registry: Registry,
): Promise<Followed | undefined> {
  const newest = await newestOrdinary(unit, observed, registry);
  const shown = observed.destinations[0]?.tags.get(unit.streamTag);
  if (newest) {
    const { stamp, digest, annotations } = newest;
    const { built } = annotations;
    // Tagstream did not build it: its stream showed it before, and the timestamp is not that of a follow.
    if (built === undefined) return { digest };
    return { stamp, digest, built, ...(shown === undefined || shown === digest ? {} : { shown }) };
  }
  return shown === undefined ? undefined : { digest: shown };
}
