import { agesOf } from "../../core/freshness/age.ts";
import { type Cause, causesOf, unknownCause } from "../../core/freshness/causes.ts";
import type { FreshnessRow } from "../../core/freshness/freshness-data.ts";
import { type Look, newsOf, nextRows } from "../../core/freshness/next-rows.ts";
import type { Tries } from "../../core/freshness/tries.ts";
import type { WorkflowFile } from "../../core/freshness/workflow.ts";
import type { Run } from "../../core/plan/plan.ts";
import type { Forge, KeptIssue } from "../../ports/forge.ts";
import { freshAgainComment, type IssueView, issueBody, issueTitle, newsComment } from "../../render/freshness/issue-body.ts";
import { type Remembered, rememberedIn } from "./read-tries.ts";
import { readRebuildWorkflow } from "./rebuild-workflow.ts";

/** What the issue is written from. */
export interface IssueQuestion {
  look: Look;
  /** A unit's failed rebuilds after this run, given those that the issue remembers. */
  triesOf(name: string, before: Tries | undefined): Tries | undefined;
  /** The workflow that rebuilds. */
  file?: WorkflowFile;
  /** The default branch. */
  branch: string;
  run: Run;
}

/**
 * Keeps the one open issue about freshness: opens it when a unit needs it, updates it in place, and
 * closes it when none does. A comment tells people only what is new. Closes the issues of other
 * runs that raced to open one. Returns the open issue.
 * @throws Failure `github-…`
 */
export async function keepIssue(
  question: IssueQuestion,
  remembered: Remembered,
  forge: Pick<Forge, "freshness" | "workflow" | "comment">,
): Promise<KeptIssue | undefined> {
  const { look, triesOf } = question;
  const rows = nextRows(remembered.rows, look, triesOf);
  if (rows.size === 0) {
    // What an edit removed may be stale: only a look at all units can tell.
    if (remembered.isBroken && !look.isWhole) return remembered.issues[0];
    await closeAll(remembered.issues, question.run, forge);
    return undefined;
  }
  const causes = await causesOfAll(rows, question, forge);
  const named = new Map([...rows].map(([name, row]) => [name, withCause(row, causes.get(name) ?? [])]));
  const view: IssueView = {
    rows: named,
    causes,
    now: look.now,
    held: agesOf(look.units, look.limit, look.now).filter(({ heldBy, state }) => heldBy !== undefined && state === "fresh"),
    ...(look.limit === undefined ? {} : { limit: look.limit }),
    ...(question.run.url === undefined ? {} : { run: question.run.url }),
  };
  const [title, body] = [issueTitle(view), issueBody(view)];
  const [existing] = remembered.issues;
  if (!existing) {
    const opened = await forge.freshness.open(title, body);
    const listed = await forge.freshness.list();
    // Another run may have opened one at the same time: the older one stays, and gets these rows too.
    if (listed === "disabled" || !listed.some(({ number }) => number < opened.number)) return opened;
    return keepIssue(question, rememberedIn(listed), forge);
  }
  await forge.freshness.update(existing.number, title, body);
  for (const { number } of remembered.issues.slice(1)) await forge.freshness.close(number);
  const news = newsComment(newsOf(remembered.rows, named), causes, question.run.url);
  if (news !== undefined) await say(existing.number, news, question.run, forge);
  return existing;
}

async function causesOfAll(
  rows: ReadonlyMap<string, FreshnessRow>,
  { look, file, branch }: IssueQuestion,
  forge: Pick<Forge, "workflow">,
): Promise<Map<string, Cause[]>> {
  const workflow = await readRebuildWorkflow(file, branch, forge);
  const { every, now } = look;
  const common = { workflow, now, ...(every === undefined ? {} : { every }), ...(file ? { file } : {}) };
  const sources = new Map(look.units.map(({ name, follows }) => [name, follows]));
  return new Map(
    [...rows].map(([name, { published, tries }]) => {
      const follows = sources.get(name);
      const known = { ...(published === undefined ? {} : { published }), ...(follows === undefined ? {} : { follows }) };
      return [name, causesOf({ name, ...common, ...known, ...(tries ? { tries } : {}) })];
    }),
  );
}

/** An unknown cause does not replace a known one: GitHub may only be silent today. */
function withCause(row: FreshnessRow, causes: readonly Cause[]): FreshnessRow {
  const key = causes.map(({ name }) => name).join("+");
  return key === unknownCause && row.cause !== undefined ? row : { ...row, cause: key };
}

async function closeAll(open: readonly KeptIssue[], run: Run, forge: Pick<Forge, "freshness" | "comment">): Promise<void> {
  for (const { number } of open) {
    await say(number, freshAgainComment(run.url), run, forge);
    await forge.freshness.close(number);
  }
}

/** One comment for each run, which a further attempt edits. */
async function say(number: number, text: string, { id }: Run, forge: Pick<Forge, "comment">): Promise<void> {
  const marker = `<!-- tagstream: freshness ${id} -->`;
  await forge.comment(number, marker, () => `${marker}\n${text}\n`, "issue");
}
