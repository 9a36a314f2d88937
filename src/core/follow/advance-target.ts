import { findTarget } from "../rollback/rollback.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";
import type { FollowFacts } from "./facts.ts";

/**
 * The timestamp of the publication that a person named to publish it; of a digest, of its newest
 * ordinary publication. A text explains why there is none. Undefined if the person named none.
 */
export function advanceTarget({ advance, follows, publications }: FollowFacts): PublicationId | string | undefined {
  const target = advance?.target;
  if (!target) return undefined;
  if (target.kind === "previous") return "`previous` names a rollback's target: name a timestamp or a digest";
  const stamps = publications.filter(({ rollback }) => !rollback).map(({ stamp }) => stamp);
  const found = findTarget(target, { publications, stamps });
  if (typeof found === "string") return `${follows.unit} ${found}`;
  if (target.kind === "timestamp" && !found.rollback) return found.stamp;
  const ordinary = publications.findLast(({ digest, rollback }) => digest === found.digest && !rollback);
  if (target.kind === "digest" && ordinary) return ordinary.stamp;
  const name =
    ordinary && compareTimestampTags(ordinary.stamp, found.stamp) < 0 ? `: name ${printPublicationId(ordinary.stamp)}` : "";
  return `${printPublicationId(found.stamp)} of ${follows.unit} is a rollback${name}`;
}
