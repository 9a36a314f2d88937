import { setTimeout as pause } from "node:timers/promises";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import { pinnedImage } from "../../core/oci/reference.ts";
import { generatorOf, generatorRemedy } from "../../core/packages/generator.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import type { Registry } from "../../ports/registry.ts";

/** The generator of package lists that a job uses: none if no unit wants a list, or if it is missing. */
export interface FoundGenerator {
  generator?: string;
  /** Why the job goes on without. */
  problem?: Problem;
}

/** Milliseconds that a job waits for the generator's registry. */
const limit = 5_000;

/**
 * Looks the generator of package lists up in its registry, once for a job. BuildKit would fail every
 * build that cannot have it. An image without a list is as good as before, so no answer in time
 * counts as absent.
 * @param within milliseconds
 */
export async function findGenerator(
  plan: Plan,
  units: readonly PlannedUnit[],
  registry: Pick<Registry, "resolve">,
  within = limit,
): Promise<FoundGenerator> {
  const generator = generatorOf(plan, units);
  if (generator === undefined) return {};
  const fault = await faultOf(generator, registry, within);
  if (fault === undefined) return { generator };
  const message = `The images of this job get no list of packages, because ${generator} cannot be had: ${fault} ${generatorRemedy}`;
  return { problem: { code: "packages-generator-missing", severity: "warning", message } };
}

/** What keeps the generator from being had: a sentence; undefined if it is there. */
async function faultOf(generator: string, registry: Pick<Registry, "resolve">, within: number): Promise<string | undefined> {
  const pinned = pinnedImage(generator);
  if (!pinned) return "it is no image by digest.";
  const waiting = new AbortController();
  const answer = registry.resolve(pinned.repository, pinned.digest).then(
    (digest) => (digest === undefined ? "its registry does not have it." : undefined),
    (error: unknown) => {
      if (error instanceof Failure) return error.message;
      throw error;
    },
  );
  const late = pause(within, `its registry did not answer within ${within / 1000} s.`, { signal: waiting.signal });
  late.catch(() => {}); // it is no longer awaited
  return Promise.race([answer, late]).finally(() => waiting.abort());
}
