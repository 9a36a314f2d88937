import type { Octokit } from "@octokit/rest";
import type { FreshnessIssue, FreshnessIssues } from "../../ports/forge.ts";
import type { Issue, IssuesOf } from "./issue.ts";
import { freshnessLabel } from "./label.ts";
import { createLabelledIssues } from "./labelled-issues.ts";

/**
 * The issues about freshness, as `Forge` says.
 * @param second milliseconds per second of waiting between attempts
 */
export function createFreshnessIssues(client: Octokit, of: IssuesOf, second?: number): FreshnessIssues {
  const issues = createLabelledIssues(client, of, freshnessLabel, second);
  const list = async (): Promise<Issue[] | "disabled"> => {
    const listed = await issues.list();
    if (listed === "disabled") return listed;
    const open = listed.filter(({ state }) => state === "open");
    const counting = await issues.counting(open);
    return open.filter(({ number }) => counting.has(number)).sort((a, b) => a.number - b.number);
  };
  return {
    async list() {
      const listed = await list();
      return listed === "disabled" ? listed : listed.map(shown);
    },
    async open(title, body) {
      const find = async () => {
        const [first] = await list();
        return typeof first === "object" ? first : undefined;
      };
      return shown(await issues.open(title, body, find));
    },
    update: (number, title, body) => issues.change(number, { title, body }),
    close: (number) => issues.close(number),
  };
}

function shown({ number, title, body, html_url }: Issue): FreshnessIssue {
  return { number, title, body, url: html_url };
}
