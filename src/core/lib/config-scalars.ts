import * as v from "valibot";
import { normalizePlatform, platformPattern } from "./platform.ts";
import { agePattern, durationPattern } from "./time/duration.ts";

/** Schemas of the configuration's values. */

/**
 * Text that YAML may have read as a number or a boolean. The validation compares it with the file.
 */
export const text = (description: string) =>
  v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.description(description), v.transform(String));

/** The name of an environment variable or of a build argument. */
export const variableName = (description: string) =>
  v.pipe(
    v.string(),
    v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a name has only letters, digits and `_`, and does not begin with a digit"),
    v.description(description),
  );

const durationHint = "a duration is a whole number with a unit: `60s`, `5m`, `2h`, `7d`, `5w`";

/** `60s`, `5m`. */
export const duration = (description: string) =>
  v.pipe(v.string(durationHint), v.regex(durationPattern, durationHint), v.description(description));

const ageHint = "an age is a whole number of days, weeks or years: `30d`, `5w`, `1y`";

/** `30d`, `1y`: a year has 365 days. */
export const age = (description: string) => v.pipe(v.string(ageHint), v.regex(agePattern, ageHint), v.description(description));

/** A command: text, or the program and its arguments. */
export const command = (description: string) =>
  v.pipe(
    v.union([
      v.pipe(v.string(), v.nonEmpty("it is empty")),
      v.pipe(v.array(text("The program, or one of its arguments; may have placeholders.")), v.minLength(1, "it is empty")),
    ]),
    v.description(description),
  );

export const platformHint = "a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`";

/** A platform under a key of its own, normalised. */
export const platformKey = (description: string) =>
  v.pipe(
    v.string(platformHint),
    v.regex(platformPattern, platformHint),
    v.description(description),
    v.transform(normalizePlatform),
  );

/** A platform, normalised. */
export const platform = v.pipe(v.string(platformHint), v.regex(platformPattern, platformHint), v.transform(normalizePlatform));

/** Platforms, normalised. */
export const platforms = (description: string) =>
  v.pipe(v.array(platform), v.minLength(1, "it is empty"), v.description(description));
