import type { ProxyClient } from "./proxy-client.ts";

/** What can go wrong with one request. */
export const faults = [
  "429 seconds",
  "429 date",
  "429 unix time",
  "500",
  "502",
  "503",
  "504",
  "reset before",
  "reset after",
  "hang before",
  "hang after",
  "truncated",
  "altered",
  "stale",
] as const;
export type Fault = (typeof faults)[number];

/** Lets go wrong what does before the registry hears of the request. Returns whether that is the end of it. */
export function failBefore(fault: Fault | undefined, client: ProxyClient): boolean {
  switch (fault) {
    case "429 seconds":
      client.refuse(429, "TOOMANYREQUESTS", { "retry-after": "1" });
      return true;
    case "429 date":
      client.refuse(429, "TOOMANYREQUESTS", { "retry-after": new Date(Date.now() + 2000).toUTCString() });
      return true;
    case "429 unix time":
      client.refuse(429, "TOOMANYREQUESTS", {
        "x-retry-after": String(Math.floor(Date.now() / 1000) + 1),
        "ratelimit-remaining": "0;w=21600",
      });
      return true;
    case "500":
    case "502":
    case "503":
    case "504":
      client.refuse(Number(fault), "UNKNOWN");
      return true;
    case "reset before":
      client.cut();
      return true;
    case "hang before":
      return true;
    default:
      return false;
  }
}

/** Lets go wrong what does once the registry has answered. Returns whether the client gets no answer. */
export function failAfter(fault: Fault | undefined, client: ProxyClient): boolean {
  if (fault === "reset after") client.cut();
  return fault === "reset after" || fault === "hang after";
}
