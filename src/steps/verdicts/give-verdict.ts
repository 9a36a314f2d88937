import { groupBy } from "../../core/lib/group-by.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { momentOf } from "../../core/lib/time/moment.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { newEntries, withEntries } from "../../core/verdicts/add-verdicts.ts";
import { sourcesAmong } from "../../core/verdicts/followers.ts";
import type { Judging } from "../../core/verdicts/judged.ts";
import type { VerdictEntry } from "../../core/verdicts/standing.ts";
import type { Forge, KeptIssue } from "../../ports/forge.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { createObserver, type Observer } from "../observe/observe.ts";
import type { ManualTrigger } from "../plan/manual-trigger.ts";
import { changeIssueData } from "./change-issue.ts";
import { judgedImages, judgedTarget, locate, statementOf } from "./locate.ts";
import { concludeJudging } from "./show-judging.ts";
import { newerThanShown } from "./shown-by-followers.ts";
import { verdictIssue } from "./verdict-issue.ts";
import { whoAsks } from "./who-asks.ts";

/**
 * Says of an image that it is good or bad, for the streams that follow it.
 * @throws Failure
 */
export async function giveVerdict(
  { trigger, units, all }: Pick<ManualTrigger, "trigger" | "units" | "all">,
  request: Request,
  session: Session,
): Promise<number> {
  const { forge, registry, clock } = session.ports;
  const [target, word] = [judgedTarget(request), wordOf(request)];
  if (!forge) throw failure("verdict-issue", "Verdicts are in issues on GitHub. Provide a token with `issues: write`.");
  const sources = sourcesAmong(units, all);
  const by = await whoAsks(session, forge);
  const observer = createObserver(registry);
  const { found, notes } = await locate(units, target, observer, registry);
  const statement = statementOf(by, momentOf(clock.now()), request.reason, trigger.run.id);
  const followersOf = (name: string) => sources.find(({ unit }) => unit.name === name)?.followers ?? [];
  const { images, notes: unread } = await judgedImages(found, ({ name }) => followersOf(name), observer);
  const streamsOf = (name: string) => [...new Set(followersOf(name).map(({ stream }) => stream))];
  const judged = images.map((image) => ({ ...image, streams: streamsOf(image.unit) }));
  const judging: Judging = {
    saying: word,
    by,
    reason: statement.reason,
    images: judged,
    place: { commandLine: session.terminal !== undefined },
    notes: [...notes, ...unread],
  };
  const entries = judged.flatMap(({ unit, stamp, digest, streams }) =>
    streams.map((stream) => ({ stream, entry: { unit, stamp, digest, verdict: word, ...statement } })),
  );
  const issues = request.dryRun ? undefined : await writeEach(entries, forge, { all, observer, registry });
  return concludeJudging(judging, issues, session);
}

/** @throws Failure `input-invalid` without a verdict */
function wordOf({ verdict, undo }: Request): VerdictEntry["verdict"] {
  const word = undo ? "undone" : verdict;
  if (word !== undefined) return word;
  throw failure(
    "input-invalid",
    'The command "verify" needs the input `verdict`: `good` or `bad`; or `undo`, to take verdicts back.',
  );
}

/** Writes into the issue of each following stream, one after the other. */
async function writeEach(
  entries: readonly { stream: string; entry: VerdictEntry }[],
  forge: Forge,
  { all, observer, registry }: { all: readonly Unit[]; observer: Observer; registry: Registry },
): Promise<KeptIssue[]> {
  const issues: KeptIssue[] = [];
  for (const [stream, some] of groupBy(entries, (one) => one.stream)) {
    const mustStay = () => newerThanShown(stream, all, observer, registry);
    let own: VerdictEntry[] | undefined; // the same in every attempt, so that it is recognised
    const issue = await changeIssueData(verdictIssue(forge, stream, mustStay), (log) => {
      own ??= newEntries(
        log,
        some.map(({ entry }) => entry),
      );
      return withEntries(log, own);
    });
    const isThere = own?.length !== 0 || some.some(({ entry }) => entry.verdict !== "undone");
    if (issue && isThere) issues.push(issue);
  }
  return issues;
}
