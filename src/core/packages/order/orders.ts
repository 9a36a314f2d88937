import { apkOrder } from "./apk.ts";
import { debOrder } from "./deb.ts";
import type { Order } from "./order.ts";
import { rpmOrder } from "./rpm.ts";

/**
 * The orders of packaging systems, by the type of the package URL. No order is claimed for other
 * types: their packages change, but never go backwards.
 */
const orders: Readonly<Record<string, Order>> = { apk: apkOrder, deb: debOrder, rpm: rpmOrder };

/** The order of a package's versions. */
export function orderOf({ type, name }: { type: string; name: string }): Order {
  return Object.hasOwn(orders, type) && !isRpmKey(type, name) ? (orders[type] ?? none) : none;
}

/** A key that rpm trusts, with its id and the hexadecimal time of its making as version. */
function isRpmKey(type: string, name: string): boolean {
  return type === "rpm" && name === "gpg-pubkey";
}

const none: Order = (a, b) => (a === b ? 0 : undefined);

/** Whether packages of a type belong to the operating system. */
export function isSystemType(type: string): boolean {
  return Object.hasOwn(orders, type);
}
