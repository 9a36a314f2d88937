import { withoutStop } from "../../core/lib/text/words.ts";
import { type DoomedTag, doomedTags } from "../../core/retention/doomed.ts";
import type { RetentionFacts } from "../../core/retention/facts.ts";
import { type RetentionPlan, tagKey } from "../../core/retention/retention-plan.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import { addImages, type GatheredRetention, type RetentionQuestion } from "./gather.ts";

/** Facts, and the plan that they give. */
export type PlannedFacts = Pick<GatheredRetention, "facts" | "plan">;

/** The plan of a run, made anew whenever the run learns something. */
export class LatestPlan {
  #latest: PlannedFacts;
  #known: PlannedFacts;
  #last: Promise<void> = Promise.resolve();
  readonly #allowed: Set<string>;
  readonly #planAnew: (facts: RetentionFacts) => Promise<PlannedFacts>;
  readonly #units: readonly Unit[];

  constructor(gathered: GatheredRetention, question: RetentionQuestion, ports: Pick<Ports, "registry">) {
    this.#latest = gathered;
    this.#known = gathered;
    this.#units = question.units;
    this.#allowed = keysOf(gathered.plan, this.#units);
    this.#planAnew = (facts) => addImages(facts, question, ports, gathered.read);
  }

  get facts(): RetentionFacts {
    return this.#latest.facts;
  }

  /** The newest plan that could be made: with something unknown, everything would look as if it had to stay. */
  get known(): PlannedFacts {
    return this.#known;
  }

  /** Changes the facts, and plans anew: only what all plans remove may go. One change comes after another. */
  learn(change: (facts: RetentionFacts) => RetentionFacts): Promise<void> {
    this.#last = this.#last.then(async () => {
      this.#latest = await this.#planAnew(change(this.#latest.facts));
      if (this.facts.unknown.length === 0) this.#known = this.#latest;
      const still = keysOf(this.#latest.plan, this.#units);
      for (const key of this.#allowed) if (!still.has(key)) this.#allowed.delete(key);
    });
    return this.#last;
  }

  /** Why a tag must stay after all: a clause for people. Undefined if it may go. */
  whyStays(doomed: DoomedTag): string | undefined {
    return this.#allowed.has(tagKey(doomed)) ? undefined : reasonIn(this.#latest, doomed);
  }
}

function keysOf(plan: RetentionPlan, units: readonly Unit[]): Set<string> {
  return new Set(doomedTags(plan, units).flat().map(tagKey));
}

/** Why the newer plan keeps a tag. */
function reasonIn({ plan, facts }: PlannedFacts, { unit, repository, tag }: DoomedTag): string {
  const [unknown] = facts.unknown;
  if (unknown !== undefined) return withoutStop(unknown);
  const publications = plan.units.find((one) => one.unit === unit)?.publications ?? [];
  const own = publications.find(({ tags }) => tags.some((one) => one.repository === repository && one.tag === tag));
  const reasons = own?.keep.map(({ text }) => text) ?? [];
  return reasons.length === 0 ? "it is needed by now" : `since the plan: ${reasons.join(", ")}`;
}
