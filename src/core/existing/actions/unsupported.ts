import type { StepResult } from "../jobs/run.ts";
import { textAt } from "../yaml/located.ts";
import type { Step } from "./step.ts";

/** An action that handles images in a way that is not evaluated: `does` says what it does. */
export function unsupported(does: string): (step: Step) => StepResult {
  return (step) => {
    const name = (textAt(step.node, "uses") ?? "").replace(/@.*$/, "");
    step.frame.job.isExplained = true;
    step.run.findings.addFault(step.place, `${name} ${does} images, and Tagstream does not evaluate it`);
    return { outputs: new Map(), others: `only a run knows the output \`{output}\` of ${name}`, isSkipped: false };
  };
}
