import type { ConfigurationFacts } from "../../core/doctor/facts.ts";
import { pageOf } from "../../core/events/facts.ts";
import type { FreshnessPolicy } from "../../core/freshness/policy.ts";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import { dayOf } from "../../core/lib/time/day.ts";
import { runnerEntryOf } from "../../core/plan/jobs/runners.ts";
import type { Session } from "../../ports/session.ts";
import { homeOf, readConfiguration } from "../plan/configuration.ts";
import { withDockerfiles } from "../plan/dockerfiles.ts";

/** The configuration of the checkout, or all its faults. */
export type CheckedConfiguration = (ConfigurationFacts & { freshness?: FreshnessPolicy }) | { problems: readonly Problem[] };

/** Reads the configuration in the work tree, including edits, and the Dockerfiles that it names. */
export async function checkConfiguration(file: string, { ports, event }: Session): Promise<CheckedConfiguration> {
  const { repository, files, clock } = ports;
  const home = homeOf({ repository: event.repository, source: pageOf(event) }, dayOf(clock.now()));
  try {
    const { units, jobs, warnings, freshness, retention } = await readConfiguration(repository, file, home, files);
    const joined = await withDockerfiles(units, await repository.head(), repository, files);
    const platforms = [...new Set(units.flatMap((unit) => unit.platforms))];
    const { runners } = jobs;
    return {
      units: joined.filter(({ follows }) => !follows),
      nativePlatforms: runners ? platforms.filter((platform) => runnerEntryOf(platform, runners) !== undefined) : [],
      warnings,
      hasRetention: retention !== undefined,
      ...(freshness ? { freshness } : {}),
    };
  } catch (error) {
    if (error instanceof Failure) return { problems: error.problems };
    throw error;
  }
}
