import type { Digest } from "../../src/core/lib/digest.ts";
import type { PublicationStatus } from "../../src/core/status/publication-status.ts";
import type { UnitStatus } from "../../src/core/status/status.ts";
import { makeDigest } from "./units.ts";

/** A publication of a status that was built, without anything special. */
export function statusPublication(timestamp: string, change: Partial<PublicationStatus> = {}): PublicationStatus {
  return { timestamp, digest: makeDigest("a"), origin: { kind: "built" }, bases: [], differing: [], ...change };
}

/** A unit of a status that is fresh on 27 November 2026, without anything special. */
export function statusUnit(change: Partial<UnitStatus> = {}): UnitStatus {
  const [digest, timestamp]: [Digest, string] = [makeDigest("a"), "20261123-0617"];
  return {
    unit: "squid:25-el9-release",
    image: "squid",
    stream: "release",
    streamTag: "25-el9-release",
    required: true,
    repositories: ["ghcr.example.org/octo/squid"],
    platforms: ["linux/amd64"],
    tests: [],
    bases: [],
    followers: [],
    shows: { digest, timestamp },
    tags: [{ tag: "25-el9-release", shows: { "ghcr.example.org/octo/squid": digest } }],
    agrees: true,
    freshness: { state: "fresh", published: "2026-11-23T06:17:00Z" },
    publications: [statusPublication(timestamp)],
    more: 0,
    holds: [],
    unknown: [],
    ...change,
  };
}

/** A hold of a unit that lasts. */
export function statusHold(issue: number, change: Partial<UnitStatus["holds"][number]> = {}): UnitStatus["holds"][number] {
  const url = `https://github.example.org/octo/images/issues/${issue}`;
  const dates = { since: "2026-11-20T03:00:00Z", until: null, expires: "2026-12-02" };
  return { issue, url, reason: "it broke", owner: "kim", ...dates, digest: null, ...change };
}
