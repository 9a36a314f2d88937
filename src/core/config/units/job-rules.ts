import { normalizePlatform } from "../../lib/platform.ts";
import type { JobRules } from "../../plan/jobs/jobs.ts";
import type { Config } from "../schema/schema.ts";

/** The one spelling of a platform. `linux/arm` is no platform here: it is for all variants. */
export function platformOf(key: string): string {
  return /^\w+\/arm$/.test(key) ? key : normalizePlatform(key);
}

/** How a configuration spreads its builds over jobs. */
export function jobRulesOf({ runners, jobs }: Pick<Config, "runners" | "jobs">): JobRules {
  const { default: usual, ...platforms } = runners ?? {};
  const maxUnits = jobs?.["max-units"];
  return {
    ...(runners
      ? {
          runners: {
            ...(usual === undefined ? {} : { default: usual }),
            platforms: new Map(Object.entries(platforms).map(([key, runner]) => [platformOf(key), runner])),
          },
        }
      : {}),
    ...(maxUnits === undefined ? {} : { maxUnits }),
  };
}
