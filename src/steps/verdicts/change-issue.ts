import { failure } from "../../core/lib/problems/problem.ts";
import type { KeptIssue, KeptIssues } from "../../ports/forge.ts";

/** How the data of some issues is read and written. */
export interface IssueData<Data> {
  issues: KeptIssues;
  title: string;
  /** Whether an issue of the kind is one of these. */
  isOne(issue: KeptIssue): boolean;
  /** Why an issue cannot be read: sentences. Undefined if it can. */
  faultOf(issue: KeptIssue): string | undefined;
  /** What all of them say together. */
  read(issues: readonly KeptIssue[]): Data;
  /** The text of an issue; undefined if it is too long. */
  print(data: Data): string | undefined | Promise<string | undefined>;
}

/** Writes until another writer no longer undoes it. */
const attempts = 5;

/**
 * Changes the data of an issue, and opens the first one. GitHub has no conditional writes, so it
 * reads back what it wrote, and writes again if another run replaced it. Several issues, of runs
 * that opened them at the same time, count together; the oldest gets the change.
 * @param change the new data; undefined once the data has the change
 * @returns the issue; undefined if there is none and nothing to change
 * @throws Failure `verdict-issue` for an unreadable issue, which it never overwrites, or one that is
 *   too long; `github-…`
 */
export async function changeIssueData<Data>(
  kind: IssueData<Data>,
  change: (data: Data) => Data | undefined,
): Promise<KeptIssue | undefined> {
  let opened: KeptIssue | undefined;
  for (let attempt = 0; ; attempt++) {
    const listed = await kind.issues.list();
    const own = listed === "disabled" ? [] : listed.filter((issue) => kind.isOne(issue));
    if (opened && !own.some(({ number }) => number === opened?.number)) own.push(opened); // the list may lag
    const faults = own.flatMap((issue) => kind.faultOf(issue) ?? []);
    if (faults.length > 0) throw failure("verdict-issue", `Nothing was written. ${faults.join(" ")}`);
    const changed = change(kind.read(own));
    if (changed === undefined) return own[0];
    if (attempt === attempts) {
      const message = `Other runs replaced what was written into the issue "${kind.title}" ${attempts} times. Run again.`;
      throw failure("verdict-issue", message);
    }
    opened = (await write(kind, changed, own[0])) ?? opened;
  }
}

/** Returns the issue if it opened one. */
async function write<Data>(
  { issues, title, print }: IssueData<Data>,
  data: Data,
  issue: KeptIssue | undefined,
): Promise<KeptIssue | undefined> {
  const body = await print(data);
  if (body === undefined) {
    const where = issue ? `Issue #${issue.number} (${issue.url})` : `The issue "${title}"`;
    throw failure("verdict-issue", `${where} would be longer than GitHub allows. Remove entries from its block of data.`);
  }
  if (!issue) return issues.open(title, body);
  await issues.update(issue.number, title, body);
  return undefined;
}
