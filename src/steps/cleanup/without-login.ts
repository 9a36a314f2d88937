import type { RetiredTag } from "../../core/cleanup/retire.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import type { Problem } from "../../core/lib/problems/problem.ts";
import type { Registry } from "../../ports/registry.ts";
import { lackOfLogin } from "../publish/lack-of-login.ts";

/** Registries to ask at the same time. */
const parallelLooks = 4;

/**
 * Separates the tags that could not even be looked up, because the job has no login at all: then
 * its pull request's runs wrote none, and another attempt helps nothing. One warning for each
 * repository takes their place.
 */
export async function withoutLogin(
  retired: readonly RetiredTag[],
  pullRequest: number,
  registry: Pick<Registry, "hasLogin" | "assertCanPush">,
): Promise<{ retired: RetiredTag[]; problems: Problem[] }> {
  const failed = new Set(retired.flatMap(({ repository, outcome }) => (outcome === "failed" ? [repository] : [])));
  const lacks = await mapLimited([...failed], parallelLooks, async (repository) => {
    const words = await lackOfLogin(repository, registry);
    return words === undefined ? [] : [[repository, words] as const];
  });
  const lacking = new Map(lacks.flat());
  const problems = [...lacking].map(([repository, words]): Problem => {
    const message = `#${pullRequest} is closed, and ${words}. If it has candidate tags in ${repository}, they stay: log in before this step (docker/login-action), then run again.`;
    return { code: "retire-tag", severity: "warning", message };
  });
  return { retired: retired.filter(({ repository, outcome }) => outcome !== "failed" || !lacking.has(repository)), problems };
}
