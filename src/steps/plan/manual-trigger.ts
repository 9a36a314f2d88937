import { readOrder, type Trigger } from "../../core/events/event.ts";
import { failure } from "../../core/lib/problem.ts";
import { selectUnits } from "../../core/unit/selector.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { homeOf, readConfiguration } from "./configuration.ts";
import { standOn } from "./work-tree.ts";

/** What somebody asked for by hand, and the units that it is about: those of the default branch's tip that `only` selects. */
export interface Order {
  trigger: Trigger;
  units: Unit[];
  /** Every unit of the configuration. */
  all: readonly Unit[];
}

/**
 * Reads an order. Nothing is built, so that the work tree is not needed any longer.
 * @throws Failure for an event that others can start, a tip that cannot be had, a configuration or an `only` that cannot be used
 */
export async function readOrderOf(request: Request, { ports, event, terminal }: Session, command: string): Promise<Order> {
  const trigger = readOrder(event, command);
  const standing = await standOn(trigger, ports, terminal === undefined, event.ref);
  if ("standsDown" in standing) throw failure("git-remote", `Nothing is done: ${standing.standsDown}`);
  try {
    const { units, warnings } = await readConfiguration(standing.tree, request.config, homeOf(trigger), ports.files);
    for (const warning of warnings) ports.reporter.problem(warning);
    return { trigger, units: selectUnits(units, request.only), all: units };
  } finally {
    await standing.dispose();
  }
}
