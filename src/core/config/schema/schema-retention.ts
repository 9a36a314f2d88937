import * as v from "valibot";
import { age, text } from "../../lib/config-scalars.ts";

/** The keys that decide which publications `prune` keeps. */

const never = v.pipe(v.literal(false), v.description("Nothing is ever removed, although the common key is set."));

const wholeNumber = (description: string) =>
  v.pipe(v.number(), v.integer("it is not a whole number"), v.minValue(1, "it is less than 1"), v.description(description));

const publicationKeys = {
  all: v.exactOptional(
    age("Every publication up to this age stays. Ages count from the unit's newest publication, not from today."),
  ),
  weekly: v.exactOptional(age("The newest publication of each ISO week stays up to this age.")),
  monthly: v.exactOptional(age("The newest publication of each month stays up to this age.")),
  last: v.exactOptional(wholeNumber("So many of the newest different images stay, whatever their age.")),
  protect: v.exactOptional(
    v.pipe(
      v.array(text("A glob over tags: `*-20260406-*`.")),
      v.minLength(1, "it is an empty list"),
      v.description("Publications with one of these tags stay. `*` is any text, `?` any one character."),
    ),
  ),
};

const candidates = v.exactOptional(
  age(
    "Candidate tags (`rc.…`) whose image is older than this are removed, unless their pull request is open or a merge may still publish them. Default: candidates by inputs hash stay.",
  ),
);

/** The common rules. */
export const retention = v.pipe(
  v.strictObject({
    ...publicationKeys,
    candidates,
    untagged: v.exactOptional(
      age(
        "Images without a tag, and older than this, are removed too, where a registry does not do so itself: GHCR and Docker Hub. Default: they stay.",
      ),
    ),
    "keep-file": v.exactOptional(
      v.pipe(
        v.string(),
        v.nonEmpty("it is empty"),
        v.description(
          "Path of a file of the repository with images that stay: one digest or reference on a line, for example exported from clusters. `#` begins a comment.",
        ),
      ),
    ),
    max: v.exactOptional(wholeNumber("The most publications that one run removes. Default: 50.")),
  }),
  v.description(
    "What the command `prune` keeps: whatever any of these rules keeps, and whatever is in use. Without `all`, `weekly`, `monthly` and `last`, every publication stays.",
  ),
);

const ownRules = (whose: string) =>
  v.union([
    never,
    v.pipe(v.strictObject(publicationKeys), v.description(`The rules for ${whose}. They replace the common ones.`)),
  ]);

export const streamRetention = v.pipe(
  ownRules("every image in this stream"),
  v.description("What `prune` keeps of this stream, instead of the common rules."),
);

export const imageRetention = v.pipe(
  ownRules("this image"),
  v.description("What `prune` keeps of this image, instead of the rules of its streams and the common ones."),
);
