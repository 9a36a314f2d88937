import { setTimeout as sleep } from "node:timers/promises";
import { failure } from "../../core/lib/problems/problem.ts";
import type { FreshnessIssues, KeptIssue, KeptIssues } from "../../ports/forge.ts";
import type { Issue } from "./issue.ts";
import { freshnessLabel, type Label } from "./label.ts";
import { createLabelledIssues, hasTexts } from "./labelled-issues.ts";
import type { Tracker } from "./tracker.ts";

/** Issues with a label whose closed ones count, too, as `Forge` says. */
export function createLastingIssues(tracker: Tracker, label: Label): KeptIssues {
  const { of, second = 1000 } = tracker;
  const { issues, list, ignored, open } = keptIssues(tracker, label, () => true);
  return {
    list,
    ignored,
    async open(title, body) {
      const opened = await open(title, body);
      if ((await issues.counting([opened])).has(opened.number)) return shown(opened);
      await issues.close(opened.number);
      throw failure(
        "github-denied",
        `Issue #${opened.number} would not count: its author ${opened.user?.login ?? "ghost"} may not write to ${of.owner}/${of.repo}. Tagstream closed it. Use the workflow's own token, or that of a person with write access.`,
      );
    },
    async update(number, title, body) {
      await issues.change(number, { title, body, state: "open" });
      // GitHub has no conditional writes. Another run that read before this change has written by
      // then, so the caller's next look sees what became of this change.
      await sleep(2 * second);
    },
  };
}

/** The issues about freshness, as `Forge` says. Only open ones count. */
export function createFreshnessIssues(tracker: Tracker): FreshnessIssues {
  const { issues, list, ignored, open } = keptIssues(tracker, freshnessLabel, ({ state }) => state === "open");
  return {
    list,
    ignored,
    open: async (title, body) => shown(await open(title, body)),
    update: (number, title, body) => issues.change(number, { title, body }),
    close: (number) => issues.close(number),
  };
}

/** @param isKept whether an issue in this state may count */
function keptIssues(tracker: Tracker, label: Label, isKept: (issue: Issue) => boolean) {
  const issues = createLabelledIssues(tracker, label);
  let ignored: number[] = [];
  const read = async (): Promise<Issue[] | "disabled"> => {
    const listed = await issues.list();
    if (listed === "disabled") return listed;
    const kept = listed.filter(isKept);
    const counting = await issues.counting(kept);
    ignored = kept.map(({ number }) => number).filter((number) => !counting.has(number));
    return kept.filter(({ number }) => counting.has(number)).sort((a, b) => a.number - b.number);
  };
  return {
    issues,
    ignored: async () => ignored,
    async list(): Promise<KeptIssue[] | "disabled"> {
      const listed = await read();
      return listed === "disabled" ? listed : listed.map(shown);
    },
    open(title: string, body: string): Promise<Issue> {
      const find = async () => {
        const listed = await read();
        return listed === "disabled" ? undefined : listed.find((issue) => hasTexts(issue, title, body));
      };
      return issues.open(title, body, find);
    },
  };
}

function shown({ number, title, body, html_url }: Issue): KeptIssue {
  return { number, title, body, url: html_url };
}
