import { parseDuration } from "../../lib/time/duration.ts";
import type { Problems } from "../document/problems.ts";
import type { Config } from "../schema/schema.ts";

/** Reports keys of `rebuild` that contradict each other, and one that has no effect. */
export function checkRebuild({ rebuild = {} }: Pick<Config, "rebuild">, problems: Problems): void {
  const { every, stale, unchanged, "at-least": atLeast } = rebuild;
  if (every !== undefined && stale !== undefined && parseDuration(stale) <= parseDuration(every)) {
    const message = `\`stale: ${stale}\` makes an image too old before it is due (\`every: ${every}\`): give \`stale\` some days more`;
    problems.add("config-value", message, ["rebuild", "stale"]);
  }
  if (atLeast !== undefined && unchanged !== "keep" && !problems.hasErrorBelow("rebuild", "unchanged")) {
    const message = "`at-least` has no effect without `unchanged: keep`: every rebuild is published";
    problems.add("config-idle", message, ["rebuild", "at-least"], "key", "warning");
  }
}
