import type { JobRules } from "../../plan/jobs/jobs.ts";
import { normalEntry } from "../../plan/jobs/runners.ts";
import type { Config } from "../schema/schema.ts";

/** How a configuration spreads its builds over jobs. */
export function jobRulesOf({ runners, jobs }: Pick<Config, "runners" | "jobs">): JobRules {
  const { default: usual, ...platforms } = runners ?? {};
  const entries = Object.entries(platforms).map(([text, runner]) => [normalEntry(text), runner] as const);
  const maxUnits = jobs?.["max-units"];
  return {
    ...(runners ? { runners: { ...(usual === undefined ? {} : { default: usual }), platforms: new Map(entries) } } : {}),
    ...(maxUnits === undefined ? {} : { maxUnits }),
  };
}
