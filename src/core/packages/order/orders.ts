import { apkOrder } from "./apk.ts";
import { debOrder } from "./deb.ts";
import type { Order } from "./order.ts";
import { rpmOrder } from "./rpm.ts";

/**
 * The orders of packaging systems, by the type of the package URL. No order is claimed for other
 * types: their packages change, but never go backwards.
 */
const orders: Readonly<Record<string, Order>> = { apk: apkOrder, deb: debOrder, rpm: rpmOrder };

/** The order of a type's versions. */
export function orderOf(type: string): Order {
  return Object.hasOwn(orders, type) ? (orders[type] ?? none) : none;
}

const none: Order = (a, b) => (a === b ? 0 : undefined);

/** Whether packages of a type belong to the operating system. */
export function isSystemType(type: string): boolean {
  return Object.hasOwn(orders, type);
}
