import type { Ports } from "../../ports/index.ts";
import type { Checkout } from "../plan/checkout/checkout.ts";
import type { SourcedUnits } from "../plan/sources/sourced-units.ts";

/** Where the facts about following units come from. */
export interface FollowSources {
  configured: Pick<SourcedUnits, "units" | "freshness">;
  checkout: Pick<Checkout, "trees">;
  ports: Pick<Ports, "registry" | "forge" | "hasherOf" | "reporter">;
}
