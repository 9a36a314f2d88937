import * as v from "valibot";
import { platforms, text, variableName } from "../../lib/config-scalars.ts";
import { testConfigSchema } from "../../tests/config-schema.ts";
import { args, repositories, values, when } from "./schema-parts.ts";

/** What an image may have; `matrix`, `tag` and `aliases` may also stand at the top level, for all images. */

const combination = (description: string) =>
  v.pipe(v.record(v.string(), text("A value.")), v.minEntries(1, "it is empty"), v.description(description));

export const matrix = (description: string) =>
  v.pipe(
    v.objectWithRest(
      {
        include: v.exactOptional(
          v.pipe(
            v.array(
              combination(
                "Values for the combinations that it matches, or a new combination, as in GitHub Actions. May name `stream`.",
              ),
            ),
            v.description(
              "Adds values to combinations, for placeholders; they are no dimensions of the tag. An entry that matches no combination is a new one.",
            ),
          ),
        ),
        exclude: v.exactOptional(
          v.pipe(
            v.array(combination("Combinations to leave out. May name `stream`.")),
            v.description("Combinations to leave out, as in GitHub Actions. May name `stream`."),
          ),
        ),
      },
      v.pipe(
        v.array(text("One value of the dimension.")),
        v.minLength(1, "it is empty"),
        v.description("A dimension: the values that it takes."),
      ),
    ),
    v.description(description),
  );

export const aliases = (description: string) =>
  v.pipe(
    v.array(
      v.strictObject({
        tag: text("The further tag, with placeholders: `{series}-{stream}`, `latest`."),
        when: v.exactOptional(
          when("Only for units of which this holds: a dimension, or `stream`, and the value or the values that it has to have."),
        ),
        timestamps: v.exactOptional(v.pipe(v.boolean(), v.description("`true`: it gets timestamp tags too. Default: `false`."))),
      }),
    ),
    v.description(description),
  );

export const versions = (description: string) =>
  v.pipe(
    v.strictObject({
      stream: v.exactOptional(text("The stream whose images get version tags. Default: the only one.")),
      "git-tag": v.exactOptional(
        v.pipe(
          v.string(),
          v.description(
            "Which git tags are versions: a name that ends in `{version}`, and may have `{image}`: `{image}-v{version}`. Default: `v{version}`.",
          ),
        ),
      ),
    }),
    v.description(description),
  );

const secret = v.union([
  variableName("Id of the secret, and name of the environment variable that holds it."),
  v.strictObject({
    id: v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9_.-]+$/, "an id has letters, digits, `_`, `.` and `-`"),
      v.description("Id, as the Dockerfile's `RUN --mount=type=secret,id=…` names it."),
    ),
    env: v.exactOptional(variableName("Name of the environment variable that holds it. Default: the id.")),
    src: v.exactOptional(v.pipe(v.string(), v.nonEmpty("it is empty"), v.description("Path of the file that holds it."))),
  }),
]);

const destinations = repositories(
  "A full repository name: `docker.io/opensciencegrid/frontier-squid`.",
  "A full repository name: `docker.io/opensciencegrid/frontier-squid`.",
  "Full repository names that this image is published to, instead of `registries` followed by its name.",
);

export const image = v.strictObject({
  context: v.pipe(
    v.string(),
    v.nonEmpty("it is empty: the repository's root is `.`"),
    v.description("Folder that is the build context, relative to the repository's root. May have placeholders."),
  ),
  dockerfile: v.exactOptional(
    v.pipe(
      v.string(),
      v.nonEmpty("it is empty"),
      v.description("Path of the Dockerfile, relative to the context. May have placeholders. Default: `Dockerfile`."),
    ),
  ),
  base: v.exactOptional(
    v.pipe(
      v.string(),
      v.description(
        "Another image of this file that this one is built on. Its unit of the same stream and the same values is used, by digest. Without it, a published reference that the Dockerfile names is the base.",
      ),
    ),
  ),
  target: v.exactOptional(
    v.pipe(
      v.string(),
      v.nonEmpty("it is empty"),
      v.description("Stage of the Dockerfile to build. May have placeholders. Default: the last one."),
    ),
  ),
  args: v.exactOptional(args("the image; they win over those of the stream. `{built}` is the plan's timestamp")),
  contexts: v.exactOptional(
    v.pipe(
      v.record(
        v.string(),
        v.pipe(
          v.string(),
          v.nonEmpty("it is empty"),
          v.description(
            "A folder, relative to the repository's root, or `docker-image://…`, `https://…`. May have placeholders.",
          ),
        ),
      ),
      v.description("Named contexts, for `FROM name` and `COPY --from=name`."),
    ),
  ),
  secrets: v.exactOptional(
    v.pipe(
      v.array(secret),
      v.description(
        "Secrets for `RUN --mount=type=secret`: by the name of a variable (`env`) or a file (`src`), never by value.",
      ),
    ),
  ),
  labels: v.exactOptional(values("Labels of the image; may have placeholders.")),
  platforms: v.exactOptional(platforms("The platforms to build for. Default: `linux/amd64`.")),
  matrix: v.exactOptional(
    v.pipe(
      v.union([
        matrix("Dimensions with their values, as in GitHub Actions."),
        v.pipe(v.literal(false), v.description("No variants, whatever the common matrix says.")),
      ]),
      v.description("The image's own matrix, in place of the common one; `false` for an image without variants."),
    ),
  ),
  streams: v.exactOptional(v.pipe(v.array(text("A stream.")), v.description("The streams that the image is in. Default: all."))),
  tag: v.exactOptional(text("The image's own stream tag, in place of the common one; may have placeholders.")),
  aliases: v.exactOptional(aliases("The image's own further tags, in place of the common ones.")),
  versions: v.exactOptional(
    v.pipe(
      v.union([
        versions("On which git tags the image gets version tags."),
        v.pipe(v.literal(false), v.description("No version tags, whatever the common key says.")),
      ]),
      v.description("The image's own version tags, in place of the common ones; `false` for none."),
    ),
  ),
  destinations: v.exactOptional(destinations),
  required: v.exactOptional(
    v.pipe(
      v.union([v.boolean(), v.strictObject({ when: when("The units that are required; the others are not.") })]),
      v.description(
        "Whether failing makes the run red; `{ when: … }`: for the units of which it holds, and for no others. Default: `true`.",
      ),
    ),
  ),
  tests: v.exactOptional(
    v.pipe(v.array(testConfigSchema), v.description("What has to pass, on every platform, before anything is published.")),
  ),
});
