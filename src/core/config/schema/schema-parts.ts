import * as v from "valibot";
import { text, variableName } from "../../lib/config-scalars.ts";
import { placeholderName } from "../../lib/placeholder.ts";

/** The common parts of the configuration's schema. */

export const when = (description: string) =>
  v.pipe(
    v.record(
      v.string(),
      v.union([
        text("The required value."),
        v.pipe(v.array(text("One of the accepted values.")), v.minLength(1, "it is an empty list")),
      ]),
    ),
    v.minEntries(1, "it is empty"),
    v.description(description),
  );

export const values = (description: string) => v.pipe(v.record(v.string(), text("Its value.")), v.description(description));

export const valueFiles = (description: string) =>
  v.pipe(
    v.record(
      v.pipe(
        v.string(),
        v.regex(placeholderName, "a name has lower-case letters, digits, `_` and `-`, as placeholders need"),
        v.metadata({ pattern: placeholderName.source }),
      ),
      v.strictObject({
        file: v.pipe(
          v.string(),
          v.nonEmpty("it is empty"),
          v.description(
            "The file, relative to the repository's root, at most 256 KiB. May have placeholders of the matrix, `{image}` and `{stream}`. Without `match`, its whole text is the value.",
          ),
        ),
        match: v.exactOptional(
          v.pipe(
            v.string(),
            v.nonEmpty("it is empty"),
            v.description(
              "A JavaScript regular expression; `^` and `$` match at line ends. The value is the first group of its first match. May have the same placeholders.",
            ),
          ),
        ),
      }),
    ),
    v.description(description),
  );

export const args = (owner: string) =>
  v.pipe(
    v.record(variableName("An `ARG` of the Dockerfile."), text("Its value; may have placeholders.")),
    v.description(`Build arguments of ${owner}.`),
  );

export const repositories = (item: string, name: string, description: string) =>
  v.pipe(
    v.array(
      v.union([
        v.pipe(v.string(), v.description(item)),
        v.strictObject({
          name: v.pipe(v.string(), v.description(name)),
          when: v.exactOptional(when("Only for units with these values.")),
          required: v.exactOptional(
            v.pipe(
              v.boolean(),
              v.description("`false`: a failure here is only a warning, and the next run retries. Default: `true`."),
            ),
          ),
        }),
      ]),
    ),
    v.minLength(1, "it is empty"),
    v.description(description),
  );

/** `owner/name`. */
export const repositoryOnGitHub = (description: string) =>
  v.pipe(
    v.string(),
    v.regex(/^(?!\.)[\w.-]+\/(?!\.\.?$)[\w.-]+$/, "it is not a repository: expected `owner/name`"),
    v.description(description),
  );
