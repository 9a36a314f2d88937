import * as v from "valibot";
import { duration } from "../../lib/config-scalars.ts";
import { repositoryOnGitHub } from "./schema-parts.ts";

/** The keys that decide when images are built again, and who learns of it. */

export const rebuild = v.pipe(
  v.strictObject({
    every: v.exactOptional(
      duration(
        "The age at which a scheduled run rebuilds an image: `7d`. Run the schedule daily then. Without it, every scheduled run rebuilds every image.",
      ),
    ),
    bases: v.exactOptional(
      v.pipe(
        v.boolean(),
        v.description(
          "Whether a scheduled run also rebuilds an image whose base has moved. Default: `true` with `every`, otherwise `false`.",
        ),
      ),
    ),
    unchanged: v.exactOptional(
      v.pipe(
        v.union([v.literal("publish"), v.literal("keep")]),
        v.description(
          "What a rebuild does if it equals the published image in all packages, files and settings: `publish` it, or `keep` the published one, which gets the new timestamp while the stream stays. Default: `publish`.",
        ),
      ),
    ),
    "at-least": v.exactOptional(
      duration("With `unchanged: keep`: the age at which a rebuild is published although it equals the published image."),
    ),
    stale: v.exactOptional(
      duration("The age of the newest timestamp at which an image is no longer fresh: runs turn red, and an issue says why."),
    ),
  }),
  v.description("When Tagstream rebuilds images, and when it reports that they are not fresh."),
);

export const notify = v.pipe(
  v.array(repositoryOnGitHub("A repository of GitHub: `octo-org/service`.")),
  v.description(
    "Repositories built on these images. After a run that moved a stream, Tagstream sends each the event `repository_dispatch` of the type `tagstream-published`, with the token in `TAGSTREAM_NOTIFY_TOKEN`; Tagstream there looks for moved bases.",
  ),
);
