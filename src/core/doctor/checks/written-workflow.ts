import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";

const name = "written-workflow";

/** The workflows that `tagstream init` wrote do what this version would write for the configuration. */
export const writtenWorkflow: Check = {
  name,
  title: "written workflow",
  find({ written }) {
    if ("unknown" in written) return [unanswered(name, "workflows that `tagstream init` wrote", written)];
    return written.known.map(({ file, why }) => ({
      level: "risk",
      check: name,
      subject: file.slice(file.lastIndexOf("/") + 1),
      what:
        why === undefined
          ? "it is not what `tagstream init` writes for this configuration: it may lack what a change there needs"
          : `it cannot be compared with what \`tagstream init\` writes: ${why}`,
      remedy: "look at the difference: tagstream init --check",
      place: { file, line: 1 },
    }));
  },
};
