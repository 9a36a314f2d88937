import * as v from "valibot";
import { digest, text } from "../lib/scalars.ts";
import { parseMoment } from "../lib/time/moment.ts";
import { publicationStatusSchema } from "./publication-status.ts";

const moment = (description: string) =>
  v.pipe(
    v.string(),
    v.description(description),
    v.check((value) => parseMoment(value) !== undefined, "it is not a moment: expected `2026-11-25T11:20:00Z`"),
  );

const seconds = (description: string) => v.pipe(v.number(), v.integer(), v.minValue(0), v.description(description));
const texts = (description: string) => v.pipe(v.array(v.string()), v.description(description));

const shownSchema = v.object({
  digest: digest("The digest that the stream tag shows in the first registry that answered."),
  timestamp: v.exactOptional(text("The newest publication with this digest.")),
});

const tagSchema = v.object({
  tag: text("A tag that moves: the stream tag first, then the aliases."),
  shows: v.pipe(
    v.record(v.string(), v.nullable(digest("The digest."))),
    v.description("What it shows in each repository that answered; null: the tag does not exist there."),
  ),
});

const causeSchema = v.object({
  text: text("Why the unit is not fresh, for people."),
  remedy: text("What to do."),
  page: v.exactOptional(text("The page of GitHub where the remedy is.")),
  command: v.exactOptional(text("The command to run then.")),
});

const freshnessSchema = v.object({
  state: v.picklist(["stale", "unknown", "never", "fresh"]),
  published: v.exactOptional(moment("When its newest publication got its timestamp. A whole day counts as its end.")),
  unknown: v.exactOptional(text("Why a registry did not say when.")),
  causes: v.exactOptional(v.array(causeSchema)),
});

const failingSchema = v.object({
  since: moment("The first failed try since the newest publication."),
  last: moment("The last one."),
  count: v.pipe(v.number(), v.integer()),
  code: v.exactOptional(text("The error code.")),
  problem: v.exactOptional(text("What failed, for people.")),
});

const conditionSchema = v.object({
  name: text("One of the seven conditions for following."),
  holds: v.boolean(),
  evidence: text("The evidence, for people."),
});

const followsSchema = v.object({
  unit: text("The unit that it follows."),
  soak: seconds("How old a publication of the source must be."),
  shown: seconds("How long the source must have shown it."),
  verified: v.exactOptional(seconds("The soak after a good verdict.")),
  verdict: text("`optional` or `required`."),
  together: v.exactOptional(text("The units with the same text move together.")),
  takes: v.exactOptional(
    v.object({ timestamp: text("What the next run publishes here or, if it `stays`, would."), digest: digest("Its digest.") }),
  ),
  stays: v.exactOptional(text("Why it publishes nothing now, whatever it could take: a hold on it, or on another of its set.")),
  next: v.exactOptional(
    v.object({
      timestamp: text("The source's publication that it takes next."),
      digest: digest("Its digest."),
      at: v.exactOptional(moment("When time alone lets it be published. Absent if it needs more than time.")),
      waitingFor: texts("The conditions that do not hold yet, with their evidence: `soak (2 d of 7 d)`."),
      withdrawn: v.exactOptional(text("Why it is kept out, if people withdrew it.")),
      conditions: v.array(conditionSchema),
    }),
  ),
  withdrawn: v.exactOptional(text("Why what it shows must not be used any more.")),
  stale: v.exactOptional(text("Why it is warned of.")),
  unknown: v.exactOptional(text("What could not be asked: then it stays.")),
});

const heldSchema = v.object({
  issue: v.pipe(v.number(), v.integer()),
  url: text("The issue's page."),
  reason: text("The reason."),
  owner: text("The login of the person in charge."),
  since: text("The start, RFC 3339."),
  until: v.pipe(v.nullable(v.string()), v.description("The end, RFC 3339; null: it lasts.")),
  expires: v.pipe(v.nullable(v.string()), v.description("The last planned day, or null.")),
  digest: v.pipe(v.nullable(digest("The digest.")), v.description("What the stream must show; null: it stays where it is.")),
  fault: v.exactOptional(text("The unreadable parts of the hold's issue.")),
});

const testSchema = v.object({
  name: text("The test's name."),
  kind: text("Its kind: `run`, `http`, …"),
  exempt: v.exactOptional(texts("The platforms that it leaves out.")),
  waived: v.exactOptional(text("The last day on which it may fail.")),
});

export const unitStatusSchema = v.object({
  unit: text("The unit's name: `squid:25-el9-release`."),
  image: text("The image's name in the configuration."),
  stream: text("The stream's name in the configuration."),
  streamTag: text("The stream tag."),
  required: v.pipe(v.boolean(), v.description("`false`: a failure does not make a run red.")),
  versionsAlone: v.exactOptional(
    v.pipe(v.literal(true), v.description("Present if it is in no stream: its versions are tags, and have no age.")),
  ),
  repositories: texts("Where it is published, the first one first: `registry/name`."),
  platforms: texts("The platforms that it is built for."),
  tests: v.pipe(v.array(testSchema), v.description("Its tests, as configured now. Every publication passed those of its time.")),
  bases: texts("The units that it is built on."),
  followers: texts("The units that follow it."),
  shows: v.exactOptional(shownSchema),
  tags: v.array(tagSchema),
  agrees: v.pipe(v.boolean(), v.description("Whether all registries show one image and have all listed publications.")),
  freshness: freshnessSchema,
  failing: v.exactOptional(failingSchema),
  follows: v.exactOptional(followsSchema),
  publications: v.pipe(v.array(publicationStatusSchema), v.description("Newest first.")),
  more: v.pipe(v.number(), v.integer(), v.description("How many older ones are not listed.")),
  holds: v.pipe(v.array(heldSchema), v.description("The periods under holds, newest first.")),
  unknown: texts("Registries that did not answer, each with the reason."),
});

/** All that is known of a unit: its publications, what it shows, what it waits for. */
export interface UnitStatus extends v.InferOutput<typeof unitStatusSchema> {}

/**
 * The document `status.json`, and the data of the page. Every text in it may come from a stranger.
 * Objects may have more keys: a later version of Tagstream wrote them.
 */
export const statusSchema = v.object({
  version: v.literal(1),
  generated: moment("When Tagstream began to read."),
  source: v.exactOptional(text("The page of the repository.")),
  limit: seconds("The age that images may have."),
  units: v.array(unitStatusSchema),
  notes: texts("What could not be read, and other remarks."),
});

/** What all streams show, and how it came to be. */
export interface Status extends v.InferOutput<typeof statusSchema> {}
