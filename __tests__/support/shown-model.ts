import type { Digest } from "../../src/core/lib/digest.ts";
import type { UnitStatus } from "../../src/core/status/status.ts";
import { createRandom } from "./chaos/random.ts";
import { makeDigest } from "./units.ts";

/** What happens in a minute of a small world: it says what the stream does, not how to find that out later. */
type Deed =
  | { kind: "publish"; digest: Digest }
  | { kind: "hold"; issue: number; digest: Digest | null }
  | { kind: "end"; issue: number };

type SpanUnit = Pick<UnitStatus, "publications" | "holds" | "more" | "shows" | "unknown">;

/** A stream whose deeds are played, minute by minute, and what it showed in each. */
export interface ShownWorld {
  unit: SpanUnit;
  /** By minute. */
  shown: (Digest | undefined)[];
  start: number;
}

const minutes = 300;
const minute = 60_000;
const letters = ["a", "b", "c", "d", "e"];

/** The deeds of one history: at most one a minute. */
function deedsOf(seed: number): (Deed | undefined)[] {
  const random = createRandom(seed);
  const published: Digest[] = [];
  const open = new Set<number>();
  const hold = (): Deed | undefined => {
    const issue = 10 + random.below(1000);
    if (published.length === 0 || open.has(issue)) return undefined;
    open.add(issue);
    return { kind: "hold", issue, digest: random.chance(0.5) ? random.pick(published) : null };
  };
  const end = (): Deed | undefined => {
    if (open.size === 0) return undefined;
    const issue = random.pick([...open]);
    open.delete(issue);
    return { kind: "end", issue };
  };
  return Array.from({ length: minutes }, () => {
    if (random.chance(0.03)) return hold();
    if (random.chance(0.04)) return end();
    if (!random.chance(0.05)) return undefined;
    const digest = makeDigest(random.pick(letters));
    published.push(digest);
    return { kind: "publish", digest };
  });
}

/** The registry, the issues, and the tag that each deed may move. */
class Stream {
  readonly unit: SpanUnit = { publications: [], holds: [], more: 0, unknown: [] };
  tag: Digest | undefined;
  private newest: Digest | undefined;
  private open: { issue: number; digest: Digest | null }[] = [];

  /** @param at RFC 3339, a whole minute */
  do(deed: Deed, at: string): void {
    if (deed.kind === "publish") this.publish(deed.digest, at);
    else if (deed.kind === "hold") this.hold(deed.issue, deed.digest, at);
    else this.end(deed.issue, at);
    const named = this.open.findLast(({ digest }) => digest !== null)?.digest;
    if (this.open.length === 0) this.tag = this.newest;
    else if (named) this.tag = named;
  }

  private publish(digest: Digest, at: string): void {
    this.newest = digest;
    const timestamp = at.replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 13);
    this.unit.publications.unshift({ timestamp, digest, origin: { kind: "built" }, bases: [], differing: [] });
  }

  private hold(issue: number, digest: Digest | null, at: string): void {
    this.open.push({ issue, digest });
    this.open.sort((one, other) => one.issue - other.issue);
    const since = at.replace(":00Z", ":42Z");
    this.unit.holds.unshift({ issue, digest, since, until: null, url: "", reason: "", owner: "kim", expires: null });
  }

  private end(issue: number, at: string): void {
    this.open = this.open.filter((one) => one.issue !== issue);
    const span = this.unit.holds.find((one) => one.issue === issue && one.until === null);
    if (span) span.until = at;
  }
}

/** Plays a random history, and notes after each minute where the tag is. */
export function playShown(seed: number): ShownWorld {
  const start = Date.UTC(2026, 10, 23, 5, 0);
  const stream = new Stream();
  const shown = deedsOf(seed).map((deed, now) => {
    if (deed) stream.do(deed, new Date(start + now * minute).toISOString().replace(".000Z", "Z"));
    return stream.tag;
  });
  if (stream.tag) stream.unit.shows = { digest: stream.tag };
  return { unit: stream.unit, shown, start };
}
