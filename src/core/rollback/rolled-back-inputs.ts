import { capabilities } from "../events/capabilities.ts";
import type { Intent } from "../events/intent.ts";
import type { UnitFacts } from "../plan/decide/facts.ts";

/**
 * The inputs hash of a rolled-back image whose hold has ended. A push does not rebuild it if the
 * image before the rollback has the commit's inputs. The unit's children use the rolled-back image,
 * so their hashes use this one. Undefined in all other cases.
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
