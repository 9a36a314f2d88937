import { shorterYanks } from "../../core/verdicts/trim.ts";
import type { Yank } from "../../core/verdicts/verdict.ts";
import { readYanks, unitedYanks, yankTitle } from "../../core/verdicts/yank-data.ts";
import type { Forge } from "../../ports/forge.ts";
import { yankBody } from "../../render/verdicts/verdict-body.ts";
import type { IssueData } from "./change-issue.ts";
import { faultOf } from "./read-judgements.ts";

/** The issue with a repository's yanks. */
export function yankIssue({ yanks: issues }: Pick<Forge, "yanks">): IssueData<Yank[]> {
  return {
    issues,
    title: yankTitle,
    isOne: () => true,
    faultOf: (issue) => faultOf("yanks", issue, readYanks(issue.body).fault),
    read: (all) => unitedYanks(all.map(({ body }) => readYanks(body).yanks)),
    print: (yanks) => yankBody(shorterYanks(yanks)),
  };
}
