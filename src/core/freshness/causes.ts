import { count } from "../lib/text/words.ts";
import { dayOf, shortDay } from "../lib/time/day.ts";
import type { Tries } from "./tries.ts";
import type { RebuildWorkflow, WorkflowFile } from "./workflow.ts";

/** What a cause is derived from. */
export interface CauseFacts {
  /** The unit's name. */
  name: string;
  /** Its newest publication, RFC 3339; absent if it has none. */
  published?: string;
  tries?: Tries;
  /** The configuration's `every`, in milliseconds. */
  every?: number;
  /** The unit that it follows, if it is not built itself: no rebuild makes it fresh. */
  follows?: string;
  /** Undefined if Tagstream knows no file. */
  file?: WorkflowFile;
  /** A text says why GitHub's answer is missing. */
  workflow: RebuildWorkflow | string;
  now: Date;
}

/** Why a unit is not fresh, and what to do: text for people, which may quote a stranger. */
export interface Cause {
  /** Its name in `causes`. */
  name: string;
  text: string;
  remedy: string;
  /** Where the remedy is: a page of GitHub. */
  page?: string;
  /** The command to run then. */
  command?: string;
}

interface CauseKind {
  name: string;
  /** Undefined if it is not the cause. */
  find(facts: CauseFacts): Omit<Cause, "name"> | undefined;
}

/** All causes, in the order in which people read them. To add one, add it here. */
const causes: readonly CauseKind[] = [
  {
    name: "failed",
    find: (facts) => {
      const { tries, now, follows } = facts;
      if (!tries) return undefined;
      const since = `since ${day(tries.since, now)} (${count(tries.count, "try", "tries")}, the last on ${day(tries.last, now)})`;
      const what = [tries.code, tries.problem].filter((text) => text !== undefined).join(": ");
      return {
        text: `its ${follows === undefined ? "rebuild fails" : "tests fail"} ${since}${what === "" ? "" : `: ${what}`}`,
        remedy: "mend it, then",
        ...rerun(facts),
      };
    },
  },
  {
    name: "waits",
    find: ({ name, follows, tries }) => {
      if (follows === undefined || tries) return undefined;
      return {
        text: `it follows ${follows}, and took nothing since`,
        remedy: "see what it waits for:",
        command: `tagstream plan --only ${name}`,
      };
    },
  },
  disabled("disabled_inactivity", "GitHub disabled it, because the repository had no activity for 60 days"),
  disabled("disabled_manually", "a person disabled it"),
  disabled("disabled_fork", "GitHub disables schedules in a fork"),
  ...(["deleted", "missing"] as const).map(
    (state): CauseKind => ({
      name: state,
      find: (facts) => {
        const workflow = known(facts);
        if (workflow?.state !== state) return undefined;
        return {
          text: `GitHub knows no workflow ${workflow.file} on the default branch`,
          remedy: "restore the file, or name the workflow that rebuilds in the input workflow",
        };
      },
    }),
  ),
  {
    name: "never-came",
    find: (facts) => {
      const workflow = active(facts);
      if (!workflow || workflow.last) return undefined;
      return {
        text: `the schedule of ${workflow.file} never came`,
        remedy: "check its cron expression, and start it by hand",
        ...rerun(facts),
      };
    },
  },
  {
    name: "not-come",
    find: (facts) => {
      const workflow = active(facts);
      if (!workflow?.last || isAfterDue(workflow.last.at, facts)) return undefined;
      return {
        text: `the schedule of ${workflow.file} has not come since ${day(workflow.last.at, facts.now)}`,
        remedy: "start it by hand",
        ...rerun(facts),
      };
    },
  },
  {
    name: "red",
    find: (facts) => {
      const last = active(facts)?.last;
      if (last?.conclusion === undefined || last.conclusion === "success" || !isAfterDue(last.at, facts)) return undefined;
      const passed = active(facts)?.lastPassed;
      const green = passed ? `, the last green one came on ${day(passed.at, facts.now)}` : ", and none was green before";
      return {
        text: `the scheduled run of ${day(last.at, facts.now)} ended with ${last.conclusion}${green}`,
        remedy: "read the run, mend it, then",
        page: last.page,
        ...rerun(facts),
      };
    },
  },
  {
    name: "left-out",
    find: (facts) => {
      const last = active(facts)?.last;
      if (last?.conclusion !== "success" || !isAfterDue(last.at, facts)) return undefined;
      return {
        text: `the scheduled run of ${day(last.at, facts.now)} was green, but did not publish it`,
        remedy: "read why in its summary, then",
        page: last.page,
        ...rerun(facts),
      };
    },
  },
];

/** The name of the cause if none is known. */
export const unknownCause = "unknown";

/** Why a unit is not fresh: at least one cause. */
export function causesOf(facts: CauseFacts): Cause[] {
  const found = causes.flatMap(({ name, find }) => {
    const cause = find(facts);
    return cause ? [{ name, ...cause }] : [];
  });
  if (found.length > 0) return found;
  const why = typeof facts.workflow === "string" ? facts.workflow : "a scheduled run may still be going on";
  return [{ name: unknownCause, text: `unknown: ${why}`, remedy: "start a rebuild by hand", ...rerun(facts) }];
}

function disabled(state: RebuildWorkflow["state"], why: string): CauseKind {
  return {
    name: state.replace("_", "-"),
    find: (facts) => {
      const workflow = known(facts);
      if (workflow?.state !== state) return undefined;
      const since = workflow.changed === undefined ? "" : ` since ${day(workflow.changed, facts.now)}`;
      return {
        text: `the workflow ${workflow.file} is disabled${since}: ${why}`,
        remedy: "choose Enable workflow on its page, then",
        ...(workflow.page === undefined ? {} : { page: workflow.page }),
        ...rerun(facts),
      };
    },
  };
}

/** What GitHub says of the workflow that rebuilds; nothing for a unit that it does not build. */
function known({ workflow, follows }: CauseFacts): RebuildWorkflow | undefined {
  return typeof workflow === "string" || follows !== undefined ? undefined : workflow;
}

/** A workflow that GitHub runs. A failed rebuild says more than its runs, so it hides them. */
function active(facts: CauseFacts): RebuildWorkflow | undefined {
  if (facts.tries) return undefined;
  const workflow = known(facts);
  return workflow?.state === "active" ? workflow : undefined;
}

/** Whether a run came when the unit was due: after its newest publication, and after `every`. */
function isAfterDue(at: string, { published, every = 0 }: CauseFacts): boolean {
  return published === undefined || Date.parse(at) > Date.parse(published) + every;
}

/** The command that rebuilds a unit. A name that a shell might read differently gets none. */
function rerun({ name, file }: CauseFacts): { command?: string } {
  if (file === undefined || !/^[\w.:/-]+$/.test(name)) return {};
  const elsewhere = file.repository === undefined ? "" : ` -R ${file.repository}`;
  return { command: `gh workflow run ${file.file}${elsewhere} -f only=${name}` };
}

function day(moment: string, now: Date): string {
  return shortDay(moment.slice(0, 10), dayOf(now));
}
