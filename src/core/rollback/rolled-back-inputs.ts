import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import type { UnitFacts } from "../plan/facts.ts";

/**
 * What a unit's newest image is made of, where a rollback put it back, nothing keeps it there any more, and a push does not build the unit again:
 * what it rolled back is of the commit's inputs. What is built on the unit is built on that image, and its hash is made of this. Else undefined.
 */
export function rolledBackInputs(
  { inputs, observed, published, hold }: Pick<UnitFacts, "inputs" | "observed" | "published" | "hold">,
  intent: Intent,
): string | undefined {
  const current = observed?.current;
  const made = current?.annotations?.inputs;
  const isHeld = typeof hold === "object" && hold.digest !== undefined;
  if (!capabilities[intent].comparesWithPublished || isHeld || !published || made === undefined || "none" in inputs)
    return undefined;
  return current?.digest !== published.digest && published.inputs === inputs.hash && made !== inputs.hash ? made : undefined;
}
