import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";

const name = "floating-bases";
const floating = /^(?:latest|edge|nightly|rolling|main|master|dev|devel|develop|unstable|rawhide|testing|tip|canary|next)$/;

/** A base by a tag without a version may become another release from one day to the next. */
export const floatingBases: Check = {
  name,
  title: "bases",
  ofUnits: true,
  find({ bases }) {
    if ("unknown" in bases) return [unanswered(name, "Dockerfiles", bases)];
    return bases.known.flatMap(({ image, reference, file, line }) => {
      const tag = reference.slice(reference.lastIndexOf(":") + 1);
      if (!floating.test(tag)) return [];
      return [
        {
          level: "risk",
          check: name,
          subject: `base of ${image}`,
          what: `${reference} may be another release tomorrow`,
          remedy: "name a version, such as almalinux:9",
          ...(line === undefined ? {} : { place: { file, line } }),
        },
      ];
    });
  },
};
