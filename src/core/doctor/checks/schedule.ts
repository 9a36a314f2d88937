import { shortAge } from "../../freshness/age.ts";
import type { RebuildWorkflow } from "../../freshness/workflow.ts";
import { day } from "../../lib/time/duration.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";
import type { Finding } from "../finding.ts";
import { isCrowded } from "../workflows/command-needs.ts";
import { gapOf } from "../workflows/cron.ts";
import { scheduledWorkflows } from "../workflows/scheduled.ts";
import { type DoctorWorkflow, fileName } from "../workflows/workflow.ts";

const name = "schedule";

/** Something rebuilds on a schedule, GitHub starts it, and its last run passed. */
export const schedule: Check = {
  name,
  title: "schedule",
  find({ workflows, commands, schedules, now }) {
    if ("unknown" in workflows) return [unanswered(name, "workflows", workflows)];
    const own = scheduledWorkflows(workflows.known, commands);
    if (own.length === 0 && schedules.length === 0) {
      const what = "no workflow rebuilds on a schedule, so images go without updates of their bases and packages";
      return [
        { level: "risk", check: name, subject: "schedule", what, remedy: 'add `schedule: [{ cron: "17 6 * * 1" }]` to `on`' },
      ];
    }
    const asked = schedules.flatMap(({ file, workflow }) => {
      if ("unknown" in workflow) return [unanswered(name, `schedule of ${file}`, workflow)];
      const crons = own.find((one) => fileName(one) === file)?.crons.map(({ cron }) => cron) ?? [];
      return ofState(workflow.known, crons, now);
    });
    return [...asked, ...own.flatMap(crowded)];
  },
};

function ofState({ file, state, page, last }: RebuildWorkflow, crons: readonly string[], now: Date): Finding[] {
  const subject = `schedule of ${file}`;
  const at = page === undefined ? "" : `: ${page}`;
  const row = (level: Finding["level"], what: string, remedy: string): Finding => ({ level, check: name, subject, what, remedy });
  if (state === "missing" || state === "deleted") {
    return [row("soon", "GitHub does not know this workflow, so nothing starts it", "push it to the default branch")];
  }
  if (state !== "active") return [row("fails", stateWords[state], `enable it in Actions → ${file}${at}`)];
  if (!last) return [];
  const age = now.getTime() - Date.parse(last.at);
  const limit = Math.min(...crons.map(gapOf)) + day;
  return [
    ...(age > limit
      ? [row("soon", `its last run began ${shortAge(age)} ago`, `start it in Actions → ${file} → Run workflow${at}`)]
      : []),
    ...(last.conclusion === undefined || last.conclusion === "success"
      ? []
      : [row("soon", `its last run ended with ${last.conclusion}`, `look at ${last.page}`)]),
  ];
}

const stateWords = {
  disabled_fork: "GitHub runs no schedule in a fork until a person enables it",
  disabled_inactivity: "GitHub disabled it after 60 days without a commit",
  disabled_manually: "a person disabled it",
};

function crowded(workflow: DoctorWorkflow): Finding[] {
  return workflow.crons
    .filter(({ cron }) => isCrowded(cron))
    .map(({ cron, line }) => ({
      level: "risk",
      check: name,
      subject: fileName(workflow),
      what: `cron "${cron}" is at a minute that many take: GitHub delays or drops such runs`,
      remedy: "choose a minute that is no multiple of 5",
      place: { file: workflow.file, line },
    }));
}
