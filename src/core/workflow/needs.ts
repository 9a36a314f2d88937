import type { FreshnessPolicy } from "../freshness/policy.ts";
import { hostOf } from "../oci/reference.ts";
import type { PinTarget } from "../pins/target.ts";
import { connected } from "../plan/jobs/groups.ts";
import type { JobRules } from "../plan/jobs/jobs.ts";
import { splitAtBases } from "../plan/jobs/levels.ts";
import { runnerEntryOf } from "../plan/jobs/runners.ts";
import type { From } from "../sources/from.ts";
import { candidatesRepository } from "../unit/repositories.ts";
import type { Unit } from "../unit/unit.ts";
import { hasVersionsAlone } from "../unit/versions-alone.ts";
import { branchPattern, gitTagPattern } from "./ref-pattern.ts";
import type { RunnerLabels, WorkflowSettings } from "./settings.ts";

/** The part of a configuration that its workflow follows from. */
export interface WorkflowConfiguration {
  units: readonly Unit[];
  from: ReadonlyMap<string, From>;
  jobs: JobRules;
  freshness?: FreshnessPolicy;
  pins: readonly PinTarget[];
  retention?: object;
}

/** More units than these are not built one after the other in one job. */
const mostInOneJob = 8;

/** What the workflow of a configuration must have. Lists are in the configuration's order, without repetition. */
export interface WorkflowNeeds {
  /** Patterns of the branches and git tags whose pushes publish. */
  branches: readonly string[];
  gitTags: readonly string[];
  /** Whether a schedule publishes anything: versions alone are of git tags only. */
  scheduled: boolean;
  /** Whether each scheduled run takes what is due, and not every image. */
  onlyDue: boolean;
  /** Whether pull requests change any image. */
  proposals: boolean;
  /** Registries that runs which publish log in to. */
  published: readonly string[];
  /** Registries that runs for proposed changes log in to. */
  proposed: readonly string[];
  followers: boolean;
  /** Whether publishing runs keep the issue about freshness. */
  keepsFresh: boolean;
  notifies: boolean;
  pins: readonly PinTarget[];
  retention: boolean;
  /** Environment variables with secrets of builds. */
  secrets: readonly string[];
  /** Whether a machine builds a platform that is not its own. */
  emulates: boolean;
  /** Whether builds run on machines of the repository's own, and not on GitHub's. */
  ownMachines: boolean;
  /** Levels of build jobs, if the plan spreads builds over jobs; undefined if one job builds everything. */
  levels: number | undefined;
}

/** What the workflow of a configuration must have. */
export function needsOf(configuration: WorkflowConfiguration, { defaultBranch, runner }: WorkflowSettings): WorkflowNeeds {
  const { units, from, freshness, pins, jobs } = configuration;
  const built = units.filter(({ follows }) => follows === undefined);
  const moved = built.filter((unit) => !hasVersionsAlone(unit));
  const sources = moved.map(({ stream }) => from.get(stream));
  const branches = sources.flatMap((source) =>
    source === undefined ? [defaultBranch] : "branch" in source ? [source.branch] : [],
  );
  const forms = [
    ...sources.flatMap((source) => (source !== undefined && "tag" in source ? [source.tag] : [])),
    ...units.flatMap(({ versions }) => (versions ? [versions.gitTag] : [])),
  ];
  return {
    branches: unique(branches)
      .toSorted((one, other) => Number(other === defaultBranch) - Number(one === defaultBranch))
      .map(branchPattern),
    gitTags: unique(forms.map(gitTagPattern)),
    scheduled: moved.length > 0,
    onlyDue: freshness?.every !== undefined,
    proposals: branches.length > 0 || built.some(hasVersionsAlone),
    published: registriesOf(
      units.flatMap((unit) => [...unit.destinations.map(({ repository }) => repository), candidatesRepository(unit)]),
    ),
    proposed: registriesOf(built.map(candidatesRepository)),
    followers: built.length < units.length,
    keepsFresh: freshness?.every !== undefined || freshness?.stale !== undefined,
    notifies: freshness?.notify !== undefined,
    pins,
    retention: configuration.retention !== undefined,
    secrets: secretsOf(built),
    emulates: built.some(({ platforms }) => platforms.some((platform) => isEmulated(platform, jobs, runner))),
    ownMachines: Object.values(jobs.runners ?? {})
      .flat()
      .includes("self-hosted"),
    levels: levelsOf(built, jobs),
  };
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function registriesOf(repositories: readonly (string | undefined)[]): string[] {
  return unique(repositories.flatMap((repository) => (repository === undefined ? [] : [hostOf(repository)])));
}

/** Variables that can be secrets of a repository, and are not the runner's own. */
function secretsOf(units: readonly Unit[]): string[] {
  const names = units.flatMap(({ build }) => build.secrets.flatMap(({ env }) => (env === undefined ? [] : [env])));
  return unique(names).filter((name) => name === "GITHUB_TOKEN" || /^(?!GITHUB_|RUNNER_|ACTIONS_)[A-Za-z_]\w*$/i.test(name));
}

function isEmulated(platform: string, { runners }: JobRules, runner: RunnerLabels): boolean {
  if (runners && runnerEntryOf(platform, runners) !== undefined) return false;
  const labels = [runners?.default ?? runner].flat();
  const isArm = labels.some((label) => /arm64|-arm\b|aarch64/i.test(label));
  return isArm ? platform !== "linux/arm64" : platform !== "linux/amd64";
}

/** Of all units: a plan of some of them never has more levels. */
function levelsOf(units: readonly Unit[], { runners, maxUnits }: JobRules): number | undefined {
  if (runners === undefined && maxUnits === undefined && units.length <= mostInOneJob) return undefined;
  if (maxUnits === undefined) return 1;
  return Math.max(1, ...connected(units).flatMap((group) => splitAtBases(group, maxUnits).map(({ level }) => level)));
}
