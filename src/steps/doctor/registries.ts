import type { Answer } from "../../core/doctor/answer.ts";
import type { RegistryFacts } from "../../core/doctor/facts.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import { asked } from "./asked.ts";

/** Repositories to ask at the same time. */
const parallel = 8;

/** Refusals, unlike faults of the network, are answers. */
const refusals: readonly string[] = ["registry-denied", "registry-login", "registry-missing"];

const notAsked: Answer<never> = { unknown: "an untrusted event must not use this machine's logins" };
const inDryRun: Answer<never> = { unknown: "a dry run begins no upload", remedy: "run doctor without `dry-run`" };

/** What the registries of all units answer. Writes nothing: an upload that begins is cancelled. */
export function askRegistries(
  units: readonly Unit[],
  { registry, inspector }: Pick<Ports, "registry" | "inspector">,
  dryRun: boolean,
): Promise<RegistryFacts[]> {
  const byRepository = new Map<string, string>();
  for (const { destinations, candidates, streamTag } of units) {
    for (const { repository } of destinations) byRepository.set(repository, streamTag);
    if (candidates) byRepository.set(candidates, byRepository.get(candidates) ?? streamTag);
  }
  return mapLimited([...byRepository], parallel, async ([repository, tag]) => {
    const [hasLogin, read, push, remove, tagRules] = await Promise.all([
      registry.hasLogin(repository).catch(() => false),
      allowed(() => registry.resolve(repository, tag)),
      dryRun ? inDryRun : allowed(() => registry.assertCanPush(repository)),
      inspector ? asked(() => inspector.mayRemove(repository)) : notAsked,
      inspector ? asked(() => inspector.tagRules(repository)) : notAsked,
    ]);
    return { repository, hasLogin, read, push, remove, tagRules };
  });
}

function allowed(work: () => Promise<unknown>): Promise<Answer<true | string>> {
  return asked<true | string>(async () => {
    try {
      await work();
      return { known: true };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const [problem] = error.problems;
      if (problem && refusals.includes(problem.code)) return { known: withoutStop(problem.message) };
      throw error;
    }
  });
}
