import { retiredConclusion, retiredTags, stayProblem } from "../core/cleanup/retire.ts";
import type { Retirement } from "../core/events/event.ts";
import { Failure } from "../core/lib/problems/problem.ts";
import type { Style } from "../core/lib/text/style.ts";
import { dayOf } from "../core/lib/time/day.ts";
import type { Unit } from "../core/unit/unit.ts";
import type { Ports } from "../ports/index.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { retiredMarkdown, retiredTable } from "../render/cleanup/retired.ts";
import { findOrphanedTags } from "../steps/cleanup/orphaned-tags.ts";
import { removeTags } from "../steps/cleanup/remove-tags.ts";
import { createStayCheck } from "../steps/cleanup/stay-check.ts";
import { withoutLogin } from "../steps/cleanup/without-login.ts";
import { configurationAt, homeOf, readConfiguration } from "../steps/plan/configuration.ts";
import { conclude } from "../steps/report/carry-out.ts";
import { reportNothingToDo } from "./plan.ts";

/** Removes a closed pull request's candidate tags. Fails only if a retry may remove the rest. */
export async function retire(event: Retirement, request: Request, session: Session): Promise<number> {
  const { ports } = session;
  const { reporter } = ports;
  const units = await unitsOf(event, request, ports);
  const known = retiredTags(units, event.pullRequest);
  const whyStays = createStayCheck(event, ports.forge);
  const { orphans, problems } = await findOrphanedTags(known, event, ports.registry, whyStays);
  const tags = new Map([...known].map(([repository, own]) => [repository, [...own, ...(orphans.get(repository) ?? [])]]));
  if (request.dryRun) {
    const wanted = [...tags].flatMap(([repository, names]) => names.map((tag) => `${repository}:${tag}`));
    await reportNothingToDo(
      `Dry run: nothing was removed. A real run removes these tags if they show an image that this repository built: ${wanted.join(", ")}.`,
      session,
    );
    return 0;
  }
  const removed = await removeTags(tags, ports, whyStays);
  const { retired, problems: lacking } = await withoutLogin(removed, event.pullRequest, ports.registry);
  for (const problem of [...lacking, ...problems]) reporter.problem(problem);
  const ending = {
    conclusions: retired.map(retiredConclusion),
    table: (style: Style) => retiredTable(event.pullRequest, retired, style),
    markdown: retiredMarkdown(event.pullRequest, retired),
  };
  const status = await conclude(ending, session);
  for (const tag of retired) {
    const problem = stayProblem(event.pullRequest, tag);
    if (problem) reporter.problem(problem);
  }
  reporter.output("matrix", '{"include":[]}');
  return status;
}

/**
 * The units that may have candidates of the pull request: those of the configuration now, of the
 * parent commit and, for a change of another branch, of the default branch. One of them is enough:
 * a change may break the configuration, or add it, and another branch needs none.
 */
async function unitsOf(event: Retirement, { config }: Request, ports: Ports): Promise<Unit[]> {
  const { repository: tree, files, clock } = ports;
  const home = homeOf(event, dayOf(clock.now()));
  const at = async (commit: string | undefined) =>
    commit === undefined ? undefined : await configurationAt(commit, tree, config, home).catch(ignoreFailure);
  const before = await at(await tree.parent(await tree.head(), 1).catch(ignoreFailure));
  const ruling = await at(await defaultTip(event, ports));
  const others = [...(ruling?.units ?? []), ...(before?.units ?? [])];
  try {
    const now = await readConfiguration(tree, config, home, files);
    return [...now.units, ...others];
  } catch (error) {
    if (others.length === 0 || !(error instanceof Failure)) throw error;
    return others;
  }
}

/** The tip of the default branch, for a change of another one; undefined if it cannot be had. */
async function defaultTip(
  { branch, defaultBranch }: Retirement,
  { repository, forge }: Pick<Ports, "repository" | "forge">,
): Promise<string | undefined> {
  if (branch === defaultBranch) return undefined;
  try {
    const tip = forge ? await forge.tip(defaultBranch) : await repository.remoteTip(defaultBranch);
    if (tip !== undefined) await repository.obtain(tip);
    return tip;
  } catch (error) {
    return ignoreFailure(error);
  }
}

/** A shallow checkout has no parent commit. The current units are enough then. */
function ignoreFailure(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
}
