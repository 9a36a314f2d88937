import * as v from "valibot";
import { intents } from "../events/capabilities.ts";
import {
  commit,
  digest,
  hash,
  jobId,
  list,
  name,
  ordinal,
  platform,
  repository,
  someOf,
  text,
  timestamp,
  values,
} from "../lib/scalars.ts";
import { testKinds } from "../tests/kinds.ts";
import { blockerCodes } from "./blocker.ts";
import { decisions } from "./plan.ts";
import { conditionNames } from "./promotion.ts";

/**
 * The shape of a plan, for reading one back and for `schema/tagstream.plan.schema.json`.
 * `__tests__/core/plan/plan-document.test.ts` has the compiler prove that it is the shape of `Plan`. What takes two values to decide is in `plan-check.ts`.
 */

const alias = v.strictObject({
  tag: text("The tag."),
  timestamps: v.pipe(v.boolean(), v.description("Whether it gets timestamp tags too.")),
});

const destination = v.strictObject({
  repository: text("`registry/name`, always with its registry."),
  required: v.pipe(v.boolean(), v.description("`false`: its failure is a warning, and the next run completes it.")),
});

const secret = v.strictObject({
  id: name("As `RUN --mount=type=secret,id=…` names it."),
  env: v.exactOptional(name("Name of the environment variable that holds it.")),
  src: v.exactOptional(name("Path of the file that holds it.")),
});

const build = v.strictObject({
  context: name("The build context, from the repository's root; `.` for the root."),
  dockerfile: name("The Dockerfile, from the repository's root."),
  target: v.exactOptional(name("The stage to build.")),
  args: values("Build arguments; `{built}` is still to be substituted."),
  contexts: values("Named contexts: a folder from the repository's root, or `docker-image://…`, `https://…`."),
  secrets: list(secret, "Secrets by reference, never by value."),
  labels: values("Labels of the image."),
});

const test = v.variant(
  "kind",
  testKinds.map(({ plan }) => plan),
);

const inputs = v.pipe(
  v.union([v.strictObject({ hash: hash("What the unit is made of.") }), v.strictObject({ none: text("Why it has no hash.") })]),
  v.description("The inputs hash, or why there is none."),
);

const candidate = v.pipe(
  v.strictObject({
    digest: digest("What its candidate tag by inputs hash showed when the plan was made."),
    pullRequest: v.exactOptional(ordinal("The pull request that it was built for.")),
    conditions: list(
      v.strictObject({
        name: v.pipe(v.picklist(conditionNames), v.description("Which condition of promotion.")),
        holds: v.boolean(),
        evidence: text("What it was decided on, for people."),
      }),
      "The conditions of promotion, whether they hold or not.",
    ),
  }),
  v.description("A tested build of the unit's inputs."),
);

const hold = v.pipe(
  v.strictObject({
    issue: ordinal("The issue's number."),
    url: text("The issue's page."),
    reason: text("Why, for people."),
    owner: text("Who answers for it."),
    since: text("When it began, RFC 3339."),
    expires: v.exactOptional(text("The day by which it was to end.")),
    digest: v.exactOptional(digest("What the stream has to show; absent: what it shows.")),
    inputs: v.exactOptional(hash("What that digest was made of, as it says.")),
    stamp: v.exactOptional(
      v.pipe(
        v.strictObject({
          timestamp: timestamp("Its timestamp."),
          sequence: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99), v.description("Its place in that minute.")),
        }),
        v.description("Of a rollback: under which timestamp tag that digest is published."),
      ),
    ),
  }),
  v.description("What kept its stream from moving when the plan was made."),
);

