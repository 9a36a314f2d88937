import * as v from "valibot";
import { followsSchema } from "../follow/follows.ts";
import { commit, list, name, platform, someOf, text, values } from "../lib/scalars.ts";
import { severities } from "../scan/finding.ts";
import { type Test, testKinds } from "../tests/kinds.ts";

const aliasSchema = v.strictObject({
  /** Its `when` holds for this unit, and its placeholders are substituted. */
  tag: text("The tag."),
  /** Whether Tagstream also writes `{alias}-{timestamp}`. */
  timestamps: v.pipe(v.boolean(), v.description("Whether the alias gets timestamp tags too.")),
});

/** An alias of a unit's stream tag. */
export interface Alias extends v.InferOutput<typeof aliasSchema> {}

const evaluatedAliasSchema = v.strictObject({
  /** Its `when` holds for this unit, and the placeholders of the matrix are substituted. */
  pattern: name("The tag, with placeholders that each publication gives a text: `sha-{sha}`."),
  timestamps: v.pipe(v.boolean(), v.description("Whether the alias gets timestamp tags too.")),
  values: v.exactOptional(values("The texts of its placeholders for values, at the unit's commit.")),
});

/** An alias whose text each publication gives: it depends on more than the matrix. */
export interface EvaluatedAlias extends v.InferOutput<typeof evaluatedAliasSchema> {}

const destinationSchema = v.strictObject({
  /** `docker.io/osg/xcache`, `localhost:5000/xcache`. */
  repository: text("`registry/name`, always with its registry."),
  required: v.pipe(v.boolean(), v.description("`false`: a failure here is only a warning, and the next run retries.")),
});

/** One repository in a registry to which a unit is published. */
export interface Destination extends v.InferOutput<typeof destinationSchema> {}

const secretSchema = v.strictObject({
  id: name("The id in `RUN --mount=type=secret,id=…`."),
  env: v.exactOptional(name("Name of the environment variable with its value.")),
  src: v.exactOptional(name("Path of the file with its value.")),
});

/** A secret by reference: never its value. Exactly one of `env` and `src`. */
export interface SecretReference extends v.InferOutput<typeof secretSchema> {}

const buildSchema = v.strictObject({
  context: name("The build context, from the repository's root; `.` for the root."),
  dockerfile: name("The Dockerfile, from the repository's root."),
  target: v.exactOptional(name("The stage to build.")),
  args: values("Build arguments. The build substitutes `{built}`."),
  contexts: values("Named contexts: a folder from the repository's root, or `docker-image://…`, `https://…`."),
  secrets: list<SecretReference>(secretSchema, "Secrets by reference, never by value."),
  labels: values("Labels of the image."),
  annotations: v.exactOptional(values("OCI annotations of the index and its manifests, besides Tagstream's own.")),
  /** Absent: gzip, BuildKit's default. */
  compression: v.exactOptional(v.pipe(v.literal("zstd"), v.description("The compression of the layers, if it is not gzip."))),
  /** Absent: minimal. */
  provenance: v.exactOptional(v.pipe(v.literal("max"), v.description("`max`: the provenance records the whole build."))),
  sharedStages: v.exactOptional(
    v.pipe(v.literal(true), v.description("One job builds all units of this Dockerfile and context that have this key.")),
  ),
  /** Absent: builds neither read nor write one. It is no input. */
  cache: v.exactOptional(v.pipe(v.literal(true), v.description("Whether builds have a cache in the first destination."))),
  /** Absent: the build attests a list of packages. It is no input. */
  packages: v.exactOptional(v.pipe(v.literal(false), v.description("`false`: the build attests no list of packages."))),
});

/** How a unit's image is built. All placeholders but `{built}` are substituted. */
export interface BuildSpec extends v.InferOutput<typeof buildSchema> {}

const scanSchema = v.strictObject({
  script: someOf(v.string(), "The program, from the repository's root, and its arguments."),
  /** Absent: never. */
  fail: v.exactOptional(
    v.pipe(v.picklist(severities), v.description("The lowest severity of a new finding that fails the unit.")),
  ),
});

/** How a unit's vulnerabilities are scanned. All placeholders are substituted. */
export interface ScanSpec extends v.InferOutput<typeof scanSchema> {}

const testSchema = v.variant(
  "kind",
  testKinds.map(({ plan }) => plan),
);

