import * as v from "valibot";
import { digest, list, name, tally, text } from "../lib/scalars.ts";
import { printPublicationId } from "../tags/timestamp.ts";
import { removalsOf } from "./order.ts";
import type { PrunedTag, PruneReport } from "./pruned.ts";
import { type PlannedPublication, type PlannedTag, type PlannedUnit, tagKey } from "./retention-plan.ts";

const outcome = v.exactOptional(
  v.pipe(
    v.picklist(["removed", "absent", "kept", "failed"]),
    v.description("The outcome; absent in a dry run. `kept`: something needs it by now, or its registry refuses."),
  ),
);
const reason = v.exactOptional(text("Why it was kept or failed, for people."));
const repository = name("`ghcr.io/octo/squid`.");

const tagEntries = { repository, tag: name("The tag."), digest: digest("What it shows."), outcome, reason };

const publicationSchema = v.strictObject({
  timestamp: name("The publication: `20261123-0617`."),
  digest: digest("The digest of its index."),
  action: v.pipe(
    v.picklist(["keep", "remove", "postpone"]),
    v.description("`postpone`: a later run removes it, because of `max`, or because this would be more than half."),
  ),
  keep: list(
    v.strictObject({ kind: name("The reason in a word: `monthly`, `pinned`."), text: text("The same for people.") }),
    "Why it stays; empty unless it does.",
  ),
  beyond: v.exactOptional(text("Why its rules would not keep it, for people.")),
  tags: list(v.strictObject(tagEntries), "The tags to remove, in the order of removal."),
});

const unitSchema = v.strictObject({
  unit: name("The unit's name."),
  publications: list(publicationSchema, "Newest first."),
  refused: v.exactOptional(text("Why `prune` removes none of its publications, for people: `accept` allows it.")),
  postponed: v.exactOptional(tally("How many publications are left for later runs by `max`.")),
});

const otherTagSchema = v.strictObject({ unit: name("The unit's name."), ...tagEntries, why: text("Why, for people.") });

/** The schema of what `prune --json` prints. */
export const pruneSchema = v.pipe(
  v.strictObject({
    version: v.pipe(v.literal(1), v.description("Version of the format.")),
    dryRun: v.pipe(v.boolean(), v.description("Whether the run only looked.")),
    units: list(unitSchema, "The units, each with all its publications."),
    leftovers: list(otherTagSchema, "Other tags to remove: candidates, and what failed runs left."),
    keptCandidates: list(otherTagSchema, "Candidate tags that stay although they are old."),
    images: list(
      v.strictObject({
        ...{ repository, digest: digest("The manifest."), outcome, reason },
        restore: v.exactOptional(text("How to get it back, for people.")),
      }),
      "Images without a tag to remove.",
    ),
    lost: list(
      v.strictObject({
        ...{ repository, tag: v.exactOptional(name("The tag.")), digest: digest("What it showed.") },
        outcome: text("The outcome, for people."),
      }),
      "What had to stay and was gone afterwards.",
    ),
    unknown: list(text("For people."), "What Tagstream could not read, so that it removed nothing."),
    notes: list(text("For people."), "What else is worth knowing."),
  }),
  v.title("What a clean-up removes and keeps"),
  v.description("Every publication of each unit, whether it stays, and why."),
);

type PruneDocument = v.InferOutput<typeof pruneSchema>;

/** A clean-up for machines: JSON, with a line end. */
export function pruneJson({ plan, unknown, unread, untagged, notes, done }: PruneReport): string {
  const doomed = new Set(removalsOf(plan).map(({ publication }) => publication));
  const outcomes = new Map((done?.tags ?? []).map((tag) => [tagKey(tag), tag]));
  const withOutcome = (tag: PlannedTag) => tagOf(tag, outcomes.get(tagKey(tag)));
  const document: PruneDocument = {
    version: 1,
    dryRun: done === undefined,
    units: plan.units.map((unit) => unitOf(unit, doomed, withOutcome)),
    leftovers: plan.leftovers.map(({ unit, why, ...tag }) => ({ unit, ...withOutcome(tag), why })),
    keptCandidates: plan.keptCandidates.map(({ unit, why, ...tag }) => ({ unit, ...tagOf(tag, undefined), why })),
    images: [...(done?.images ?? untagged)].map((image) => ({ ...image })),
    lost: (done?.lost ?? []).map((image) => ({ ...image })),
    unknown: [...unknown, ...unread],
    notes: [...notes],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

type WrittenUnit = PruneDocument["units"][number];
type WrittenTag = WrittenUnit["publications"][number]["tags"][number];

function tagOf({ repository, tag, digest: shown }: PlannedTag, pruned: PrunedTag | undefined): WrittenTag {
  const why = pruned?.reason === undefined ? {} : { reason: pruned.reason };
  return { repository, tag, digest: shown, ...(pruned ? { outcome: pruned.outcome, ...why } : {}) };
}

function unitOf(
  { unit, publications, refused, postponed }: PlannedUnit,
  doomed: ReadonlySet<PlannedPublication>,
  withOutcome: (tag: PlannedTag) => WrittenTag,
): WrittenUnit {
  const actionOf = (one: PlannedPublication) => (one.keep.length > 0 ? "keep" : doomed.has(one) ? "remove" : "postpone");
  return {
    unit,
    publications: publications.map((one) => ({
      timestamp: printPublicationId(one.stamp),
      digest: one.digest,
      action: actionOf(one),
      keep: one.keep.map(({ kind, text: words }) => ({ kind, text: words })),
      ...(one.beyond === undefined ? {} : { beyond: one.beyond }),
      tags: doomed.has(one) ? one.tags.map(withOutcome) : [],
    })),
    ...(refused === undefined ? {} : { refused }),
    ...(postponed === undefined ? {} : { postponed }),
  };
}
