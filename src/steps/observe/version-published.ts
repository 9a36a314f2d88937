import { isHigher, type VersionPublished } from "../../core/publish/lower-version.ts";
import type { Observation } from "../../core/publish/observation.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { ordinaryPublications } from "./published.ts";

/**
 * The version that a stream from git tags has published last, rollbacks aside. Costs nothing unless
 * that is a rollback, or higher than the source's: then it looks for a publication to go back to.
 * Undefined for other streams, and if no version is recorded.
 */
export async function versionPublished(
  unit: Unit,
  observed: Observation,
  registry: Registry,
): Promise<VersionPublished | undefined> {
  const own = unit.source?.version;
  if (own === undefined) return undefined;
  let newest: VersionPublished | undefined;
  for await (const { stamp, version, annotations } of ordinaryPublications(unit, observed, registry)) {
    if (version === undefined) return newest;
    if (newest && !isHigher(version, own)) return { ...newest, back: stamp };
    const commit = annotations.version === version ? annotations.revision : undefined;
    newest ??= {
      version,
      stamp,
      ...(commit === undefined ? {} : { commit }),
      ...(observed.current?.rollback ? { isRolledBack: true } : {}),
    };
    if (!isHigher(version, own)) return newest;
  }
  return newest;
}
