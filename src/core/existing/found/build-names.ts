import type { FoundBuild } from "./findings.ts";

/** A name for each build: its job, and what sets it apart from the job's other builds. */
export function namesOf(builds: readonly FoundBuild[]): Map<FoundBuild, string> {
  const names = new Map<FoundBuild, string>();
  for (const jobName of new Set(builds.map((build) => build.jobName))) {
    const ofJob = builds.filter((build) => build.jobName === jobName);
    const varying = varyingKeys(ofJob);
    const texts = new Map(ofJob.map((build) => [build, distinction(build, varying)]));
    const counts = new Map<string, number>();
    for (const text of texts.values()) counts.set(text, (counts.get(text) ?? 0) + 1);
    for (const [build, text] of texts) {
      const parts = [text, ...((counts.get(text) ?? 0) > 1 ? [`line ${build.place.line}`] : [])].filter((part) => part !== "");
      names.set(build, ofJob.length === 1 || parts.length === 0 ? jobName : `${jobName} (${parts.join(", ")})`);
    }
  }
  return names;
}

/** What differs between the builds of a job. */
function varyingKeys(builds: readonly FoundBuild[]): ReadonlySet<string> {
  const values = new Map<string, Set<string>>();
  for (const build of builds) for (const [key, text] of factsOf(build)) values.set(key, (values.get(key) ?? new Set()).add(text));
  const isIn = (key: string): number => builds.filter((build) => factsOf(build).has(key)).length;
  return new Set([...values].flatMap(([key, texts]) => (texts.size > 1 || isIn(key) < builds.length ? [key] : [])));
}

/** The varying values of the matrix and the bake target; without any, where the recipe differs. */
function distinction(build: FoundBuild, varying: ReadonlySet<string>): string {
  const facts = [...factsOf(build)].filter(([key]) => varying.has(key));
  const chosen = facts.filter(([key]) => !key.startsWith("recipe "));
  return (chosen.length > 0 ? chosen : facts.slice(0, 1)).map(([, text]) => text).join(", ");
}

function factsOf({ matrix, bakeTarget, recipe, channel }: FoundBuild): Map<string, string> {
  const own = [...matrix].map(([key, text]) => [`matrix ${key}`, text] as const);
  return new Map([
    ...own,
    ...(bakeTarget === undefined ? [] : [["bake target", bakeTarget] as const]),
    ["recipe context", recipe.context],
    ["recipe dockerfile", recipe.dockerfile ?? "Dockerfile"],
    ["recipe target", recipe.target ?? "last stage"],
    ["recipe channel", channel ?? "pull request"],
  ]);
}
