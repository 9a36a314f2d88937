import { parseDuration } from "../../lib/time/duration.ts";
import type { Problems } from "../document/problems.ts";
import type { Model } from "../model.ts";

/** Reports keys of `rebuild` and `notify` that contradict one another, or have no effect together. */
export function checkRebuild(model: Model, problems: Problems): void {
  checkNotify(model, problems);
  if (problems.hasErrorBelow("rebuild")) return;
  const { every, unchanged, "at-least": atLeast, stale } = model.config.rebuild ?? {};
  if (every !== undefined && stale !== undefined && parseDuration(stale) <= parseDuration(every)) {
    const message = `\`stale\` (${stale}) must be longer than \`every\` (${every}): an image would be reported before it is due. Add some days for a schedule that is late`;
    problems.add("config-value", message, ["rebuild", "stale"]);
  }
  if (unchanged === "keep") checkKeep(model, problems);
  else if (atLeast !== undefined)
    idle("`at-least` has no effect without `unchanged: keep`: every rebuild is published", ["rebuild", "at-least"], problems);
}

function checkKeep({ config: { rebuild = {} }, images }: Model, problems: Problems): void {
  const { every, "at-least": atLeast } = rebuild;
  if (every !== undefined && atLeast !== undefined && parseDuration(atLeast) <= parseDuration(every)) {
    const message = `\`unchanged: keep\` keeps nothing that is due: at the age of \`every\` (${every}), \`at-least\` (${atLeast}) publishes each rebuild. Make \`at-least\` longer`;
    idle(message, ["rebuild", "at-least"], problems);
  }
  for (const { name, path, config } of images) {
    if (config.packages !== false) continue;
    const message = `\`unchanged: keep\` keeps nothing of the image "${name}": without a list of packages nothing proves that it is unchanged`;
    idle(message, [...path, "packages"], problems);
  }
}

function checkNotify({ config: { notify = [] } }: Model, problems: Problems): void {
  const names = notify.map((name) => name.toLowerCase());
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index) problems.add("config-value", `duplicate repository "${notify[index]}"`, ["notify", index]);
}

function idle(message: string, path: (string | number)[], problems: Problems): void {
  problems.add("config-idle", message, path, "key", "warning");
}
