import { vendors } from "./index.ts";
import type { HostNames, Vendor } from "./vendor.ts";

/** The names of registries with several hosts, by each of those hosts. */
const namesOf = new Map<string, HostNames>(
  vendors.flatMap(({ names }) => (names ? [names.shown, ...names.aliases].map((host) => [host, names] as const) : [])),
);

/** Whether a host, with or without a port, is this machine itself: registries there speak plain http. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host);
}

/** The names of a registry with several hosts, under any of them. */
export function hostNames(host: string): HostNames | undefined {
  return namesOf.get(host.toLowerCase().replace(/:0*443$/, ""));
}

/**
 * A registry's host as people read it and Tagstream pushes to it: in lower case, one host for each registry. A port
 * stays as it is written, since Docker keeps logins by it.
 */
export function normalHost(host: string): string {
  return hostNames(host)?.shown ?? host.toLowerCase();
}

/** The same text for all spellings of a registry's host: without its default port, too. */
export function hostKey(host: string): string {
  return normalHost(host).replace(isLoopback(host) ? /:0*80$/ : /:0*443$/, "");
}

/** The vendor that a host belongs to; undefined for a host that any software may run under. */
export function vendorOf(host: string): Vendor | undefined {
  const key = hostKey(host);
  return vendors.find(({ hosts }) => hosts?.test(key));
}
