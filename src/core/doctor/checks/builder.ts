import { oneLine } from "../../lib/text/clean.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";
import type { Facts } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { type OwnStep, ownSteps, usesAction } from "../workflows/own-steps.ts";
import { fileName } from "../workflows/workflow.ts";

const name = "builder";

/** Builds need a builder that can push by digest: in each job, and on this machine. */
export const builder: Check = {
  name,
  title: "builder",
  find: (facts) => [...ofMachine(facts), ...ofWorkflows(facts)],
};

/** On a person's machine it stops no workflow. */
function ofMachine({ builder: answer, at }: Facts): Finding[] {
  const subject = "the builder of this machine";
  if ("unknown" in answer) return [unanswered(name, subject, answer)];
  if (!("problem" in answer.known)) return [];
  const { message, code } = answer.known.problem;
  const level = at === "action" ? "fails" : "risk";
  return [{ level, check: name, subject, what: oneLine(message), remedy: `see ${code}` }];
}

function ofWorkflows({ workflows, commands }: Facts): Finding[] {
  if ("unknown" in workflows) return [unanswered(name, "workflows", workflows)];
  return ownSteps(workflows.known, commands).flatMap(ofStep);
}

function ofStep({ workflow, job, step, before, commands, isDryRun }: OwnStep): Finding[] {
  const builds = !isDryRun && commands.some(({ engine, byHand }) => engine && !byHand);
  const endsOnly = job.condition?.includes("github.event.action == 'closed'"); // it removes candidates
  if (!builds || endsOnly || before.some(isSetUp)) return [];
  return [
    {
      level: job.runsOn.includes("self-hosted") ? "risk" : "fails",
      check: name,
      subject: `${fileName(workflow)}, job ${job.id}`,
      what: "no step sets up a builder before Tagstream, and Docker's own cannot push by digest",
      remedy: "add docker/setup-buildx-action before it",
      place: { file: workflow.file, line: step.line },
    },
  ];
}

function isSetUp(step: OwnStep["step"]): boolean {
  return usesAction(step, "docker/setup-buildx-action") || /docker\s+buildx\s+(?:create|use)/.test(step.run ?? "");
}
