import { capabilities } from "../../core/events/capabilities.ts";
import { type EventFacts, isTrigger, readEvent, type Trigger } from "../../core/events/event.ts";
import { pageOf } from "../../core/events/facts.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { dayOf } from "../../core/lib/time/day.ts";
import type { PinTarget } from "../../core/pins/target.ts";
import { matchesUnit, selectUnits } from "../../core/unit/selector.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { homeOf } from "../plan/configuration.ts";
import { withConfiguration } from "../plan/with-configuration.ts";
import { createBecauseReader } from "./because.ts";
import type { PinQuestion } from "./plan-changes.ts";
import { createShownReader } from "./shown.ts";

/** What the command `pin` works on. */
export interface PinWork {
  /** The configuration's repository, `owner/name`, and its page. */
  own: string;
  page?: string;
  /** The root of its checkout. */
  near: string;
  targets: readonly PinTarget[];
  question: PinQuestion;
  /** The names of the units that the input `only` selects. */
  selected: ReadonlySet<string>;
}

/**
 * Reads the configuration: on the command line that of the checkout, in the action that of the default
 * branch's tip.
 * @returns why there is nothing to do: an event that moves no stream
 * @throws Failure `pin-none`, `event-…`, `config-…`, `only-nothing`
 */
export async function gatherPins(request: Request, session: Session): Promise<PinWork | { nothing: string }> {
  const { ports, event, terminal } = session;
  const trigger = triggerOf(event);
  if ("nothing" in trigger) return trigger;
  const { repository, source, defaultBranch } = trigger;
  const home = homeOf({ repository, source, defaultBranch }, dayOf(ports.clock.now()));
  const page = pageOf(event);
  return withConfiguration(trigger, home, "Nothing was pinned", { request, session }, ({ units, pins }) => ({
    own: repository,
    near: ports.repository.root,
    ...(page === undefined ? {} : { page }),
    targets: targetsOf(pins, terminal),
    question: {
      units,
      shown: createShownReader(ports.registry),
      because: createBecauseReader(ports.registry, ports.forge),
    },
    selected: new Set(selectUnits(units, request.only).map(({ name }) => name)),
  }));
}

/** The names of the selected units that a target pins. */
export function unitsOfTarget({ only }: PinTarget, { question, selected }: PinWork): Set<string> {
  const isOfTarget = ({ name }: Unit) => only.length === 0 || only.some((glob) => matchesUnit(glob, name));
  return new Set(question.units.filter((unit) => selected.has(unit.name) && isOfTarget(unit)).map(({ name }) => name));
}

/**
 * An event that may move a stream or write a version, as a request about the default branch: its
 * configuration has all streams. A proposed change moves nothing, so there is nothing to pin.
 */
function triggerOf(event: EventFacts): Trigger | { nothing: string } {
  const asked = readEvent(event);
  if (asked.intent === "none") return { nothing: asked.reason };
  if (!isTrigger(asked)) return { nothing: "the end of a pull request moves no stream" };
  const { publish, versions } = capabilities[asked.intent];
  if (!publish && !versions) return { nothing: "a proposed change moves no stream" };
  return { ...asked, intent: "rebuild", scope: "all", branch: asked.defaultBranch };
}

/** @throws Failure `pin-none` */
function targetsOf(pins: readonly PinTarget[], terminal: Session["terminal"]): readonly PinTarget[] {
  if (terminal?.files) return [{ files: terminal.files, only: [], merge: "manual" }];
  if (pins.length > 0) return pins;
  const otherwise = terminal ? ", or name files with `--files`" : "";
  throw failure(
    "pin-none",
    `The configuration names no files to pin. Add \`pins: [{ files: ["k8s/**/*.yaml"] }]\` to it${otherwise}.`,
  );
}
