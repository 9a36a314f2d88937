import { readManualTrigger, type Trigger } from "../../core/events/event.ts";
import { failure } from "../../core/lib/problem.ts";
import { selectUnits } from "../../core/unit/selector.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { homeOf, readConfiguration } from "./configuration.ts";
import { checkOut } from "./work-tree.ts";

/** What somebody asked for by hand, and the units that it is about: those of the default branch's tip that `only` selects. */
export interface ManualTrigger {
  trigger: Trigger;
  units: Unit[];
  /** Every unit of the configuration. */
  all: readonly Unit[];
}

/**
 * Reads an order. Nothing is built, so that the work tree is not needed any longer.
 * @throws Failure for an event that others can start, a tip that cannot be had, a configuration or an `only` that cannot be used
 */
export async function resolveManualTrigger(
  request: Request,
  { ports, event, terminal }: Session,
  command: string,
): Promise<ManualTrigger> {
  const trigger = readManualTrigger(event, command);
  const checkout = await checkOut(trigger, ports, terminal === undefined, event.ref);
  if ("skipReason" in checkout) throw failure("git-remote", `Nothing is done: ${checkout.skipReason}`);
  try {
    const { units, warnings } = await readConfiguration(checkout.tree, request.config, homeOf(trigger), ports.files);
    for (const warning of warnings) ports.reporter.problem(warning);
    return { trigger, units: selectUnits(units, request.only), all: units };
  } finally {
    await checkout.dispose();
  }
}
