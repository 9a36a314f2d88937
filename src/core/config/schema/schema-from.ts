import * as v from "valibot";
import { text } from "../../lib/config-scalars.ts";

/** Where a stream's sources come from. `checks/from.ts` checks its values. */
export const from = v.pipe(
  v.strictObject({
    tag: v.exactOptional(
      text(
        "The form of the git tags of releases: `v{version}`. The source is the highest version. Exactly one of `tag` and `branch`.",
      ),
    ),
    "pre-releases": v.exactOptional(
      v.pipe(v.boolean(), v.description("Whether `tag` counts pre-releases such as `1.5.0-rc.1`. Default: `false`.")),
    ),
    range: v.exactOptional(
      text("The versions that `tag` counts, as a range of Semantic Versioning: `1.4` for 1.4.x, `>=2 <4`. Default: all."),
    ),
    branch: v.exactOptional(text("The branch whose tip is the source: `3.22-stable`.")),
  }),
  v.description(
    "Where the stream's contexts, Dockerfiles and tests come from: the newest release, or a branch. The configuration always comes from the default branch. Default: the default branch.",
  ),
);
