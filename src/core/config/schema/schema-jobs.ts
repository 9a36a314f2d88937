import * as v from "valibot";

/** The common keys that say how builds are spread over jobs. */

const label = v.pipe(
  v.string(),
  v.regex(/^(?!.*\$\{\{)\S(?:.*\S)?$/, "a label is one line of text, without an expression: GitHub evaluates none in it"),
);

const runner = (description: string) =>
  v.pipe(
    v.union([
      v.pipe(label, v.description("A label: `ubuntu-24.04-arm`.")),
      v.pipe(v.array(label), v.minLength(1, "it is an empty list"), v.description("Labels that the runner must all have.")),
    ]),
    v.description(description),
  );

/** `linux/arm64`, or the beginning of several platforms: `linux/arm`. */
const platformOrPart = /^(?:default|[a-z0-9]+(?:\/[A-Za-z0-9_.-]+){1,2})$/;

export const runners = v.pipe(
  v.record(
    v.pipe(
      v.string(),
      v.regex(platformOrPart, "a key is `default`, or a platform: `linux/arm64`"),
      v.metadata({ pattern: platformOrPart.source }),
    ),
    runner("The runner, as in GitHub's `runs-on`."),
  ),
  v.minEntries(1, "it is empty"),
  v.description(
    "The runners of the build jobs, by platform: `{ default: ubuntu-24.04, linux/arm64: ubuntu-24.04-arm }`. If a platform has another runner than `default`, each platform is built and tested in a job of its own, on its runner. A key like `linux/arm` is for all its variants. Without `default`, the workflow says where the other platforms run. `command: run` builds on one machine all the same.",
  ),
);

export const jobs = v.pipe(
  v.strictObject({
    "max-units": v.exactOptional(
      v.pipe(
        v.number("write a whole number without quotes: `12`"),
        v.integer("it is not a whole number"),
        v.minValue(1, "it is less than 1"),
        v.description(
          "The most images of one job. A group of images that are built on each other and that is larger is split at its bases, into at most three levels of jobs; images of a level that are not built on each other become jobs of their own. Default: no limit.",
        ),
      ),
    ),
  }),
  v.description("How images that are built on each other are spread over jobs."),
);
