import type { Occasion } from "./model.ts";
import type { Sample } from "./sample.ts";

/** What GitHub Actions says of a run: `github.event_name` and `github.ref`. */
export interface GitHubEvent {
  name: string;
  ref: string;
}

/** The event of an occasion. A run by hand and a scheduled one are on the default branch. */
export function eventOf(occasion: Occasion, sample: Sample): GitHubEvent {
  switch (occasion.on) {
    case "branch":
      return { name: "push", ref: `refs/heads/${occasion.branch}` };
    case "git tag":
      return { name: "push", ref: `refs/tags/${occasion.tag}` };
    case "schedule":
      return { name: "schedule", ref: `refs/heads/${sample.defaultBranch}` };
    case "pull request":
      return { name: "pull_request", ref: `refs/pull/${sample.number}/merge` };
    case "by hand":
      return { name: "workflow_dispatch", ref: `refs/heads/${sample.defaultBranch}` };
  }
}
