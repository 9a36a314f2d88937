import { approvalWords } from "../follow/approval-words.ts";
import type { RebuildReason } from "../freshness/tries.ts";
import { oneLine } from "../lib/text/clean.ts";
import type { OriginStatus } from "../status/publication-status.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import type { Origin } from "./history.ts";

/** A part of the words on an origin, and what it names, so that a page can link to it. */
export interface OriginPart {
  text: string;
  /** The pull request that the text names. */
  pullRequest?: number;
  /** The publication that the text names: of this unit or, with `unit`, of another one. */
  publication?: string;
  unit?: string;
}

/** How people read an origin. */
export interface OriginView {
  /** What a follower's source is called: `fresh`. Absent: the name of the unit. */
  source?: string;
  /** The most characters of a person's reason. */
  maxReason?: number;
}

/** Why a rebuild built an image, for people: by the words of `rebuildReasons`. A later version may have more. */
const reasons: ReadonlyMap<string, string> = new Map<RebuildReason, string>([
  ["due", "due"],
  ["base", "base moved"],
  ["inputs", "inputs changed"],
  ["retry", "tried again"],
  ["asked", "asked for"],
]);

/** An origin for machines: its publications are texts, `20261123-0617`. */
export function printOrigin(origin: Origin): OriginStatus {
  if (origin.kind === "rolled back") return { kind: origin.kind, to: printPublicationId(origin.to) };
  if (origin.kind === "followed") return { ...origin, stamp: printPublicationId(origin.stamp) };
  if (origin.kind === "unchanged") return { kind: origin.kind, since: printPublicationId(origin.since) };
  return origin.kind === "published again" ? { kind: origin.kind, first: printPublicationId(origin.first) } : origin;
}

/** How an image came to be published, for people: `promoted from #7`. Plain text, which may quote a stranger. */
export function originWords(origin: OriginStatus, view: OriginView = {}): string {
  return originParts(origin, view)
    .map(({ text }) => text)
    .join("");
}

/** The same in parts, some of which name what a page can link to. */
export function originParts(origin: OriginStatus, { source, maxReason }: OriginView = {}): OriginPart[] {
  const ofThisUnit = (words: string, publication: string): OriginPart[] => [{ text: words }, { text: publication, publication }];
  switch (origin.kind) {
    case "followed":
      return [
        { text: "followed " },
        { text: `${source ?? origin.source} ${origin.stamp}`, unit: origin.source, publication: origin.stamp },
        { text: approvalWords(origin, maxReason) },
      ].filter(({ text }) => text !== "");
    case "rolled back":
      return ofThisUnit("rolled back to ", origin.to);
    case "published again":
      return ofThisUnit("published again, first as ", origin.first);
    case "unchanged":
      return ofThisUnit("unchanged since ", origin.since);
    case "promoted":
      return promotedParts(origin);
    case "adopted":
      return [{ text: "from before Tagstream" }];
    case "built":
      return [{ text: origin.why === undefined ? "built" : `built (${reasons.get(origin.why) ?? oneLine(origin.why)})` }];
  }
}

function promotedParts({ built, pullRequest }: Extract<OriginStatus, { kind: "promoted" }>): OriginPart[] {
  if (built !== undefined) return [{ text: `built for another publication at ${built}` }];
  if (pullRequest === undefined) return [{ text: "promoted from a merge queue" }];
  return [{ text: "promoted from " }, { text: `#${pullRequest}`, pullRequest }];
}
