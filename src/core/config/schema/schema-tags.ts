import * as v from "valibot";
import { text } from "../../lib/config-scalars.ts";
import { when } from "./schema-parts.ts";

/** The keys of tags, which the top level and an image have: `matrix`, `aliases`, `versions`. */

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
            "The form of git tags that are versions. It has `{version}` once, and may contain `{image}`: `{image}-v{version}`. Default: `v{version}`.",
          ),
        ),
      ),
      tags: v.exactOptional(
        v.pipe(
          v.array(text("A pattern: `{version}`, `{version}-{variant}`, `{major}.{minor}`, `latest`.")),
          v.minLength(1, "it is an empty list"),
          v.description(
            "The version tags. One with `{version}` is written once; any other shows the newest version that gives the same text, without pre-releases. They may have `{major}`, `{minor}`, `{patch}`, the matrix's dimensions, `{variant}` (their values, joined by `-`), `{stream}` and `{image}`. Default: `{variant}-{version}`, `{variant}-{major}.{minor}` and `{variant}-{major}`.",
          ),
        ),
      ),
    }),
    v.description(description),
  );
