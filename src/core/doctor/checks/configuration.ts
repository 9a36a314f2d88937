import type { Problem } from "../../lib/problems/problem.ts";
import { oneLine } from "../../lib/text/clean.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";
import type { Finding, FindingLevel } from "../finding.ts";

const name = "configuration";

/** All faults of the configuration at once, and its warnings. */
export const configuration: Check = {
  name,
  title: "configuration",
  find({ configuration: answer, config }) {
    if ("unknown" in answer) return [unanswered(name, config, answer)];
    const { known } = answer;
    return "problems" in known
      ? known.problems.map((problem) => rowOf(problem, config, problem.severity === "error" ? "fails" : "risk"))
      : known.warnings.map((problem) => rowOf(problem, config, "risk"));
  },
};

/** A message says what is wrong, and then what to do. */
function rowOf({ code, message, file = "", line }: Problem, config: string, level: FindingLevel): Finding {
  return {
    level,
    check: name,
    subject: line === undefined ? config : `${file}:${line}`,
    what: oneLine(message),
    remedy: code === "config-missing" ? "`tagstream init` writes one" : `see ${code}`,
    ...(line === undefined ? {} : { place: { file, line } }),
  };
}
