import * as list from "./list.ts";
import type { Vendor } from "./vendor.ts";

/**
 * The known registries. The order does not matter: no host and no answer identifies two of them.
 */
export const vendors: readonly Vendor[] = Object.values(list);
