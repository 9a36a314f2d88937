import * as list from "./list.ts";
import type { Vendor } from "./vendor.ts";

/** The known registries, in any order: each host, and each answer, matches at most one of them. */
export const vendors: readonly Vendor[] = Object.values(list);
