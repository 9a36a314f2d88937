import type { HistoryEntry, UnitHistory } from "../../../../src/core/history/history.ts";
import type { Digest } from "../../../../src/core/lib/digest.ts";
import { historyTable } from "../../../../src/render/history/history.ts";
import { makeEntry } from "../../history.ts";
import { makeHold, makePublicationId } from "../../holds.ts";
import { makeUnit } from "../../units.ts";
import { printed } from "./printed.ts";

const digest = (short: string): Digest => `sha256:${short.padEnd(64, "0")}`;
const entry = (stamp: string, short: string, revision: string, origin?: HistoryEntry["origin"]): HistoryEntry =>
  makeEntry(stamp, digest(short), {
    revision: revision.padEnd(40, "0"),
    bases: [`docker.io/library/busybox:1.36 ${digest("bf8a8fe8")}`],
    ...(origin ? { origin } : {}),
  });
const shown = new Map([["ghcr.io/octo/squid", digest("1a537a04")]]);
const history: UnitHistory = {
  unit: makeUnit("squid:release"),
  tags: [{ tag: "release", shown }],
  entries: [
    entry("20261123-0617", "2d5eac42", "8c2b96b"),
    entry("20261120-0312", "1a537a04", "87420bf", { kind: "rolled back", to: makePublicationId("20261116-0617") }),
    entry("20261119-1540", "6b64ae7c", "e4ebde1", { kind: "promoted", pullRequest: 123 }),
    entry("20261116-0617", "1a537a04", "87420bf"),
    entry("20261109-0617", "49b4ca9f", "87420bf"),
  ],
  more: 0,
  holds: [makeHold({ issue: 124, reason: "crashes at start", since: "2026-11-20T03:12:00Z" })],
  unknown: [],
};

/** A unit's publications, newest first, and its holds. */
export const shownHistory = printed({
  name: "history of an image",
  begins: /^\S+:\S+ · shows /,
  lines: () => historyTable([history], [], "2026-11-25").filter((line) => line !== ""),
});
