import { runnerEntryOf } from "../../plan/jobs/runners.ts";
import type { Problems } from "../document/problems.ts";
import type { Model } from "../model.ts";
import type { Draft } from "../units/draft.ts";
import { jobRulesOf, platformOf } from "../units/job-rules.ts";

/** Warns about runners of platforms that no unit is built for. */
export function checkRunners({ config }: Model, drafts: readonly Draft[], problems: Problems): void {
  const { runners } = jobRulesOf(config);
  if (!runners) return;
  const used = new Set(drafts.flatMap(({ unit }) => unit.platforms).map((platform) => runnerEntryOf(platform, runners)));
  for (const key of Object.keys(config.runners ?? {})) {
    if (key === "default" || used.has(platformOf(key))) continue;
    problems.add("config-idle", `no image is built for ${key}: this runner is never used`, ["runners", key], "key", "warning");
  }
}
