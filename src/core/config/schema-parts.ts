import * as v from "valibot";
import { durationPattern } from "../lib/duration.ts";
import { normalizePlatform, platformPattern } from "../lib/platform.ts";

/** What the configuration's schema is put together from. */

/** Text that YAML may have read as a number or as true or false. The validation looks at what stands in the file. */
export const text = (description: string) =>
  v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.description(description), v.transform(String));

export const variableName = (description: string) =>
  v.pipe(
    v.string(),
    v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a name has letters, digits and `_`, and does not begin with a digit"),
    v.description(description),
  );

const durationHint = "a duration is a whole number with a unit: `60s`, `5m`, `2h`, `7d`";

export const duration = (description: string) =>
  v.pipe(v.string(durationHint), v.regex(durationPattern, durationHint), v.description(description));

export const when = (description: string) =>
  v.pipe(
    v.record(
      v.string(),
      v.union([
        text("The value that it has to have."),
        v.pipe(v.array(text("One of the values that it may have.")), v.minLength(1, "it is an empty list")),
      ]),
    ),
    v.minEntries(1, "it is empty"),
    v.description(description),
  );

export const values = (description: string) => v.pipe(v.record(v.string(), text("Its value.")), v.description(description));

export const args = (owner: string) =>
  v.pipe(
    v.record(variableName("An `ARG` of the Dockerfile."), text("Its value; may have placeholders.")),
    v.description(`Build arguments of ${owner}.`),
  );

export const command = (description: string) =>
  v.pipe(
    v.union([
      v.pipe(v.string(), v.nonEmpty("it is empty")),
      v.pipe(v.array(text("The program, or one of its arguments; may have placeholders.")), v.minLength(1, "it is empty")),
    ]),
    v.description(description),
  );

export const repositories = (item: string, name: string, description: string) =>
  v.pipe(
    v.array(
      v.union([
        v.pipe(v.string(), v.description(item)),
        v.strictObject({
          name: v.pipe(v.string(), v.description(name)),
          when: v.exactOptional(when("Only for units of which this holds.")),
          required: v.exactOptional(
            v.pipe(
              v.boolean(),
              v.description("`false`: its failure is a warning, and the next run completes it. Default: `true`."),
            ),
          ),
        }),
      ]),
    ),
    v.minLength(1, "it is empty"),
    v.description(description),
  );

const platformHint = "a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`";

const platform = v.pipe(v.string(platformHint), v.regex(platformPattern, platformHint), v.transform(normalizePlatform));

export const platforms = (description: string) =>
  v.pipe(v.array(platform), v.minLength(1, "it is empty"), v.description(description));
