import type http from "node:http";
import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";
import { HttpClient } from "@actions/http-client";
import { largeReadAgent } from "./large-reads.ts";

/**
 * Whether a request goes through the environment's proxy (HTTP_PROXY, HTTPS_PROXY, NO_PROXY; lower
 * case first). Decides as Go's clients do, golang.org/x/net/http/httpproxy: Docker and buildx read
 * the same variables, and we must reach what they reach.
 */
export function usesProxy(url: URL, environment: NodeJS.ProcessEnv = process.env): boolean {
  const of = (name: string): string => environment[name.toLowerCase()] || environment[name] || "";
  const proxy = of(url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
  return proxy !== "" && !isDirect(url, of("NO_PROXY"));
}

/** Kept-alive connections to one origin, through its proxy if there is one. */
export function agentFor(url: URL): http.Agent {
  if (!usesProxy(url)) return largeReadAgent(url.protocol);
  // The toolkit has its own rules for NO_PROXY: a host name that no rule matches gets the proxy.
  return new HttpClient(undefined, [], { keepAlive: true }).getAgent(`${url.protocol}//host-by-proxy`);
}

interface Target {
  host: string;
  port: string;
  /** 4 or 6 of an address, 0 of a name. */
  family: number;
}

function isDirect(url: URL, noProxy: string): boolean {
  const host = unmapped(url.hostname.replace(/^\[|\]$/g, "").toLowerCase());
  const target = { host, port: url.port || (url.protocol === "https:" ? "443" : "80"), family: isIP(host) };
  if (host === "localhost" || isIn("127.0.0.0", 8, target) || isIn("::1", 128, target)) return true;
  return noProxy.split(",").some((entry) => matches(entry.trim().toLowerCase(), target));
}

/**
 * `*`, `10.0.0.0/8`, `10.0.0.1`, `[2001:db8::1]:5000`, `example.org` with its subdomains,
 * `.example.org` and `*.example.org` with only the subdomains.
 */
function matches(entry: string, target: Target): boolean {
  if (entry === "*") return true;
  const [, network = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (isAddress(network) && Number(bits) <= (isIP(network) === 4 ? 32 : 128)) return isIn(network, Number(bits), target);
  const [, bracketed, plain, port = ""] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(entry) ?? [];
  const name = unmapped(bracketed ?? plain ?? entry);
  if (port !== "" && port !== target.port) return false;
  if (isAddress(name)) return isIn(name, isIP(name) === 4 ? 32 : 128, target);
  return name !== "" && target.family === 0 && isBelow(name, target.host);
}

function isBelow(name: string, host: string): boolean {
  const bare = name.replace(/^\*?\./, "");
  const ascii = /[^\0-\x7f]/.test(bare) ? domainToASCII(bare) : bare;
  return host.endsWith(`.${ascii}`) || (bare === name && host === ascii);
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

function isIn(network: string, bits: number, { host, family }: Target): boolean {
  if (family === 0 || family !== isIP(network)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, isIP(network) === 4 ? "ipv4" : "ipv6");
  return list.check(host, family === 4 ? "ipv4" : "ipv6");
}

/** An IPv4 address in IPv6 form, `::ffff:10.0.0.1`, as IPv4. */
function unmapped(address: string): string {
  if (isIP(address) !== 6 || !isAddress(address)) return address;
  const [, high = "", low = ""] = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(new URL(`http://[${address}]`).hostname) ?? [];
  const words = [high, low].map((word) => Number.parseInt(word, 16));
  return high === "" ? address : words.flatMap((word) => [word >> 8, word & 255]).join(".");
}
