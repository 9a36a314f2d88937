import type { FollowFacts, SourcePublication } from "../../src/core/follow/facts.ts";
import type { Follows } from "../../src/core/follow/follows.ts";
import type { HeldSpan } from "../../src/core/history/history.ts";
import { momentOf } from "../../src/core/lib/time/moment.ts";
import { timestampOf } from "../../src/core/lib/time/timestamp.ts";
import { standingVerdicts } from "../../src/core/verdicts/standing.ts";
import type { Verdict, VerdictWord, Yank } from "../../src/core/verdicts/verdict.ts";
import { createRandom, type Random } from "./chaos/random.ts";
import { follows, hour } from "./follow-facts.ts";
import { makeDigest } from "./units.ts";

/** A publication of the source, with its hour, as the world remembers it. */
export interface Remembered extends SourcePublication {
  at: number;
}

const start = Date.UTC(2026, 0, 1);

/** The moment of an hour of the world. */
export function dateOf(at: number): Date {
  return new Date(start + at * hour);
}

/**
 * A source in which chance publishes, rolls back, holds and judges, hour by hour. It keeps its own
 * log of what the stream showed and withdrew, without the stamps' arithmetic.
 */
export class FollowWorld {
  readonly publications: Remembered[] = [];
  readonly holds: (HeldSpan & { from: number; to?: number })[] = [];
  readonly verdicts: Verdict[] = [];
  readonly yanks: Yank[] = [];
  /** By hour, the publication that the stream showed. */
  readonly log: (Remembered | undefined)[] = [];
  /** What rollbacks withdrew. */
  readonly rolledBack = new Set<Remembered>();
  readonly how: Follows;
  now = -1;
  readonly random: Random;
  private shows: Remembered | undefined;

  constructor(seed: number) {
    this.random = createRandom(seed);
    const verified = this.random.chance(0.5) ? { verified: (1 + this.random.below(40)) * hour } : {};
    const verdict = this.random.chance(0.2) ? "required" : "optional";
    this.how = follows({ soak: (1 + this.random.below(30)) * hour, shown: this.random.below(12) * hour, verdict, ...verified });
  }

  /** An hour passes, in which something may happen. */
  pass(): void {
    this.now++;
    const deeds = [
      this.publish,
      this.publish,
      this.publish,
      this.rollBack,
      this.hold,
      this.resume,
      this.resume,
      this.judge,
      this.judge,
      this.yank,
    ];
    if (this.random.chance(0.3)) this.random.pick(deeds).call(this);
    this.log.push(this.shows);
  }

  /** What a follower knows now that published this last. */
  facts(last: Remembered | undefined, from = last): FollowFacts {
    const first = from ? this.publications.indexOf(from) : 0;
    return {
      follows: this.how,
      now: timestampOf(dateOf(this.now)),
      publications: this.publications.slice(first),
      ...(last ? { last } : {}),
      holds: this.holds.map(({ from: _, to: __, ...span }) => span),
      ...(this.shows ? { shown: this.shows.digest } : {}),
      verdicts: standingVerdicts(this.verdicts),
      yanks: this.yanks.filter(({ undone }) => undone === undefined),
    };
  }

  /** The newest ordinary publication of a digest. */
  newestOf(digest: string): Remembered | undefined {
    return this.publications.findLast((one) => one.digest === digest && !one.rollback);
  }

  private add(digest: SourcePublication["digest"], rollback?: true): Remembered {
    const sequence = this.publications.filter(({ at }) => at === this.now).length;
    const stamp = { timestamp: timestampOf(dateOf(this.now)), sequence };
    const publication = { stamp, digest, at: this.now, ...(rollback ? { rollback } : {}) };
    this.publications.push(publication);
    return publication;
  }

  private publish(): void {
    const earlier = this.publications.filter(({ rollback }) => !rollback);
    const again = earlier.length > 0 && this.random.chance(0.15);
    const publication = this.add(again ? this.random.pick(earlier).digest : makeDigest(`p${this.publications.length}`));
    const hold = this.effectiveHold();
    if (!hold || hold.digest === publication.digest) this.shows = publication;
  }

  private rollBack(): void {
    const ordinary = this.publications.filter(({ rollback, digest }) => !rollback && digest !== this.shows?.digest);
    if (ordinary.length === 0) return;
    const { digest } = this.random.pick(ordinary);
    const target = this.newestOf(digest);
    for (const one of this.publications) if (target && !one.rollback && one.at > target.at) this.rolledBack.add(one);
    const isHeld = this.openHolds().length > 0 || this.random.chance(0.6);
    this.shows = this.add(digest, true);
    if (isHeld) this.open(digest);
  }

  private hold(): void {
    if (this.shows && this.openHolds().length < 2) this.open();
  }

  private open(digest?: SourcePublication["digest"]): void {
    const issue = this.holds.length + 1;
    const since = momentOf(dateOf(this.now));
    const span = { issue, url: `https://example.org/issues/${issue}`, reason: "crashes", owner: "octo", since, from: this.now };
    this.holds.push({ ...span, ...(digest === undefined ? {} : { digest }) });
  }

  private resume(): void {
    const open = this.openHolds();
    if (open.length === 0) return;
    const hold = this.random.pick(open);
    hold.to = this.now;
    hold.until = momentOf(dateOf(this.now));
    const rest = this.effectiveHold();
    if (rest?.digest !== undefined) this.shows = this.newestOf(rest.digest);
    else if (!rest) this.shows = this.publications.findLast(({ rollback }) => !rollback);
  }

  private judge(): void {
    const found = this.anyOrdinary();
    if (!found) return;
    const verdict: VerdictWord = this.random.chance(0.7) ? "good" : "bad";
    this.verdicts.push({ ...this.statementOn(found), by: this.random.pick(["kim", "octo"]), verdict });
  }

  private yank(): void {
    const found = this.anyOrdinary();
    if (!found) return;
    const undone = this.random.chance(0.5) ? { undone: this.statementOn(found) } : {};
    this.yanks.push({ ...this.statementOn(found), ...undone });
  }

  private statementOn({ stamp, digest }: Remembered) {
    return { unit: "squid:fresh", stamp, digest, by: "kim", at: momentOf(dateOf(this.now)), reason: "tried" };
  }

  private anyOrdinary(): Remembered | undefined {
    const ordinary = this.publications.filter(({ rollback }) => !rollback).slice(-4);
    return ordinary.length === 0 ? undefined : this.random.pick(ordinary);
  }

  private openHolds() {
    return this.holds.filter(({ to }) => to === undefined);
  }

  private effectiveHold() {
    const open = this.openHolds();
    return open.findLast(({ digest }) => digest !== undefined) ?? open.at(-1);
  }
}
