import { joined } from "../../lib/text/words.ts";
import { at, type Located, textAt, textsOf } from "../yaml/located.ts";
import type { Job, Workflow } from "./run.ts";

/** Programs that make files or run tests where the build then takes its context from. */
const maker =
  /(?:^|[;&|(]|\n)\s*(?:npm|pnpm|yarn|bun|make|mvn|\.?\/?mvnw|gradle|\.\/gradlew|cargo|go|dotnet|composer|bundle|pip3?|poetry|uv|cmake|sbt|bazel|hugo|just|task|goreleaser)\s+\w/;

/** Whether a step before a build makes or fetches files, or tests them: no build of Tagstream has it. */
export function prepares(step: Located): boolean {
  const uses = textAt(step, "uses") ?? "";
  return /^(?:actions\/download-artifact|goreleaser\/goreleaser-action)@/.test(uses) || maker.test(textAt(step, "run") ?? "");
}

/** Says what happens before and around the builds of a job, which nothing of Tagstream does. */
export function noteSurroundings({ workflow, prepared, node }: Job): void {
  const { findings } = workflow.run;
  for (const place of prepared)
    findings.addFault(
      place,
      "it runs before the build, and Tagstream builds from a checkout alone: if the image needs what it makes, do it in the Dockerfile",
    );
  const gates = gatesOf(workflow, node);
  if (gates.length === 0) return;
  const line = at(node, "needs")?.line ?? node.line;
  const why = `the build waits for ${joined(gates)}, and Tagstream waits for no other job: require ${gates.length === 1 ? "its check" : "their checks"} before a merge`;
  findings.addFault({ file: workflow.file, line }, why, `needs: ${gates.join(", ")}`);
}

/** The jobs that a job waits for alone: they give it no output, and handle no image. */
function gatesOf({ jobs }: Workflow, node: Located): string[] {
  return textsOf(at(node, "needs")).filter((name) => {
    const job = jobs.get(name);
    return job !== undefined && !job.handlesImages && job.outputs.pairs().length === 0;
  });
}
