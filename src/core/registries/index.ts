import * as list from "./list.ts";
import type { Vendor } from "./vendor.ts";

/** The registries that Tagstream knows, in an order without meaning: no host and no answer is the sign of two. */
export const vendors: readonly Vendor[] = Object.values(list);
