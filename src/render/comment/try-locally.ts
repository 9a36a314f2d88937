import { capabilities } from "../../core/events/capabilities.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { fenced } from "../text/markdown.ts";

/** Units that are named one by one. */
const maxNames = 10;

/**
 * How a person can have what was built and stayed on its runner: the same build, on their own machine. Empty where images were pushed, or
 * nothing passed.
 */
export function tryLocally(
  { intent, pullRequest }: Pick<Plan, "intent" | "pullRequest">,
  results: readonly UnitResult[],
): string {
  const passed = results.filter(({ outcome, unit }) => outcome === "passed" && unit.decision === "build");
  if (capabilities[intent].push || pullRequest === undefined || passed.length === 0) return "";
  const names = passed.slice(0, maxNames).map(({ unit }) => `'${unit.name}'`);
  const only = passed.length === results.length || passed.length > maxNames ? "" : ` --only ${names.join(" --only ")}`;
  const commands = [`git fetch origin pull/${pullRequest}/merge && git checkout FETCH_HEAD`, `tagstream build --local${only}`];
  return `Its images have not left the runner. To try them, in a checkout of this repository, once you have read what is proposed:\n\n${fenced(commands.join("\n"))}`;
}