const unit = v.strictObject({
  name: text("What people know it by: image and stream tag, `frontier-squid:25-el9-release`. Unique."),
  image: text("The image's name in the configuration."),
  stream: name("The stream's name in the configuration."),
  variant: values("The matrix's dimensions with this unit's values."),
  streamTag: text("The tag that moves."),
  aliases: list(alias, "Tags that move with the stream tag."),
  versions: v.exactOptional(v.strictObject({ gitTag: name("The git tags that are versions of it: `v{version}`.") })),
  destinations: someOf(destination, "Where it is published; the first one holds its builds."),
  required: v.pipe(v.boolean(), v.description("`false`: its failure does not make the run red.")),
  base: v.exactOptional(text("Name of the unit that it is built on.")),
  baseNames: v.exactOptional(
    list(v.string(), "What names its base in its Dockerfile, where that is not just what it is published as."),
  ),
  platforms: someOf(platform, "The platforms that it is built for."),
  build,
  tests: list(test, "Its tests."),
  decision: v.pipe(v.picklist(decisions), v.description("What is done with it.")),
  reason: text("Why, for people."),
  blocked: v.exactOptional(v.pipe(v.picklist(blockerCodes), v.description("Of a unit that is blocked: the code of the cause."))),
  inputs,
  testsHash: hash("The hash of its tests: their definition, scripts and files."),
  current: v.exactOptional(digest("What its newest timestamp tag showed when the plan was made.")),
  putBack: v.exactOptional(hash("What `current` is made of, where a rollback put it back, and it is not built again.")),
  hold: v.exactOptional(hold),
  candidate: v.exactOptional(candidate),
  withheld: v.exactOptional(
    someOf(
      name("A secret's id."),
      "Of an untrusted change: the secrets of the base branch's configuration that its build does not get.",
    ),
  ),
  tags: list(
    v.string(),
    "Every tag that publishing would write, in order; of a proposed change, its candidate tags; of a version, its version tags.",
  ),
  references: list(v.string(), "The same as full references: in every destination, candidate tags in the first one alone."),
});

const promotion = v.pipe(
  v.union([
    v.literal("never"),
    v.strictObject({
      maxAge: v.pipe(v.number(), v.minValue(0), v.description("Milliseconds up to which a candidate is published.")),
    }),
  ]),
  v.description("Whether a merge publishes the candidate that was tested."),
);

const job = v.strictObject({
  id: jobId("The matrix entry, and part of the record's file name."),
  units: someOf(v.string(), "Names of the units to build or test, bases before what is built on them."),
});

const run = v.strictObject({
  id: name("GitHub's run id, the same in every attempt; `local` on the command line."),
  attempt: ordinal("Which attempt of the run."),
  url: v.exactOptional(text("Where a person can read the run.")),
});

export const planSchema = v.pipe(
  v.strictObject({
    version: v.pipe(v.literal(1), v.description("Version of the plan's format.")),
    intent: v.pipe(v.picklist(intents), v.description("What the event asks for.")),
    event: text("GitHub's name of the event."),
    repository: repository("The repository, `owner/name`."),
    source: v.exactOptional(text("The repository's page.")),
    commit: commit("The commit that is built, and that every later job checks out."),
    revision: commit("What labels name as revision: the pull request's head where `commit` is GitHub's temporary merge."),
    branch: text("The default branch, or the pull request's base branch."),
    pullRequest: v.exactOptional(ordinal("Number of the pull request.")),
    gitTag: v.exactOptional(name("Of a version, the git tag: `v1.4.2`.")),
    part: v.exactOptional(text("Which part of the images it is about: its `only`, and its `config` where that is another one.")),
    config: v.exactOptional(name("Path of the configuration, where it is not `.github/tagstream.yml`.")),
    timestamp: timestamp("UTC `YYYYMMDD-HHMM`, read from the clock once."),
    run,
    promotion,
    units: list(unit, "What is planned for every unit, bases before what is built on them."),
    jobs: v.pipe(
      v.array(job),
      v.maxLength(256, "there are more than 256, the most that a matrix may have"),
      v.description("What is built or tested where."),
    ),
    notes: list(v.string(), "What a reader of the plan should know."),
  }),
  v.title("Tagstream's plan"),
  v.description("What one run of Tagstream does with every unit, and why: the contract between plan, build and publish."),
);
