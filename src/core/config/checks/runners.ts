import { normalEntry, runnerEntryOf } from "../../plan/jobs/runners.ts";
import type { Problems } from "../document/problems.ts";
import type { Model } from "../model.ts";
import type { Draft } from "../units/draft.ts";
import { jobRulesOf } from "../units/job-rules.ts";

/** Reports two runners of one platform, and warns about those of platforms that no unit is built for. */
export function checkRunners({ config }: Model, drafts: readonly Draft[], problems: Problems): void {
  const { runners } = jobRulesOf(config);
  if (!runners) return;
  const used = new Set(drafts.flatMap(({ unit }) => unit.platforms).map((platform) => runnerEntryOf(platform, runners)));
  const keys = new Map<string, string>(); // by the platform that each is for
  for (const key of Object.keys(config.runners ?? {}).filter((text) => text !== "default")) {
    const entry = normalEntry(key);
    const other = keys.get(entry);
    keys.set(entry, key);
    if (other !== undefined) problems.add("config-value", `it is the same platform as ${other}`, ["runners", key], "key");
    else if (!used.has(entry))
      problems.add("config-idle", `no image is built for ${key}: this runner is never used`, ["runners", key], "key", "warning");
  }
}
