import { resumedStreams } from "../core/history/touched.ts";
import { holdsOn } from "../core/holds/hold.ts";
import { liftingOf } from "../core/holds/resume.ts";
import { failure } from "../core/lib/problems/problem.ts";
import type { Style } from "../core/lib/text/style.ts";
import { pairsOfRestored } from "../core/packages/image-pairs.ts";
import { movedUnits } from "../core/rollback/restored.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { resumedMarkdown, resumedTable, resumePlanTable } from "../render/hold/resumed.ts";
import { readHoldsFor } from "../steps/holds/holds.ts";
import { release } from "../steps/holds/release.ts";
import { resolveManualTrigger } from "../steps/plan/manual-trigger.ts";
import { carryOut } from "../steps/report/carry-out.ts";

/** The command `resume`: releases holds, and moves streams to the newest image without a build. */
export async function resume(request: Request, session: Session): Promise<number> {
  const { forge } = session.ports;
  if (!forge) throw failure("hold-write", "Holds are issues on GitHub. Provide a token with `issues: write`.");
  const { trigger, units, all, notify } = await resolveManualTrigger(request, session, "release holds");
  const { holds } = await readHoldsFor("released", forge);
  const lifting = liftingOf(holds, units, all);
  const held = units.filter((unit) => holdsOn(unit, holds).length > 0);
  const intention = {
    plan: { table: (style: Style) => resumePlanTable(lifting, units, style) },
    planMarkdown: resumedMarkdown(lifting, []),
    dryRun: "Dry run: no hold was released.",
    isIdle: held.length === 0,
    carryOut: async () => {
      const restored = await release(lifting, held, all, forge, session.ports);
      return {
        conclusions: restored,
        touched: resumedStreams(
          restored,
          lifting.map(({ hold }) => hold),
        ),
        pairs: pairsOfRestored(restored),
        hints: { notify, repository: trigger.repository, run: trigger.run, moved: movedUnits(restored) },
        table: (style: Style) => resumedTable(lifting, restored, style),
        markdown: resumedMarkdown(lifting, restored),
      };
    },
  };
  return carryOut(intention, request.dryRun, session);
}
