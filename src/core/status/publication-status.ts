import * as v from "valibot";
import { digest, text } from "../lib/scalars.ts";
import { packageChangeKinds } from "../packages/image-changes.ts";

const originSchema = v.variant("kind", [
  v.object({ kind: v.literal("built"), why: v.exactOptional(text("Why a rebuild built it, in one word.")) }),
  v.object({
    kind: v.literal("promoted"),
    pullRequest: v.exactOptional(v.number()),
    built: v.exactOptional(text("The timestamp of the publication that built it.")),
  }),
  v.object({
    kind: v.literal("followed"),
    source: text("The source unit."),
    stamp: text("The source's publication."),
    verifiedBy: v.exactOptional(v.array(v.string())),
    advanced: v.exactOptional(v.object({ by: v.string(), reason: v.string() })),
  }),
  v.object({ kind: v.literal("rolled back"), to: text("The publication that it restored.") }),
  v.object({ kind: v.literal("published again"), first: text("The first publication of its digest.") }),
  v.object({ kind: v.literal("unchanged"), since: text("The first publication of its digest, in a row.") }),
  v.object({ kind: v.literal("adopted") }),
]);

/** How an image came to be published: as `history --json` says it. */
export type OriginStatus = v.InferOutput<typeof originSchema>;

const changeSchema = v.object({
  kind: v.picklist(packageChangeKinds),
  name: text("The package, with its architecture where those of one image changed differently."),
  before: v.pipe(v.array(v.string()), v.description("Its versions before; empty: it was added.")),
  now: v.pipe(v.array(v.string()), v.description("Its versions now; empty: it was removed.")),
  platforms: v.exactOptional(
    v.pipe(v.array(v.string()), v.description("The platforms where it changed so, if not all with a list.")),
  ),
});

/** A package that differs from the publication before. */
export interface ChangedPackage extends v.InferOutput<typeof changeSchema> {}

export const packagesStatusSchema = v.object({
  changed: v.pipe(v.number(), v.integer(), v.description("How many packages changed.")),
  total: v.exactOptional(v.pipe(v.number(), v.integer(), v.description("Of how many. Absent: unknown."))),
  changes: v.array(changeSchema),
  systemOnly: v.exactOptional(v.literal(true)),
  bytes: v.exactOptional(v.pipe(v.number(), v.integer(), v.description("Bytes of the layers of the largest platform."))),
  bytesBefore: v.exactOptional(v.pipe(v.number(), v.integer())),
  unknown: v.exactOptional(text("Why packages of a platform, or of all, are not known.")),
});

/** How the packages differ from those of the publication before it that has another digest. */
export interface PackagesStatus extends v.InferOutput<typeof packagesStatusSchema> {}

/** What an image says of itself, besides the keys of its publication. A later run need not read it again. */
const imageSchema = v.object({
  built: v.exactOptional(text("The timestamp of the plan that built it.")),
  intent: v.exactOptional(text("The intent of the run that built it.")),
  pullRequest: v.exactOptional(v.number()),
  reason: v.exactOptional(text("Why a rebuild built it, in one word.")),
  version: v.exactOptional(text("The version that it was built from.")),
});

const judgedSchema = v.object({ by: text("A login."), at: text("RFC 3339."), reason: text("The reason.") });

export const publicationStatusSchema = v.object({
  timestamp: text("The publication: `20261123-0617`."),
  digest: digest("Its digest."),
  origin: originSchema,
  revision: v.exactOptional(text("The commit that it was built from.")),
  version: v.exactOptional(text("The version of its source.")),
  bases: v.pipe(v.array(v.string()), v.description("Its base images: `docker.io/library/debian:bookworm-slim sha256:…`.")),
  aliases: v.exactOptional(v.array(v.string())),
  tests: v.exactOptional(text("The first 12 digits of the hash of the tests that it passed.")),
  image: v.exactOptional(
    v.pipe(imageSchema, v.description("What the image says of itself. Absent: a registry did not show all of it.")),
  ),
  verdicts: v.exactOptional(v.array(v.object({ ...judgedSchema.entries, verdict: v.picklist(["good", "bad"]) }))),
  yanked: v.exactOptional(judgedSchema),
  differing: v.pipe(v.array(v.string()), v.description("Repositories with another image, or none, under this timestamp.")),
  packages: v.exactOptional(packagesStatusSchema),
});

/** One publication of a unit. `packages` is absent if nobody compared them. */
export interface PublicationStatus extends v.InferOutput<typeof publicationStatusSchema> {}
