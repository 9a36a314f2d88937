import type { Judged } from "../../follow/judge.ts";
import { sourceStream } from "../../follow/source-stream.ts";
import type { Follower } from "../../follow/state.ts";
import { brokenRule } from "../../publish/broken-rule.ts";
import { printPublicationId } from "../../tags/timestamp.ts";
import { blockedBy } from "./blocked.ts";
import type { UnitFacts, Verdict } from "./facts.ts";
import { followOf } from "./follow-of.ts";

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
  const { takes, next, problem } = follow.choice;
  if (follow.facts.unknown !== undefined) return blockedBy({ code: "follow-unknown", reason: follow.facts.unknown });
  if (problem !== undefined) return blockedBy({ code: "follow-refused", reason: problem });
  const stamp = takes && printPublicationId(takes.publication.stamp);
  // A person who advances it must not take its hold for success.
  const keep = follow.facts.advance ? (reason: string) => blockedBy({ code: "follow-refused", reason }) : stay;
  if (takes && typeof hold === "object") return keep(`held: it would follow ${source} ${stamp}`);
  if (takes && follow.setStays !== undefined) return keep(follow.setStays);
  if (takes) return following(unit, facts, takes, `follows ${source} ${stamp}`);
  if (!next) return stay(`nothing newer of ${source}`);
  const waiting = next.conditions.filter(({ holds }) => !holds).map(({ name, evidence }) => `${name} (${evidence})`);
  return stay(`${source} ${printPublicationId(next.publication.stamp)} waits for ${waiting.join(", ")}`);
}

function following(unit: Follower, facts: UnitFacts, takes: Judged, reason: string): Verdict {
  const { repository } = unit.follows;
  const candidate = {
    digest: takes.publication.digest,
    ...(repository === unit.destinations[0]?.repository ? {} : { repository }),
    conditions: takes.conditions,
  };
  if (unit.tests.length === 0) return { decision: "follow", reason, candidate };
  return {
    decision: "test",
    reason: `${reason}, after ${followOf({ unit, facts }).follow?.retest ? "the tests, which changed since" : "its own tests"}`,
    candidate,
  };
}
