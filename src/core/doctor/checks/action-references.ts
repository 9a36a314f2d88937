import { count, firstOf } from "../../lib/text/words.ts";
import { unanswered } from "../answer.ts";
import type { Check } from "../check.ts";
import type { Finding } from "../finding.ts";
import { namesCommit } from "../workflows/command-needs.ts";
import { ownSteps, ownWorkflows } from "../workflows/own-steps.ts";
import { type DoctorWorkflow, fileName } from "../workflows/workflow.ts";

const name = "action-references";
/** Most actions to name. */
const maxNamed = 4;

/** Whoever can move a tag of an action runs their code with this workflow's rights. */
export const actionReferences: Check = {
  name,
  title: "references of actions",
  find({ workflows, commands }) {
    if ("unknown" in workflows) return [unanswered(name, "workflows", workflows)];
    return ownWorkflows(ownSteps(workflows.known, commands)).flatMap(ofWorkflow);
  },
};

interface Used {
  uses: string;
  line: number;
}

function ofWorkflow(workflow: DoctorWorkflow): Finding[] {
  const used = workflow.jobs.flatMap(({ calls, line, steps }) => [{ uses: calls, line }, ...steps]);
  const named = used.flatMap(({ uses, line }) => (uses === undefined ? [] : [{ uses, line }]));
  return [...unfilled(workflow, named), ...byTag(workflow, named)];
}

/** The account that `tagstream init` and our texts leave open. */
const placeholder = /^OWNER\//;

function unfilled(workflow: DoctorWorkflow, used: readonly Used[]): Finding[] {
  const [first] = used.filter(({ uses }) => placeholder.test(uses));
  if (!first) return [];
  return [
    {
      level: "fails",
      check: name,
      subject: fileName(workflow),
      what: `its steps use ${first.uses}, and OWNER is a placeholder: every run fails`,
      remedy: "replace OWNER with the account that hosts Tagstream",
      place: { file: workflow.file, line: first.line },
    },
  ];
}

function byTag(workflow: DoctorWorkflow, used: readonly Used[]): Finding[] {
  const loose = used.filter(({ uses }) => isLoose(uses) && !placeholder.test(uses));
  const [first] = loose;
  if (!first) return [];
  const names = [...new Set(loose.map(({ uses }) => uses))];
  return [
    {
      level: "risk",
      check: name,
      subject: `${count(names.length, "action")} by tag in ${fileName(workflow)}`,
      what: "whoever moves the tag runs code with this workflow's rights",
      remedy: `pin to a commit: ${firstOf(names, maxNamed)}`,
      place: { file: workflow.file, line: first.line },
    },
  ];
}

function isLoose(uses: string): boolean {
  if (uses.startsWith("./")) return false;
  return uses.startsWith("docker://") ? !uses.includes("@sha256:") : !namesCommit(uses);
}
