import { count } from "../../lib/text/words.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";

const name = "build-contexts";

/** A build that receives the whole repository is repeated for every commit. */
export const buildContexts: Check = {
  name,
  title: "build contexts",
  ofUnits: true,
  find({ wholeContexts }) {
    if ("unknown" in wholeContexts) return [unanswered(name, "build contexts", wholeContexts)];
    return wholeContexts.known.map(({ image, files }) => ({
      level: "risk",
      check: name,
      subject: `context of ${image}`,
      what: `it has no ignore file, so the build receives ${count(files, "file")} and .git, and every commit rebuilds it`,
      remedy: "list what the build does not need in .dockerignore, or give the image its own folder as `context`",
    }));
  },
};
