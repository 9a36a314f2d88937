import { otherRepository } from "../../follow/other-repository.ts";
import type { PlannedFollow } from "../../follow/planned-follow.ts";
import { sourceStream } from "../../follow/source-stream.ts";
import type { Follower } from "../../follow/state.ts";
import { waitingWords } from "../../follow/waiting-words.ts";
import { brokenRule } from "../../publish/broken-rule.ts";
import { printPublicationId } from "../../tags/timestamp.ts";
import type { Condition } from "../condition.ts";
import { blockedBy } from "./blocked.ts";
import type { UnitFacts, Verdict } from "./facts.ts";

/**
 * Decides on a unit that follows another one. It is never built: it publishes a digest of its
 * source, stays, or has the one rule mended.
 */
export function decideFollower(unit: Follower, facts: UnitFacts): Verdict {
  const { follow, observed, hold } = facts;
  const fault = observed && brokenRule(unit, observed, hold);
  const stay = (reason: string): Verdict =>
    fault === undefined ? { decision: "leave", reason } : { decision: "repair", reason: `${reason}; ${fault}` };
  const source = sourceStream(unit);
  if (!follow) return stay(`it follows ${source}: schedules move it`);
  const { planned, conditions, unknown, problem, setStays } = follow;
  if (unknown !== undefined) return blockedBy({ code: "follow-unknown", reason: unknown });
  if (problem !== undefined) return blockedBy({ code: "follow-refused", reason: problem });
  const { takes, next } = planned;
  if (takes && conditions) {
    const stamp = printPublicationId(takes.stamp);
    // A person who advances it must not take its hold for success.
    const keep = planned.advanced ? (reason: string) => blockedBy({ code: "follow-refused", reason }) : stay;
    if (typeof hold === "object") return keep(`held: it would follow ${source} ${stamp}`);
    if (setStays !== undefined) return keep(setStays);
    return following(unit, { ...planned, takes }, conditions, `follows ${source} ${stamp}`);
  }
  return stay(next ? `${source} ${printPublicationId(next.stamp)} ${waitingWords(next.conditions)}` : nothing(planned, source));
}

/** @param source the name of the source's stream */
function nothing({ shows, set }: PlannedFollow, source: string): string {
  const what = shows ? `nothing newer of ${source} to take` : `nothing of ${source} to take yet`;
  return set === undefined ? what : `${what} as a set`;
}

function following(
  unit: Follower,
  { takes, retest }: PlannedFollow & Required<Pick<PlannedFollow, "takes">>,
  conditions: Condition[],
  reason: string,
): Verdict {
  const repository = otherRepository(unit);
  const candidate = { digest: takes.digest, ...(repository === undefined ? {} : { repository }), conditions };
  if (unit.tests.length === 0) return { decision: "follow", reason, candidate };
  return {
    decision: "test",
    reason: `${reason}, after ${retest ? "the tests, which changed since" : "its own tests"}`,
    candidate,
  };
}
