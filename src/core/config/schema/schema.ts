import * as v from "valibot";
import { duration, text } from "../../lib/config-scalars.ts";
import { repositoryNamePattern } from "../../oci/reference.ts";
import { timestampForms } from "../../unit/unit.ts";
import { followKeys } from "./schema-follow.ts";
import { from } from "./schema-from.ts";
import { defaults, image, writtenImage } from "./schema-image.ts";
import { jobs, runners } from "./schema-jobs.ts";
import { packageLists } from "./schema-packages.ts";
import { args, repositories, valueFiles } from "./schema-parts.ts";
import { pins } from "./schema-pins.ts";
import { notify, rebuild } from "./schema-rebuild.ts";
import { retention, streamRetention } from "./schema-retention.ts";
import { aliases, matrix, versions } from "./schema-tags.ts";

/**
 * The one schema of `.github/tagstream.yml`. The types, the validation,
 * docs/reference/configuration.md and `schema/tagstream.schema.json` for editors come from it.
 * `checks/` has the rules that need more than one key.
 */

const registries = repositories(
  "A registry with its namespace: `ghcr.io/octo-org`.",
  "A registry with its namespace: `docker.io/osg`.",
  "Where Tagstream publishes images: registry and namespace, without the image's name. A unit's first registry stores its builds and, without `candidates`, its candidates; every published tag goes to all. Default: `ghcr.io/` and the repository's owner in lower case; on GHE.com `containers.SUBDOMAIN.ghe.com/` and the owner; required on any other server.",
);

const stream = v.union([
  v.pipe(v.null_(), v.description("A stream of the default branch, without its own build arguments.")),
  v.strictObject({
    from: v.exactOptional(from),
    args: v.exactOptional(args("every image in this stream")),
    retention: v.exactOptional(streamRetention),
    ...followKeys,
  }),
]);

const name = (pattern: RegExp, message: string) => v.pipe(v.string(), v.regex(pattern, message));

const whole = "Configuration of Tagstream: the container images to keep fresh, and their tags.";

const imagesByName = "The images by name.";

const imageName = v.pipe(v.string(), v.metadata({ pattern: repositoryNamePattern.source }));

/** The configuration with `defaults` in each image (`withDefaults`). */
export const configurationSchema = v.pipe(
  v.strictObject({
    registries: v.exactOptional(registries),
    candidates: v.exactOptional(
      v.pipe(
        v.union([
          v.pipe(
            v.literal(false),
            v.description("Pull requests are built and tested, and pushed nowhere. A merge builds again."),
          ),
          v.strictObject({
            registry: v.pipe(
              v.string(),
              v.description("A registry with its namespace: `quay.io/team-dev`. No placeholders. Not one that publishes."),
            ),
          }),
        ]),
        v.description(
          "Where builds and candidates of pull requests and merge queues go. A merge copies them from there. Default: each image's first registry.",
        ),
      ),
    ),
    streams: v.exactOptional(
      v.pipe(
        v.record(
          name(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, "a stream's name is part of tags: use letters, digits, `_`, `.` and `-`"),
          stream,
        ),
        v.metadata({ minProperties: 1 }),
        v.description("The channels of each image, with their own sources and build arguments. Default: `release`."),
      ),
    ),
    matrix: v.exactOptional(matrix("The variants of the images: dimensions with their values, as in GitHub Actions.")),
    tag: v.exactOptional(
      text("The stream tag, with placeholders. Default: the matrix's dimensions in order, then the stream, joined by `-`."),
    ),
    aliases: v.exactOptional(aliases("Additional tags that move with the stream tag.")),
    versions: v.exactOptional(
      versions(
        "Version tags for pushed git tags: `v1.4.2` gives `1.4.2`, `1.4` and `1`, each after the values of the matrix. Without this key, a git tag gives no version tags.",
      ),
    ),
    timestamps: v.exactOptional(
      v.pipe(
        v.union(
          timestampForms.map((form) => v.literal(form)),
          `expected ${timestampForms.map((form) => `"${form}"`).join(" or ")}`,
        ),
        v.description(
          "The form of timestamps: `minute`, `20261123-0617`, or `day`, `20261123`. With this key, Tagstream reads both forms, so that a change keeps the history; without it, minutes alone. Default: `minute`.",
        ),
      ),
    ),
    values: v.exactOptional(
      valueFiles(
        "Values from files of the unit's source, as placeholders: `{NAME}` and, where the text is a version, `{NAME.major}`, `{NAME.minor}`, `{NAME.patch}`.",
      ),
    ),
    defaults: v.exactOptional(defaults),
    runners: v.exactOptional(runners),
    jobs: v.exactOptional(jobs),
    packages: v.exactOptional(packageLists),
    rebuild: v.exactOptional(rebuild),
    notify: v.exactOptional(notify),
    pins: v.exactOptional(pins),
    retention: v.exactOptional(retention),
    images: v.pipe(v.record(imageName, image), v.metadata({ minProperties: 1 }), v.description(imagesByName)),
    promotion: v.exactOptional(
      v.pipe(
        v.union([
          v.pipe(v.literal("never"), v.description("Every merge builds the images again.")),
          v.strictObject({
            "max-age": v.exactOptional(
              duration("The greatest age of a candidate that a merge may publish without a build. Default: `7d`."),
            ),
          }),
        ]),
        v.description("Whether a merge publishes the tested candidate of its pull request, unchanged."),
      ),
    ),
  }),
  v.title("Tagstream"),
  v.description(whole),
);

/** The configuration as people write it, for editors: with `defaults`, an image may be empty. */
export const writtenSchema = v.pipe(
  v.strictObject({
    ...configurationSchema.entries,
    images: v.pipe(v.record(imageName, v.nullable(writtenImage)), v.metadata({ minProperties: 1 }), v.description(imagesByName)),
  }),
  v.metadata({
    anyOf: [
      { required: ["defaults"] },
      {
        properties: {
          images: { description: imagesByName, additionalProperties: { type: "object", required: ["context"] } },
        },
      },
    ],
  }),
  v.title("Tagstream"),
  v.description(whole),
);

export type Config = v.InferOutput<typeof configurationSchema>;
export type ImageConfig = Config["images"][string];
export type MatrixConfig = NonNullable<Config["matrix"]>;
export type AliasConfig = NonNullable<Config["aliases"]>[number];
export type WhenConfig = NonNullable<AliasConfig["when"]>;
export type RepositoryConfig = NonNullable<Config["registries"]>[number];
export type StreamsConfig = NonNullable<Config["streams"]>;
export type RetentionConfig = NonNullable<Config["retention"]>;
export type FromConfig = v.InferOutput<typeof from>;
export type SecretConfig = NonNullable<ImageConfig["secrets"]>[number];
