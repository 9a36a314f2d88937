import { capabilities } from "../../core/events/capabilities.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { fenced } from "../text/markdown.ts";

/** Most units to list by name. */
const maxNames = 10;

/**
 * How to try images that stayed on the runner: the commands for a local build. Empty if the run
 * pushed its images, or if none passed.
 */
export function tryLocally(
  { intent, pullRequest }: Pick<Plan, "intent" | "pullRequest">,
  results: readonly UnitResult[],
): string {
  const stayed = ({ kept }: UnitResult) => kept !== undefined || !capabilities[intent].push;
  // A stream with a source of its own is built from there, also at a command line: never from a checkout.
  const ofCheckout = ({ unit }: UnitResult) => unit.decision === "build" && unit.source === undefined;
  const passed = results.filter((result) => result.outcome === "passed" && ofCheckout(result) && stayed(result));
  if (pullRequest === undefined || passed.length === 0) return "";
  const names = passed.slice(0, maxNames).map(({ unit }) => `'${unit.name}'`);
  const only = passed.length === results.length || passed.length > maxNames ? "" : ` --only ${names.join(" --only ")}`;
  const commands = [`git fetch origin pull/${pullRequest}/merge && git checkout FETCH_HEAD`, `tagstream build --local${only}`];
  const words = "The images did not leave the runner. To try them, review the proposed change, then run in a checkout:";
  return `${words}\n\n${fenced(commands.join("\n"))}`;
}
