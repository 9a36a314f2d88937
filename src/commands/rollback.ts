import { rolledBackStreams } from "../core/history/touched.ts";
import type { Style } from "../core/lib/text/style.ts";
import { pairsOfRestored } from "../core/packages/image-pairs.ts";
import { movedUnits } from "../core/rollback/restored.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { rollbackMarkdown, rollbackPlanMarkdown, rollbackPlanTable, rollbackTable } from "../render/rollback/rollback.ts";
import { rollbackJson } from "../render/rollback/rollback-json.ts";
import { rollBack } from "../steps/holds/roll-back.ts";
import { gatherRollback } from "../steps/plan/plan-rollback.ts";
import { carryOut } from "../steps/report/carry-out.ts";

/** The command `rollback`: gives older images new timestamp tags, and holds the streams there. */
export async function rollback(request: Request, session: Session): Promise<number> {
  const plan = await gatherRollback(request, session);
  const intention = {
    plan: {
      table: (style: Style) => rollbackPlanTable({ ...plan, notes: [] }, style),
      notes: plan.notes,
      json: () => rollbackJson(plan),
    },
    planMarkdown: rollbackPlanMarkdown(plan),
    dryRun: "Dry run: nothing was rolled back.",
    carryOut: async () => {
      const done = await rollBack(plan, session.ports);
      const view = { plan, ...done, workflow: session.event.workflow, commandLine: session.terminal !== undefined };
      return {
        conclusions: done.restored,
        touched: rolledBackStreams(done.restored, done.hold),
        pairs: pairsOfRestored(done.restored),
        hints: { notify: plan.notify ?? [], repository: plan.repository, run: plan.run, moved: movedUnits(done.restored) },
        table: (style: Style) => rollbackTable(view, style),
        markdown: rollbackMarkdown(view),
      };
    },
  };
  return carryOut(intention, request.dryRun, session);
}
