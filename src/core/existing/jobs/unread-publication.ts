import { isTagstreamAction } from "../../init/own-workflow.ts";
import { joined } from "../../lib/text/words.ts";
import { knownActions } from "../actions/known-actions.ts";
import { at, type Located, textAt } from "../yaml/located.ts";
import type { Frame } from "./run.ts";

/**
 * A job that logs in to a registry, and on no occasion publishes what was read, publishes out of sight, with `make`
 * or another program. Says so at the step that may do it, else at the login.
 */
export function noteUnreadPublication({ job, file }: Frame, steps: readonly Located[]): void {
  const { run } = job.workflow;
  const [first] = job.logins;
  if (first === undefined || job.isExplained || run.trigger.occasion.on === "pull request") return;
  if (steps.some((node) => isTagstreamAction(textAt(node, "uses") ?? ""))) return; // its configuration says what it publishes
  const found = steps.flatMap((node) => {
    const name = publisherOf(node);
    return name === undefined ? [] : [{ line: (at(node, "run") ?? at(node, "uses") ?? node).line, name }];
  });
  const step = found.at(-1);
  const place = step === undefined ? first.place : { file, line: step.line };
  const what = step === undefined ? "the job" : `\`${step.name}\``;
  const registries = joined([...new Set(job.logins.map(({ registry }) => registry))]);
  run.findings.addUnread(
    jobKey({ job, file }),
    place,
    `the job logs in to ${registries}, and Tagstream does not read what ${what} publishes there`,
  );
}

/** One name for a job. */
export function jobKey({ job, file }: Pick<Frame, "job" | "file">): string {
  return `${file} ${job.id}`;
}

/** Programs that run what other files say. */
const programs =
  /(?:^|[\n;&|(]|\s&&\s)\s*(?:sudo\s+|time\s+)?((?:make|just|task|mage|npm|pnpm|yarn|npx|bazel|bazelisk|gradle|mvn|nx|earthly|goreleaser|ko|skaffold|nix|invoke|rake|werf|pack|promu|python3?|bash|sh)(?=\s)|\.{0,2}\/?[\w./-]+(?:\.sh|\.py|gradlew|mvnw)(?=\s|$))/;

/** The program or action of a step that may publish images. */
function publisherOf(node: Located): string | undefined {
  const uses = textAt(node, "uses")?.replace(/@.*$/, "");
  if (uses === undefined) return programs.exec(textAt(node, "run") ?? "")?.[1];
  const mayPublish = /docker|image|container|publish|release|push|deploy|build/i.test(uses);
  return mayPublish && !/^(?:actions|docker)\//.test(uses) && !knownActions.has(uses.toLowerCase()) ? uses : undefined;
}
