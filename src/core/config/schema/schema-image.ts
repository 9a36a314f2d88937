import * as v from "valibot";
import { platform, platformHint, platformKey, text, variableName } from "../../lib/config-scalars.ts";
import { testConfigSchema } from "../../tests/config-schema.ts";
import { packages, scan } from "./schema-packages.ts";
import { args, repositories, valueFiles, values, when } from "./schema-parts.ts";
import { imageRetention } from "./schema-retention.ts";
import { aliases, matrix, versions } from "./schema-tags.ts";

/**
 * The keys of an image. The top level may also have `matrix`, `tag` and `aliases`, for all images.
 */

const imageCandidates = v.pipe(
  v.union([
    v.pipe(v.literal(false), v.description("Pull requests are built and tested, and pushed nowhere. The merge builds again.")),
    v.strictObject({
      repository: v.pipe(v.string(), v.description("A full repository name: `quay.io/team-dev/squid`. No placeholders.")),
    }),
  ]),
  v.description("Where builds and candidates of pull requests go. It replaces the common key."),
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

const context = v.pipe(
  v.string(),
  v.nonEmpty("it is empty: write `.` for the repository's root"),
  v.description("Folder of the build context, relative to the repository's root. May have placeholders."),
);

export const image = v.strictObject({
  context,
  dockerfile: v.exactOptional(
    v.pipe(
      v.string(),
      v.nonEmpty("it is empty"),
      v.description("Path of the Dockerfile, relative to the context. May have placeholders. Default: `Dockerfile`."),
    ),
  ),
  base: v.exactOptional(
    v.pipe(
      v.union([
        v.pipe(v.string(), v.description("An image of this file.")),
        v.pipe(v.array(v.pipe(v.string(), v.description("An image of this file."))), v.minLength(1, "it is an empty list")),
      ]),
      v.description(
        "Other images of this file that this one is built on: one, or a list. Tagstream builds on the digest of each one's unit with the same stream and values. Without `base`, Tagstream finds bases by their published references in the Dockerfile.",
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
  annotations: v.exactOptional(
    values(
      "OCI annotations of the image's index and its manifests; may have placeholders. Tagstream writes its own besides: `io.github.tagstream.…`, and `org.opencontainers.image.source`, `.revision` and `.created`.",
    ),
  ),
  compression: v.exactOptional(
    v.pipe(
      v.union([v.literal("gzip"), v.literal("zstd")]),
      v.description(
        "Compression of the layers that the build makes; those of its base stay as they are. `zstd` needs Docker 23 or containerd 1.5 where the image runs or is tested. Default: `gzip`.",
      ),
    ),
  ),
  provenance: v.exactOptional(
    v.pipe(
      v.union([v.literal("min"), v.literal("max")]),
      v.description(
        "`max` records the whole build in its provenance: the Dockerfile and every build argument, with its value. Default: `min`, what the build was made from.",
      ),
    ),
  ),
  "shared-stages": v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description(
        "Whether one job builds all images of this Dockerfile and context that say so, and runs the stages that they share once for each platform. Default: `false`.",
      ),
    ),
  ),
  cache: v.exactOptional(
    v.pipe(
      v.boolean(),
      v.description(
        "Whether builds have a cache, under `cache.…` tags of the first destination. Rebuilds and pushes write it; pull requests and merges read it; rebuilds never do. It holds the layers of all stages. Default: `false`.",
      ),
    ),
  ),
  platforms: v.exactOptional(
    v.pipe(
      v.array(
        v.union(
          [
            platform,
            v.strictObject({
              platform: platformKey("The platform: `linux/arm64`."),
              when: v.exactOptional(
                when("Only for units with these values: for each dimension, or `stream`, one value or a list."),
              ),
            }),
          ],
          platformHint,
        ),
      ),
      v.minLength(1, "it is empty"),
      v.description(
        "The platforms to build for. With `{ platform: …, when: … }`, only units with those values. Default: `linux/amd64`.",
      ),
    ),
  ),
  matrix: v.exactOptional(
    v.pipe(
      v.union([
        matrix("Dimensions with their values, as in GitHub Actions."),
        v.pipe(v.literal(false), v.description("No variants, although there is a common matrix.")),
      ]),
      v.description("The image's own matrix. It replaces the common one; `false` means no variants."),
    ),
  ),
  streams: v.exactOptional(
    v.pipe(
      v.union([
        v.array(text("A stream.")),
        v.pipe(v.literal(false), v.description("No stream: the image has version tags alone, and needs `versions`.")),
      ]),
      v.description("The image's streams. `false` means none: only a git tag publishes the image. Default: all."),
    ),
  ),
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
  values: v.exactOptional(valueFiles("The image's own values. They join the common ones, and replace those of the same name.")),
  destinations: v.exactOptional(destinations),
  candidates: v.exactOptional(imageCandidates),
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
  packages: v.exactOptional(packages),
  scan: v.exactOptional(scan),
  retention: v.exactOptional(imageRetention),
});

/** An image as the file may have it: `defaults` may have the context. */
export const writtenImage = v.strictObject({ ...image.entries, context: v.exactOptional(context) });

/** The keys of `defaults`: all but those of `keysOutsideDefaults`. */
export const defaults = v.pipe(
  v.strictObject({
    ...v.omit(writtenImage, ["values", "matrix", "tag", "aliases", "versions", "destinations", "base", "retention"]).entries,
  }),
  v.description(
    "Keys of every image: all of them but `base`, `destinations`, `values` and those that are at the top level, too. An image's own keys win; its own `args`, `labels` and `contexts` are joined with these by name.",
  ),
);
