import type { Digest } from "../../src/core/lib/digest.ts";
import { type PublicationId, parsePublicationId } from "../../src/core/tags/timestamp.ts";
import type { VerdictEntry } from "../../src/core/verdicts/standing.ts";
import type { Advance, Yank } from "../../src/core/verdicts/verdict.ts";
import type { KeptIssue } from "../../src/ports/forge.ts";

/** A publication's name from its text. */
export function stampOf(text: string): PublicationId {
  const stamp = parsePublicationId(text);
  if (!stamp) throw new TypeError(`not a publication: ${text}`);
  return stamp;
}

/** `sha256:1111…` */
export function digestOf(digit: string): Digest {
  return `sha256:${digit.repeat(64)}`;
}

const said = {
  unit: "squid:fresh",
  stamp: stampOf("20261116-0617"),
  digest: digestOf("1"),
  by: "octo",
  at: "2026-11-20T10:00:00Z",
  reason: "it serves our traffic",
};

/** A good verdict by octo on squid:fresh, unless told otherwise. */
export function verdict(changes: Partial<VerdictEntry> = {}): VerdictEntry {
  return { ...said, verdict: "good", ...changes };
}

export function advance(changes: Partial<Advance> = {}): Advance {
  return { ...said, follower: "squid:stable", ...changes };
}

export function yank(changes: Partial<Yank> = {}): Yank {
  return { ...said, reason: "leaks a key", ...changes };
}

export function keptIssue(number: number, title: string, body: string): KeptIssue {
  return { number, title, body, url: `https://github.example.org/osg/images/issues/${number}` };
}
