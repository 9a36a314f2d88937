import { dockerHubNames } from "./docker-hub.ts";
import { vendors } from "./index.ts";
import type { HostNames, Vendor } from "./vendor.ts";

/** The names of each registry with several hosts, by host. */
const namesOf = new Map<string, HostNames>(
  vendors.flatMap(({ names }) => (names ? [names.shown, ...names.aliases].map((host) => [host, names] as const) : [])),
);

/** Whether a host, with or without a port, is this machine: registries there use plain http. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host);
}

/** The names of a registry with several hosts, for any of its hosts. */
export function hostNames(host: string): HostNames | undefined {
  return namesOf.get(host.toLowerCase().replace(/:0*443$/, ""));
}

/**
 * The host of a registry for people and for pushes: in lower case, one host for each registry. A
 * port does not change, because Docker stores logins by it.
 */
export function normalHost(host: string): string {
  return hostNames(host)?.shown ?? host.toLowerCase();
}

/** The host of the address that a login names: `ghcr.io` of `https://ghcr.io/octo`. Docker Hub's if it names none. */
export function loginHost(address: string): string {
  return address.replace(/^https?:\/\//, "").replace(/\/.*$/, "") || dockerHubNames.shown;
}

/** One key for all spellings of a registry's host, without its default port. */
export function hostKey(host: string): string {
  return normalHost(host).replace(isLoopback(host) ? /:0*80$/ : /:0*443$/, "");
}

/** The vendor of a host. Undefined for a host that can run any software. */
export function vendorOf(host: string): Vendor | undefined {
  const key = hostKey(host);
  return vendors.find(({ hosts }) => hosts?.test(key));
}
