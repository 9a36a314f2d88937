import { choose } from "../../src/core/follow/choose.ts";
import type { SourcePublication } from "../../src/core/follow/facts.ts";
import type { Follows } from "../../src/core/follow/follows.ts";
import { millisecondsOf, type Timestamp, timestampOf } from "../../src/core/lib/time/timestamp.ts";
import { createRandom } from "./chaos/random.ts";
import { day, follows, hour } from "./follow-facts.ts";
import { makeDigest } from "./units.ts";

/** What `stable` did in two years. Ages are days. */
export interface Simulated {
  promotions: number;
  /** The promotions that are possible at all: those of one hour are one. */
  possible: number;
  mean: number;
  worst: number;
}

/** Merges in a week, and a follower's times in milliseconds. */
export interface Rates {
  merges: number;
  soak: number;
  shown: number;
}

const start = Date.UTC(2025, 0, 6);
const years = 2 * 365 * day;

const never = "z"; // later than all timestamps

/** Two years of a weekly rebuild and of merges by chance, checked each hour. */
export function simulate({ merges, soak, shown }: Rates, seed: number): Simulated {
  const moments = momentsOf(merges, seed);
  const stable = new Stable(moments.map(publicationAt), follows({ soak, shown }));
  const ages: number[] = [];
  for (let moment = start; moment < start + years; moment += hour) {
    stable.check(timestampOf(new Date(moment)));
    if (stable.shows) ages.push((moment - millisecondsOf(stable.shows.stamp.timestamp)) / day);
  }
  const mean = ages.reduce((sum, age) => sum + age, 0) / ages.length;
  const tried = moments.filter((moment, index) => (moments[index + 1] ?? Number.POSITIVE_INFINITY) - moment >= shown);
  const checks = tried.map((moment) => Math.ceil((moment + soak) / hour)).filter((check) => check * hour < start + years);
  return { promotions: stable.promotions, possible: new Set(checks).size, mean, worst: Math.max(...ages) };
}

/** The follower, which knows what its source published up to now. */
class Stable {
  shows: SourcePublication | undefined;
  promotions = 0;
  private first = 0;
  private end = 0;
  private due: string = never;
  private readonly source: readonly SourcePublication[];
  private readonly how: Follows;

  constructor(source: readonly SourcePublication[], how: Follows) {
    this.source = source;
    this.how = how;
  }

  check(now: Timestamp): void {
    const before = this.end;
    while ((this.source[this.end]?.stamp.timestamp ?? never) <= now) this.end++;
    // In the hours between, nothing but the clock changes: `next.at` is part of what is tested.
    if (this.end === before && now < this.due) return;
    const publications = this.source.slice(this.first, this.end);
    const last = this.shows ? { last: this.shows } : {};
    const { takes, next } = choose({ follows: this.how, now, publications, holds: [], verdicts: [], yanks: [], ...last });
    this.due = next?.at ?? never;
    if (!takes) return;
    this.promotions++;
    this.shows = takes.publication;
    this.first = this.source.indexOf(this.shows);
  }
}

function momentsOf(merges: number, seed: number): number[] {
  const random = createRandom(seed);
  const all: number[] = [];
  for (let week = start; week < start + years; week += 7 * day) all.push(week);
  const wait = () => (-Math.log(1 - random.next()) * 7 * day) / merges;
  for (let moment = start + wait(); moment < start + years; moment += wait()) all.push(Math.floor(moment / 60_000) * 60_000);
  return [...new Set(all)].toSorted((a, b) => a - b);
}

function publicationAt(moment: number, index: number): SourcePublication {
  return { stamp: { timestamp: timestampOf(new Date(moment)), sequence: 0 }, digest: makeDigest(`p${index}`) };
}
