import { readManualTrigger } from "../core/events/event.ts";
import { failure, type Problem } from "../core/lib/problems/problem.ts";
import type { Style } from "../core/lib/text/style.ts";
import { withoutStop } from "../core/lib/text/words.ts";
import { dayOf } from "../core/lib/time/day.ts";
import type { Conclusion } from "../core/result/conclusion.ts";
import { outputsOf, rowsAsJson } from "../core/result/outputs.ts";
import { doomedTags } from "../core/retention/doomed.ts";
import { pruneJson } from "../core/retention/prune-document.ts";
import { hasFailed, nameOf, type PruneReport } from "../core/retention/pruned.ts";
import { selectUnits } from "../core/unit/selector.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { pruneMarkdown } from "../render/retention/prune-markdown.ts";
import { pruneTable } from "../render/retention/prune-table.ts";
import { homeOf } from "../steps/plan/configuration.ts";
import { withConfiguration } from "../steps/plan/with-configuration.ts";
import { showResult } from "../steps/report/show.ts";
import { gatherRetention, type RetentionQuestion } from "../steps/retention/gather.ts";
import { pruneUnits } from "../steps/retention/prune-units.ts";
import { lookForUntagged } from "../steps/retention/untagged.ts";

/** The command `prune`: removes publications that no rule keeps, and that nothing needs. */
export async function prune(request: Request, session: Session): Promise<number> {
  const { ports, event, terminal } = session;
  const trigger = readManualTrigger(event, "prune", "prune");
  if (!ports.forge && !request.dryRun) throw failure("retention-token", withoutToken);
  const home = homeOf(trigger, dayOf(ports.clock.now()));
  return withConfiguration(trigger, home, "Nothing was done", { request, session }, ({ units, pins, retention }, { root }) => {
    if (!retention) throw failure("retention-none", withoutRules);
    const question: RetentionQuestion = {
      units,
      selected: new Set(selectUnits(units, request.only).map(({ name }) => name)),
      policy: retention,
      pins,
      root,
      accept: request.accept ?? false,
      pinPlace: {
        own: trigger.repository,
        near: root,
        hash: ports.hasherOf(ports.repository).sha256,
        ...(terminal === undefined ? {} : { checkout: root }),
      },
      origin: trigger,
    };
    return pruneBy(question, request.dryRun, trigger.run.url, session);
  });
}

const withoutToken =
  "Nothing was removed: holds, yanks and pull requests keep images, and without a token Tagstream cannot see them. Provide a token (`issues: read`, `pull-requests: read`), or look with `dry-run`.";
const withoutRules =
  "The configuration has no `retention`, so everything stays. The shortest rules keep everything for 90 days, and one publication of each month for a year: `retention: { all: 90d, monthly: 1y }`.";

async function pruneBy(question: RetentionQuestion, dryRun: boolean, url: string | undefined, session: Session): Promise<0 | 1> {
  const { ports, terminal } = session;
  const { reporter } = ports;
  const gathered = await gatherRetention(question, ports);
  const { plan, facts } = gathered;
  const isKnown = facts.unknown.length === 0;
  const done = dryRun
    ? undefined
    : isKnown
      ? await pruneUnits(gathered, question, ports)
      : { tags: [], images: [], lost: [], unread: [] };
  const doomed = doomedTags(plan, question.units).flat();
  const look = done || !isKnown ? undefined : await lookForUntagged(gathered, question, doomed, ports);
  const report: PruneReport = {
    plan,
    unknown: facts.unknown,
    untagged: look?.images ?? [],
    unread: [...(done?.unread ?? []), ...(look?.unread ?? [])],
    ...(ports.forge ? {} : { isPartial: true }),
    notes: [...gathered.notes, ...plan.notes],
    ...(done ? { done } : {}),
  };
  if (terminal?.json) terminal.print(pruneJson(report));
  else showResult(session, (style: Style) => pruneTable(report, style), report.notes);
  for (const problem of problemsOf(report)) reporter.problem(problem);
  await reporter.summary(pruneMarkdown(report, url));
  if (dryRun) reporter.line("Dry run: nothing was removed.");
  reportOutputs(report, session);
  return hasFailed(report) ? 1 : 0;
}

const toAccept = "If that is right, run it with `accept`: the input, or `--accept` at a terminal.";

/** What a person has to look at. */
function problemsOf({ plan, unknown, unread, done }: PruneReport): Problem[] {
  const refused = plan.units.flatMap(({ unit, refused: why }) => (why === undefined ? [] : [`${unit}: ${why}. ${toAccept}`]));
  const failed = [...(done?.tags ?? []), ...(done?.images ?? [])].filter(({ outcome }) => outcome === "failed");
  return [
    ...unknown.map((text) => problem("retention-unknown", `Nothing is removed. ${text}`)),
    ...unread.map((text) => problem("retention-unknown", text)),
    ...refused.map((text) => problem("retention-refused", text, done ? "error" : "warning")),
    ...failed.map(({ reason = "", ...one }) =>
      problem("retention-failed", `Could not remove ${nameOf(one)}: ${withoutStop(reason)}.`),
    ),
    ...(done?.lost ?? []).map((one) => {
      const digest = one.tag === undefined ? "" : ` (${one.digest})`;
      return problem("retention-lost", `${nameOf(one)}${digest} had to stay, and was gone: ${one.outcome}.`);
    }),
  ];
}

function problem(code: Problem["code"], message: string, severity: Problem["severity"] = "error"): Problem {
  return { code, message, severity };
}

function reportOutputs({ plan, done }: PruneReport, { ports: { reporter } }: Session): void {
  const removed = (done?.tags ?? []).filter(({ outcome }) => outcome === "removed");
  const rows = removed.map(({ unit, repository, tag, digest }) => ({ unit, repository, tag, digest }));
  const { text, shortened } = rowsAsJson("pruned", rows);
  reporter.output("pruned", text);
  if (shortened !== undefined) reporter.line(shortened);
  const refused = plan.units.flatMap(({ unit, refused: why }) => (done && why !== undefined ? [[unit, why] as const] : []));
  const failed = (done?.tags ?? []).flatMap(({ unit, outcome, reason = "" }) =>
    outcome === "failed" ? [[unit, reason] as const] : [],
  );
  const conclusionOf = (code: Problem["code"], [name, why]: readonly [string, string]): Conclusion => {
    return { unit: { name, required: true }, failed: true, code, problem: why, tags: [] };
  };
  const conclusions = [
    ...refused.map((one) => conclusionOf("retention-refused", one)),
    ...[...new Map(failed)].map((one) => conclusionOf("retention-failed", one)),
  ];
  reporter.output("failed", outputsOf(conclusions).values.failed);
}
