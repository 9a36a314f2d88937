import * as v from "valibot";
import { duration, text } from "../../lib/config-scalars.ts";
import { repositoryNamePattern } from "../../oci/reference.ts";
import { from } from "./schema-from.ts";
import { aliases, image, matrix, versions } from "./schema-image.ts";
import { args, repositories } from "./schema-parts.ts";

/**
 * The one schema of `.github/tagstream.yml`. The types, the validation,
 * docs/reference/configuration.md and `schema/tagstream.schema.json` for editors come from it.
 * `checks/` has the rules that need more than one key.
 */

const registries = repositories(
  "A registry with its namespace: `ghcr.io/octo-org`.",
  "A registry with its namespace: `docker.io/osg`.",
  "Where Tagstream publishes images: registry and namespace, without the image's name. A unit's first registry stores its builds and candidates; every published tag goes to all. Default: `ghcr.io/` and the repository's owner in lower case; on GHE.com `containers.SUBDOMAIN.ghe.com/` and the owner; required on any other server.",
);

const stream = v.union([
  v.pipe(v.null_(), v.description("A stream of the default branch, without its own build arguments.")),
  v.strictObject({ from: v.exactOptional(from), args: v.exactOptional(args("every image in this stream")) }),
]);

const name = (pattern: RegExp, message: string) => v.pipe(v.string(), v.regex(pattern, message));

export const configurationSchema = v.pipe(
  v.strictObject({
    registries: v.exactOptional(registries),
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
    images: v.pipe(
      v.record(v.pipe(v.string(), v.metadata({ pattern: repositoryNamePattern.source })), image),
      v.metadata({ minProperties: 1 }),
      v.description("The images by name."),
    ),
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
  v.description("Configuration of Tagstream: the container images to keep fresh, and their tags."),
);

export type Config = v.InferOutput<typeof configurationSchema>;
export type ImageConfig = Config["images"][string];
export type MatrixConfig = NonNullable<Config["matrix"]>;
export type AliasConfig = NonNullable<Config["aliases"]>[number];
export type WhenConfig = NonNullable<AliasConfig["when"]>;
export type RepositoryConfig = NonNullable<Config["registries"]>[number];
export type FromConfig = v.InferOutput<typeof from>;
export type SecretConfig = NonNullable<ImageConfig["secrets"]>[number];
