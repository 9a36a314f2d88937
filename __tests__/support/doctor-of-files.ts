import { diagnose } from "../../src/core/doctor/diagnose.ts";
import type { Facts } from "../../src/core/doctor/facts.ts";
import { startsOn } from "../../src/core/doctor/workflows/workflow.ts";
import { known } from "../../src/steps/doctor/asked.ts";
import { checkConfiguration } from "../../src/steps/doctor/configuration.ts";
import { readWorkflows } from "../../src/steps/doctor/workflows.ts";
import { findChangedWorkflows } from "../../src/steps/doctor/written-workflows.ts";
import { healthyFacts } from "./doctor-facts.ts";
import type { InitProject } from "./init-run.ts";

const file = ".github/tagstream.yml";

/**
 * What the doctor finds in the configuration and the workflows of a repository, where all else is well: the machine,
 * registries, and a rule that requires the check of a workflow that proposed changes start. People choose how to name actions.
 */
export async function doctorFindings({ made }: InitProject): Promise<string[]> {
  const { session } = await made.session("schedule");
  const page = "https://github.com/octo-org/app";
  const event = { ...session.event, repository: "octo-org/app", page };
  const [configuration, workflows, written] = await Promise.all([
    known(() => checkConfiguration(file, { ...session, event })),
    readWorkflows(session.ports),
    findChangedWorkflows(file, "main", event, session.ports),
  ]);
  const isProposed = "known" in workflows && workflows.known.some((one) => startsOn(one, "merge_group"));
  const branchRules = isProposed ? healthyFacts.branchRules : ({ known: { required: [], hasMergeQueue: false } } as const);
  const facts: Facts = { ...healthyFacts, branchRules, configuration, workflows, written, schedules: [] };
  return diagnose(facts)
    .filter(({ level, check }) => level !== "ok" && check !== "action-references")
    .map(({ level, check, subject, what }) => `${level} ${check} ${subject}: ${what}`);
}
