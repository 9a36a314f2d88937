import { groupBy } from "../../core/lib/group-by.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { interruptedRemoval } from "../../core/oci/interrupted-removal.ts";
import { type DoomedTag, doomedTags } from "../../core/retention/doomed.ts";
import type { PrunedTag } from "../../core/retention/pruned.ts";
import { publicationName, tagKey } from "../../core/retention/retention-plan.ts";
import type { Ports } from "../../ports/index.ts";
import type { Log } from "../../ports/log.ts";
import type { StayCheck } from "../../ports/registry.ts";
import { inGroup } from "../report/in-group.ts";
import type { Recheck } from "./check-again.ts";
import type { GatheredRetention, RetentionQuestion } from "./gather.ts";
import { putBackRefused } from "./put-back.ts";

/** Concurrent repositories. In one repository, one tag goes after another. */
const parallelRepositories = 8;

/**
 * Removes the tags of a plan, each alone, after one more look. All tags of a publication go or stay
 * together: once one of them stays, later ones stay, too, and if a registry refused it, earlier ones
 * come back.
 * @returns what became of each tag, also where a registry failed midway
 */
export async function removePlanned(
  gathered: Pick<GatheredRetention, "plan">,
  question: RetentionQuestion,
  recheck: Recheck,
  ports: Ports,
): Promise<PrunedTag[]> {
  const staying = new Map<string, string>();
  const refused = new Map<string, string>();
  const pruned: PrunedTag[] = [];
  for (const group of doomedTags(gathered.plan, question.units)) {
    const byRepository = [...groupBy(group, ({ repository }) => repository)];
    await mapLimited(byRepository, parallelRepositories, async ([repository, doomed]) => {
      const removals = await inGroup(ports.reporter, repository, (log) =>
        removeFrom(repository, doomed, { recheck, staying, refused, log, registry: ports.registry }),
      );
      pruned.push(...removals);
    });
  }
  return putBackRefused(pruned, (one) => refused.get(publicationOf(one) ?? ""), ports);
}

interface Removing {
  recheck: Recheck;
  /** Why publications stay, by key. */
  staying: Map<string, string>;
  /** Those that a registry refused to remove, with its reason. */
  refused: Map<string, string>;
  log: Log;
  registry: Ports["registry"];
}

async function removeFrom(
  repository: string,
  doomed: readonly DoomedTag[],
  { recheck, staying, refused, log, registry }: Removing,
): Promise<PrunedTag[]> {
  const byTag = new Map(doomed.map((one) => [one.tag, one]));
  const stays = (one: DoomedTag, reason: string): void => {
    const key = publicationOf(one);
    if (key !== undefined && !staying.has(key)) staying.set(key, `${tagKey(one)} stays: ${reason}`);
  };
  const whyStays: StayCheck = async (tag, { digest, bytes }) => {
    const one = byTag.get(tag);
    if (!one) return "it is not in the plan";
    const together = staying.get(publicationOf(one) ?? "");
    if (together !== undefined) return together;
    const isPlanned = digest === one.digest || interruptedRemoval(bytes, tag) === one.digest;
    const reason = isPlanned ? await recheck.whyStays(one) : "it shows another image than in the plan";
    if (reason !== undefined) stays(one, reason);
    return reason;
  };
  // What already has to stay needs no request.
  const possible = doomed.filter((one) => !staying.has(publicationOf(one) ?? ""));
  const left = doomed.filter((one) => !possible.includes(one));
  const removals = await registry.removeTags(
    repository,
    possible.map(({ tag }) => tag),
    log,
    whyStays,
  );
  return [
    ...removals.flatMap(({ tag, outcome, reason }): PrunedTag[] => {
      const one = byTag.get(tag);
      if (!one) return [];
      const key = publicationOf(one);
      if (outcome === "kept" && key !== undefined && !staying.has(key)) refused.set(key, reason ?? outcome);
      if (outcome === "kept" || outcome === "failed") stays(one, reason ?? outcome);
      return [{ ...one, outcome, ...(reason === undefined ? {} : { reason }) }];
    }),
    ...left.map((one): PrunedTag => ({ ...one, outcome: "kept", reason: staying.get(publicationOf(one) ?? "") ?? "" })),
  ];
}

/** The name of the publication whose tags go or stay together; undefined for a tag of none. */
function publicationOf({ unit, stamp }: DoomedTag): string | undefined {
  return stamp && publicationName(unit, stamp);
}
