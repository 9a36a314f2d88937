import { type Entries, textEntries, toData } from "./data.ts";
import { type EventFacts, eventContext } from "./event-context.ts";
import { unknownData } from "./open-mapping.ts";

/** The folder in which a run has the repository's files. */
function workspaceOf(repository: string): string {
  const name = repository.split("/")[1] ?? repository;
  return `/home/runner/work/${name}/${name}`;
}

/** What differs from run to run. */
const ofEachRun = ["actor", "triggering_actor", "actor_id", "run_id", "run_number", "run_attempt"];

/** What a run's expressions find in `github`. `workflow` is the name of the workflow. */
export function githubContext(facts: EventFacts, workflow: string): Entries {
  const { trigger, sample, unknowns } = facts;
  const isPullRequest = trigger.occasion.on === "pull request";
  const entries = textEntries(
    [
      ["event_name", trigger.event],
      ["ref", trigger.ref],
      ["ref_name", trigger.ref.replace(/^refs\/(?:heads|tags|pull)\//, "")],
      ["ref_type", trigger.ref.startsWith("refs/tags/") ? "tag" : "branch"],
      ["sha", sample.sha],
      ["repository", sample.repository],
      ["repository_owner", sample.repository.split("/")[0] ?? ""],
      ["workflow", workflow],
      ["server_url", "https://github.com"],
      ["api_url", "https://api.github.com"],
      ["workspace", workspaceOf(sample.repository)],
      ["base_ref", isPullRequest ? sample.defaultBranch : ""],
    ],
    (key) => unknownData(unknowns, `github.${key}`),
  );
  for (const name of ofEachRun)
    entries.add(name, unknownData(unknowns, `github.${name}`, `\`github.${name}\` differs from run to run`));
  entries.add("token", unknownData(unknowns, "github.token", "it is a secret"));
  const headRef = unknownData(unknowns, "github.head_ref", "the branch of a pull request may have any name");
  entries.add("head_ref", isPullRequest ? headRef : toData(""));
  entries.add("event", eventContext(facts));
  return entries;
}
