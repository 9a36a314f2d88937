import type { ExistingBuild, ExistingSetup, WrittenReference } from "../model.ts";
import { namesOf } from "./build-names.ts";
import { type Findings, type FoundBuild, sourceKey } from "./findings.ts";

/** What the workflows publish, of all that the evaluation found. */
export function setupOf(findings: Findings): ExistingSetup {
  const builds = unitedBuilds([...new Set(findings.builds.values())]);
  const names = namesOf(builds);
  for (const { digestRepositories, references, place } of builds)
    if (digestRepositories.length > 0 && references.length === 0)
      findings.addFault(place, "it is pushed by its digest alone, and no job is known that gives it a tag");
  return {
    builds: builds.map(
      (build): ExistingBuild => ({
        name: names.get(build) ?? build.jobName,
        matrix: Object.fromEntries(build.matrix),
        recipe: build.recipe,
        references: build.references,
        place: build.place,
      }),
    ),
    logins: findings.logins,
    runners: runnersOf(builds),
    crons: findings.crons,
    workflows: findings.workflows,
    notUnderstood: findings.notUnderstood,
    values: findings.values,
  };
}

/** A build that only tests is no build of its own where another publishes from the same recipe. */
function unitedBuilds(found: readonly FoundBuild[]): FoundBuild[] {
  const united: FoundBuild[] = [];
  const alike = new Map<string, FoundBuild[]>();
  for (const build of found) {
    const key = JSON.stringify([build.job, build.bakeTarget, sourceKey(build), [...build.matrix]]);
    const candidates = alike.get(key) ?? [];
    alike.set(key, candidates);
    const same = candidates.find((other) => areSame(other, build));
    if (same !== undefined) unite(same, build);
    else {
      const own = { ...build, references: [...build.references], runners: [...build.runners] };
      candidates.push(own);
      united.push(own);
    }
  }
  const published = new Set(united.filter(isPublished).map(sourceKey));
  return acrossJobs(united.filter((build) => isPublished(build) || !published.has(sourceKey(build))));
}

/** One image of two jobs or workflows, each for its own events: they push it to one repository. */
function acrossJobs(builds: readonly FoundBuild[]): FoundBuild[] {
  const alike = new Map<string, FoundBuild[]>();
  return builds.filter((build) => {
    const key = JSON.stringify([build.bakeTarget, sourceKey(build), build.recipe.args, [...build.matrix]]);
    const candidates = alike.get(key) ?? [];
    alike.set(key, candidates);
    const same = candidates.find((other) => other.job !== build.job && shareRepository(other, build));
    if (same === undefined) candidates.push(build);
    else unite(same, build);
    return same === undefined;
  });
}

function shareRepository(one: FoundBuild, other: FoundBuild): boolean {
  const repositories = new Set(one.references.map(({ repository }) => repository));
  return other.references.some(({ repository }) => repositories.has(repository));
}

/** Two steps of one job with the same source: to test it and to push it, or for two registries. */
function areSame(one: FoundBuild, other: FoundBuild): boolean {
  const isOneOnly = !isPublished(one) || !isPublished(other);
  return isOneOnly || JSON.stringify(one.recipe.args) === JSON.stringify(other.recipe.args);
}

function unite(same: FoundBuild, build: FoundBuild): void {
  if (!isPublished(same) && isPublished(build)) {
    same.recipe = build.recipe;
    same.place = build.place;
    same.isPushed = build.isPushed;
  }
  const known = new Set(same.references.map(referenceText));
  same.references.push(...build.references.filter((reference) => !known.has(referenceText(reference))));
  same.runners.push(...build.runners);
}

function referenceText({ repository, tag, occasion }: WrittenReference): string {
  return JSON.stringify([repository, tag, occasion]);
}

function isPublished({ isPushed, references }: FoundBuild): boolean {
  return isPushed || references.length > 0;
}

/** The runners of builds, by platform where the combinations of a job have one each. */
function runnersOf(builds: readonly FoundBuild[]): ExistingSetup["runners"] {
  const platforms = new Map<string, string | readonly string[]>();
  let first: string | readonly string[] | undefined;
  for (const job of new Set(builds.map(({ job }) => job))) {
    const runners = builds.filter((build) => build.job === job).flatMap((build) => build.runners);
    const labels = new Set(runners.map(({ labels }) => JSON.stringify(labels)));
    const isByPlatform = labels.size > 1 && runners.every(({ platform }) => platform !== undefined);
    if (!isByPlatform) first ??= runners[0]?.labels;
    else for (const { platform = "", labels } of runners) if (!platforms.has(platform)) platforms.set(platform, labels);
  }
  return { ...(first === undefined ? {} : { default: first }), platforms: Object.fromEntries(platforms) };
}
