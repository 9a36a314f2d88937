import { ageOf, shortAge } from "../../core/freshness/age.ts";
import { isOverdue } from "../../core/holds/hold.ts";
import { cut, oneLine } from "../../core/lib/text/clean.ts";
import type { Style } from "../../core/lib/text/style.ts";
import { shortDay } from "../../core/lib/time/day.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";

/** Why a person may have to look at a unit, the most urgent kind first. */
export const attentionKinds = ["unknown", "stale", "withdrawn", "held", "differs", "waiting"] as const;

export type AttentionKind = (typeof attentionKinds)[number];

/** One reason to look at a unit. */
export interface Attention {
  kind: AttentionKind;
  /** For people, on one line. */
  words: string;
}

/** Longest text of a person or a registry in a row. */
const maxText = 100;

/** The colour of each kind. */
export const attentionPaints = {
  unknown: "red",
  stale: "red",
  withdrawn: "red",
  held: "yellow",
  differs: "yellow",
  waiting: "dim",
} as const satisfies Record<AttentionKind, keyof Style>;

/**
 * Why a person may have to look at a unit; empty if nobody has to.
 * @param status the moment and the limit
 */
export function attentionOf(unit: UnitStatus, status: Pick<Status, "generated" | "limit">): Attention[] {
  const words: Record<AttentionKind, string | undefined> = {
    unknown: unit.unknown[0] ?? unit.follows?.unknown,
    stale: staleWords(unit, status),
    withdrawn: unit.follows?.withdrawn ?? yankedWords(unit),
    held: heldWords(unit, status.generated.slice(0, 10)),
    differs: unit.agrees || unit.unknown.length > 0 ? undefined : "its registries show different images, or lack some",
    waiting: waitingWords(unit),
  };
  return attentionKinds.flatMap((kind) => {
    const text = words[kind];
    return text === undefined ? [] : [{ kind, words: cut(oneLine(text), maxText) }];
  });
}

function staleWords(
  { freshness: { state, published, causes = [] } }: UnitStatus,
  { generated, limit }: Pick<Status, "generated" | "limit">,
) {
  if (state !== "stale" || published === undefined) return undefined;
  const [cause] = causes;
  const age = shortAge(ageOf(published, new Date(generated)));
  return `${age} old (limit ${shortAge(limit * 1000)})${cause ? `: ${cause.text}` : ""}`;
}

function yankedWords({ shows, publications }: UnitStatus): string | undefined {
  const yanked = publications.find(({ digest }) => digest === shows?.digest)?.yanked;
  return yanked && `it shows what ${yanked.by} yanked: ${yanked.reason}`;
}

function heldWords({ holds }: UnitStatus, today: string): string | undefined {
  const hold = holds.find(({ until }) => until === null);
  if (!hold) return undefined;
  const { expires, issue, owner, reason } = hold;
  const overdue = expires !== null && isOverdue({ expires }, today) ? `, overdue since ${shortDay(expires, today)}` : "";
  return `by ${owner} (#${issue})${overdue}: ${reason}`;
}

function waitingWords({ follows }: UnitStatus): string | undefined {
  const next = follows?.next;
  if (!next) return undefined;
  if (next.withdrawn !== undefined) return `${next.timestamp} is kept out: ${next.withdrawn}`;
  return `${next.timestamp} waits for ${next.waitingFor.join(", ")}`;
}