const versionsSchema = v.strictObject({
  gitTag: name("The form of the git tags that are its versions: `v{version}`."),
  /** Absent: the variant with the whole version, its minor and its major line. */
  tags: v.exactOptional(
    someOf(name("A pattern: `{version}`, `{major}.{minor}`, `latest`."), "The patterns of its version tags, if configured."),
  ),
  /** Present if the image has `streams: false`. */
  alone: v.exactOptional(v.pipe(v.literal(true), v.description("The unit is in no stream: it has version tags alone."))),
});

/** The forms of timestamps: `YYYYMMDD-HHMM`, and `YYYYMMDD`. */
export const timestampForms = ["minute", "day"] as const;

/** Where a unit's files come from, if not from the plan's commit. */
export const unitSourceSchema = v.pipe(
  v.strictObject({
    ref: name("The full git ref: `refs/tags/v1.4.2`, `refs/heads/3.22-stable`."),
    commit: commit("The commit to build; every later job checks it out."),
    version: v.exactOptional(text("The version in the git tag: `1.4.2`.")),
  }),
  v.description("Where its files come from. Absent: the plan's own commit."),
);

/** The git ref and the commit that a unit is built from, if they are not the plan's own. */
export interface UnitSource extends v.InferOutput<typeof unitSourceSchema> {}

const replacedNames = "Names that the build replaces by the base, if they are not just the base's references and image name.";

const otherBaseSchema = v.strictObject({
  unit: text("Name of the base unit."),
  names: v.exactOptional(list(v.string(), replacedNames)),
  platforms: v.exactOptional(someOf(platform, "The platforms that use the base, if not all do.")),
});

/** The keys of a unit. A plan adds to them what it decides. */
export const unitEntries = {
  name: text("The unique name for people: image and stream tag, `frontier-squid:25-el9-release`."),
  image: text("The image's name in the configuration."),
  stream: name("The stream's name in the configuration."),
  /** Present if the stream has `from`. */
  source: v.exactOptional(unitSourceSchema),
  /** Present if the stream has `follows`. `build` and `tests` are then its source's, and its own tests come last. */
  follows: v.exactOptional(followsSchema),
  /** In the order of the configuration. */
  variant: values("The matrix's dimensions with this unit's values."),
  streamTag: text("The stream tag."),
  aliases: list<Alias>(aliasSchema, "Tags that move with the stream tag."),
  evaluatedAliases: v.exactOptional(
    someOf<EvaluatedAlias>(evaluatedAliasSchema, "Aliases whose text each publication gives. They move with the stream tag."),
  ),
  /** Present in the one stream whose images get version tags. */
  versions: v.exactOptional(versionsSchema),
  /** Absent: minutes, and a tag that ends like a day has no meaning. */
  timestamps: v.exactOptional(
    v.pipe(v.picklist(timestampForms), v.description("The form of new timestamps, if the configuration names one.")),
  ),
  /** The first one also holds its candidates, unless `candidates` says otherwise. Never empty. */
  destinations: someOf<Destination>(destinationSchema, "Where Tagstream publishes the unit. The first one stores its builds."),
  /** Absent: the first destination. */
  candidates: v.exactOptional(
    v.pipe(
      v.union([v.literal(false), text("`registry/name`, always with its registry.")]),
      v.description("Where builds and candidates of proposed changes go, if not to the first destination; `false`: nowhere."),
    ),
  ),
  required: v.pipe(v.boolean(), v.description("`false`: a failure does not make the run red.")),
  /** The image's `base`, or an image of this configuration that its Dockerfile names. */
  base: v.exactOptional(text("Name of the base unit.")),
  /** A stage of the Dockerfile may have such a name. */
  baseNames: v.exactOptional(list(v.string(), replacedNames)),
  basePlatforms: v.exactOptional(someOf(platform, "The platforms that use the base, if not all do.")),
  /** Read all bases with `basesOf`. */
  otherBases: v.exactOptional(someOf(otherBaseSchema, "More units that it is built on.")),
  /** `linux/amd64`, `linux/arm64`, `linux/arm/v7`. Never empty. */
  platforms: someOf(platform, "The platforms to build for."),
  build: buildSchema,
  tests: list<Test>(testSchema, "Its tests."),
  /** Only its script is part of the tests hash. */
  scan: v.exactOptional(v.pipe(scanSchema, v.description("Its vulnerability scan, if configured."))),
};

const unitSchema = v.strictObject(unitEntries);

/**
 * image x variant x stream: Tagstream plans, builds, tests, publishes, holds and rolls back each
 * unit on its own.
 */
export interface Unit extends v.InferOutput<typeof unitSchema> {}
