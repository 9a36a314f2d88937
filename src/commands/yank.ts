import { failure } from "../core/lib/problems/problem.ts";
import { momentOf } from "../core/lib/time/moment.ts";
import type { Unit } from "../core/unit/unit.ts";
import { withoutYanks, withYanks } from "../core/verdicts/change-yanks.ts";
import type { Judging } from "../core/verdicts/judged.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { createObserver } from "../steps/observe/observe.ts";
import { resolveManualTrigger } from "../steps/plan/manual-trigger.ts";
import { changeIssueData } from "../steps/verdicts/change-issue.ts";
import { judgedImages, judgedTarget, locate, statementOf } from "../steps/verdicts/locate.ts";
import { concludeJudging } from "../steps/verdicts/show-judging.ts";
import { whoAsks } from "../steps/verdicts/who-asks.ts";
import { yankIssue } from "../steps/verdicts/yank-issue.ts";

/** The command `yank`: says that nothing may use an image again. It moves no tag. */
export async function yank(request: Request, session: Session): Promise<number> {
  const { forge, registry, clock } = session.ports;
  const target = judgedTarget(request);
  if (!forge) throw failure("verdict-issue", "Yanks are in an issue on GitHub. Provide a token with `issues: write`.");
  const { trigger, units, all } = await resolveManualTrigger(request, session, "yank images");
  const by = await whoAsks(session, forge);
  const observer = createObserver(registry);
  const { found, notes } = await locate(units, target, observer, registry);
  const statement = statementOf(by, momentOf(clock.now()), request.reason, trigger.run.id);
  const ofImage = ({ image }: Unit) => all.filter((other) => other.image === image);
  const { images, notes: unread } = await judgedImages(found, ofImage, observer);
  const saying = request.undo ? "unyanked" : "yanked";
  const place = { commandLine: session.terminal !== undefined };
  const judging: Judging = { saying, by, reason: statement.reason, images, place, notes: [...notes, ...unread] };
  if (request.dryRun) return concludeJudging(judging, undefined, session);
  const change = request.undo ? withoutYanks : withYanks;
  let isThere = !request.undo; // without a yank, there is nothing to take back
  const issue = await changeIssueData(yankIssue(forge), (yanks) => {
    const changed = change(yanks, images, statement);
    isThere ||= changed !== undefined;
    return changed;
  });
  return concludeJudging(judging, issue && isThere ? [issue] : [], session);
}
