import * as v from "valibot";
import { duration, text } from "../../lib/config-scalars.ts";
import { testConfigSchema } from "../../tests/config-schema.ts";

/** The keys of a stream that follows another one. `checks/follow.ts` checks what they need of each other. */
export const followKeys = {
  follows: v.exactOptional(
    text(
      "The stream that this one follows, its source. Nothing is built here: images that the source published, and that stood the test of time, are published here too. Without `args` and `from`.",
    ),
  ),
  soak: v.exactOptional(
    duration("With `follows`: the age at which an image of the source may be published here. Default: `7d`."),
  ),
  shown: v.exactOptional(
    duration(
      "With `follows`: how long the source must have shown the image, so that somebody could use it. Never longer than the soak. Default: `1d`.",
    ),
  ),
  verified: v.exactOptional(
    duration(
      "With `follows`: the soak of an image with a good verdict, given with the command `verify`. Default: a good verdict shortens nothing.",
    ),
  ),
  verdict: v.exactOptional(
    v.pipe(
      v.union([v.literal("optional"), v.literal("required")]),
      v.description("With `follows`: `required` publishes nothing here without a good verdict. Default: `optional`."),
    ),
  ),
  together: v.exactOptional(
    v.pipe(
      v.union([
        v.boolean(),
        v.pipe(
          v.array(text("An image, or a glob over names of this stream's units: `osg-*`, `squid:25-*`.")),
          v.minLength(1, "it is an empty list"),
        ),
      ]),
      v.description(
        "With `follows`: images that move together, each to what the source showed at one moment. `true`: all of this stream, per variant. An image always moves with its bases. Default: `false`.",
      ),
    ),
  ),
  tests: v.exactOptional(
    v.pipe(
      v.array(testConfigSchema),
      v.description(
        "With `follows`: tests that an image of the source must pass before it is published here, besides those of the image itself.",
      ),
    ),
  ),
};
