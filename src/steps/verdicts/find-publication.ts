import { nearPublications } from "../../core/history/near-publications.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { firstNeededFailure, hasPublicationId, isNeeded } from "../../core/publish/observation.ts";
import type { Publication, RollbackTarget } from "../../core/rollback/rollback.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Observer } from "../observe/observe.ts";
import { countedAt, publicationIdsOf } from "../observe/publications.ts";

/** A publication that a person names. */
export type JudgedTarget = Exclude<RollbackTarget, { kind: "previous" }>;

/**
 * Finds the publication that a person names; of a digest, the newest. A text says that the unit does
 * not have it, with the nearest ones: a sentence without its full stop.
 * @throws Failure `publication-unknown` if a required registry does not answer
 */
export async function findPublication(
  unit: Unit,
  target: JudgedTarget,
  observer: Observer,
  registry: Registry,
): Promise<Publication | string> {
  const { destinations } = await observer(unit);
  const down = firstNeededFailure(destinations);
  if (down) throw failure("publication-unknown", `Cannot tell what ${unit.name} published: ${down.message}`);
  const needed = destinations.filter((one, index) => one.failure === undefined && isNeeded(one, index));
  const stamps = publicationIdsOf(needed);
  if (target.kind === "timestamp") {
    const { stamp } = target;
    const found = hasPublicationId(stamps, stamp) ? await countedAt(unit, stamp, needed, registry) : undefined;
    return found ?? `${unit.name} has no image under ${printPublicationId(stamp)}: ${nearPublications(stamps, stamp)}`;
  }
  for (const stamp of stamps.toReversed()) {
    const found = await countedAt(unit, stamp, needed, registry);
    if (found?.digest.startsWith(target.prefix)) return found;
  }
  return `${unit.name} has no image ${target.prefix} under a timestamp tag. \`history\` lists its publications`;
}
