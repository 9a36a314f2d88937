import * as v from "valibot";
import { platforms, text, variableName } from "../../lib/config-scalars.ts";
import { testConfigSchema } from "../../tests/config-schema.ts";
import { args, repositories, values, when } from "./schema-parts.ts";

/**
 * The keys of an image. The top level may also have `matrix`, `tag` and `aliases`, for all images.
 */

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
                "Values for every combination that it matches, or a new combination, as in GitHub Actions. May name `stream`.",
              ),
            ),
            v.description(
              "Adds values to combinations, for placeholders. The default tag does not contain them. An entry that matches no combination adds a new one.",
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
        v.description("A dimension and its values."),
      ),
    ),
    v.description(description),
  );

export const aliases = (description: string) =>
  v.pipe(
    v.array(
      v.strictObject({
        tag: text(
          "The additional tag, with placeholders: `{series}-{stream}`, `latest`, and those that each publication fills: `{date}`, `sha-{sha}`, `{label:org.opencontainers.image.version}`.",
        ),
        when: v.exactOptional(
          when("Limits the alias to units with these values: for each dimension, or `stream`, one value or a list."),
        ),
        timestamps: v.exactOptional(
          v.pipe(v.boolean(), v.description("`true`: the alias gets timestamp tags too. Default: `false`.")),
        ),
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
            "The form of git tags that are versions. It ends in `{version}`, and may contain `{image}`: `{image}-v{version}`. Default: `v{version}`.",
          ),
        ),
      ),
    }),
    v.description(description),
  );

const secret = v.union([
  variableName("Id of the secret, and name of the environment variable with its value."),
  v.strictObject({
    id: v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9_.-]+$/, "an id has letters, digits, `_`, `.` and `-`"),
      v.description("Id, as the Dockerfile's `RUN --mount=type=secret,id=…` names it."),
    ),
    env: v.exactOptional(variableName("Name of the environment variable with its value. Default: the id.")),
    src: v.exactOptional(v.pipe(v.string(), v.nonEmpty("it is empty"), v.description("Path of the file with its value."))),
  }),
]);

const destinations = repositories(
  "A full repository name: `docker.io/opensciencegrid/frontier-squid`.",
  "A full repository name: `docker.io/opensciencegrid/frontier-squid`.",
  "Full repository names for this image, instead of `registries` plus the image's name.",
);

export const image = v.strictObject({
  context: v.pipe(
    v.string(),
    v.nonEmpty("it is empty: write `.` for the repository's root"),
    v.description("Folder of the build context, relative to the repository's root. May have placeholders."),
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
        "Another image of this file as the base of this one. Tagstream builds on the digest of its unit with the same stream and values. Without `base`, Tagstream finds the base by its published reference in the Dockerfile.",
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
  args: v.exactOptional(args("the image. They override those of the stream. `{built}` is the plan's timestamp")),
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
      v.description("Secrets for `RUN --mount=type=secret`: name a variable (`env`) or a file (`src`), never the value."),
    ),
  ),
  labels: v.exactOptional(values("Labels of the image; may have placeholders.")),
  platforms: v.exactOptional(platforms("The platforms to build for. Default: `linux/amd64`.")),
  matrix: v.exactOptional(
    v.pipe(
      v.union([
        matrix("Dimensions with their values, as in GitHub Actions."),
        v.pipe(v.literal(false), v.description("No variants, although there is a common matrix.")),
      ]),
      v.description("The image's own matrix. It replaces the common one; `false` means no variants."),
    ),
  ),
  streams: v.exactOptional(v.pipe(v.array(text("A stream.")), v.description("The image's streams. Default: all."))),
  tag: v.exactOptional(text("The image's own stream tag. It replaces the common one, and may have placeholders.")),
  aliases: v.exactOptional(aliases("The image's own additional tags. They replace the common ones.")),
  versions: v.exactOptional(
    v.pipe(
      v.union([
        versions("The git tags that give the image version tags."),
        v.pipe(v.literal(false), v.description("No version tags, although the common key is set.")),
      ]),
      v.description("The image's own version tags. They replace the common ones; `false` means none."),
    ),
  ),
  destinations: v.exactOptional(destinations),
  required: v.exactOptional(
    v.pipe(
      v.union([v.boolean(), v.strictObject({ when: when("The units with these values are required. The others are not.") })]),
      v.description(
        "Whether a failure makes the run red. With `{ when: … }`, only units with those values are required. Default: `true`.",
      ),
    ),
  ),
  tests: v.exactOptional(
    v.pipe(
      v.array(testConfigSchema),
      v.description("Tests that must pass on every platform before Tagstream publishes the image."),
    ),
  ),
});
