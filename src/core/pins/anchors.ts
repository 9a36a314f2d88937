import type { Node, Scalar } from "yaml";
import { type Draft, leave, type Reading } from "./draft.ts";
import { type FoundPin, isTagBare } from "./pin.ts";
import { lineOf, ownText, startOf } from "./yaml-file.ts";

/** What serves one scalar: the pins that would write it, and all places that use it. */
interface Use {
  drafts: Draft[];
  /** The scalar with its anchor, and its aliases. */
  places: Node[];
}

/**
 * The pins whose scalars serve nothing else. An anchor's text changes wherever an alias (`*name`)
 * repeats it, so that all these places must want the same; other pins are left, with the reason.
 */
export function settle(reading: Reading): FoundPin[] {
  const uses = usesOf(reading);
  const conflicts = new Map<Scalar, string | undefined>(); // a scalar may serve thousands of aliases
  for (const [scalar, use] of uses) conflicts.set(scalar, conflict(reading, scalar, use));
  const found = new Map<string, FoundPin>();
  for (const draft of reading.drafts) {
    const reason = draft.claims.map(({ scalar }) => conflicts.get(scalar)).find((text) => text !== undefined);
    const [first] = draft.claims;
    if (!first) continue;
    if (reason !== undefined) leave(reading, first.place, draft.written, reason);
    else {
      const pin = pinOf(reading, draft);
      const key = pin.scalars.map(({ start }) => start).join();
      if (!found.has(key)) found.set(key, pin);
    }
  }
  return [...found.values()];
}

function usesOf({ drafts, file: { targets } }: Reading): Map<Scalar, Use> {
  const uses = new Map<Scalar, Use>();
  for (const draft of drafts) {
    for (const { scalar } of draft.claims) {
      const use = uses.get(scalar);
      if (use) use.drafts.push(draft);
      else uses.set(scalar, { drafts: [draft], places: [scalar] });
    }
  }
  for (const [alias, target] of targets) uses.get(target as Scalar)?.places.push(alias);
  return uses;
}

function conflict({ walked, file, foreign }: Reading, scalar: Scalar, { drafts, places }: Use): string | undefined {
  const [first = ""] = drafts.map((draft) => wish(draft, scalar));
  if (drafts.some((draft) => wish(draft, scalar) !== first)) {
    return scalar.anchor === undefined
      ? "several images share its tag by a merge key (`<<`)"
      : `several images share its anchor (\`&${scalar.anchor}\`)`;
  }
  const elsewhere = foreign.get(scalar);
  if (elsewhere) return `line ${lineOf(file, startOf(elsewhere))} uses it for another image, too`;
  if (places.length === 1 || drafts.some(({ byMarker }) => byMarker)) return undefined;
  const claimed = new Set(drafts.flatMap(({ claims }) => claims.map(({ place }) => place)));
  const isDefinition = walked.values.some(({ place, isDefinition }) => place === scalar && isDefinition);
  const other = places.find((place) => !claimed.has(place) && !(place === scalar && isDefinition));
  return other && `line ${lineOf(file, startOf(other))} uses its anchor (\`&${scalar.anchor}\`) for something else`;
}

/** What a pin would write into a scalar, as far as that is known. */
function wish({ form, repository, follows, claims }: Draft, scalar: Scalar): string {
  const claim = claims.find((one) => one.scalar === scalar);
  return JSON.stringify([repository, follows, claim?.holds, claim?.holds === "tag" && isTagBare(form, claims)]);
}

function pinOf({ file }: Reading, { claims, written: _, byMarker: __, ...pin }: Draft): FoundPin {
  const scalars = claims.map(({ scalar, holds, skip = 0 }) => {
    const { start, end } = ownText(file.text, scalar) ?? { start: 0, end: 0 };
    return { start: start + skip, end, holds };
  });
  const start = Math.min(...scalars.map((scalar) => scalar.start));
  return { ...pin, line: lineOf(file, start), scalars };
}
