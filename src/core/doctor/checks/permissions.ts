import { groupBy } from "../../lib/group-by.ts";
import { joined } from "../../lib/text/words.ts";
import { hostOf } from "../../oci/reference.ts";
import { vendorOf } from "../../registries/host.ts";
import { unanswered } from "../answer.ts";
import { placeOfCandidates } from "../candidates-place.ts";
import type { Check } from "../check.ts";
import { type Facts, unitsOf } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { missingRights, rightsOf } from "../workflows/command-needs.ts";
import { type OwnStep, ownSteps } from "../workflows/own-steps.ts";
import { type DoctorJob, fileName, isForProposals, startsOn } from "../workflows/workflow.ts";

const name = "permissions";

/** Each job has the permissions that its commands need, and no others. */
export const permissions: Check = {
  name,
  title: "permissions of jobs",
  find(facts) {
    const { workflows, commands } = facts;
    if ("unknown" in workflows) return [unanswered(name, "workflows", workflows)];
    const ofJobs = groupBy(ownSteps(workflows.known, commands), ({ job }) => job);
    return [...ofJobs].flatMap(([job, steps]) => {
      const proposes = steps.every(({ workflow }) => isForProposals(workflow, job));
      return ofJob(job, steps, isInGitHub(facts, proposes));
    });
  },
};

/**
 * Whether a job pushes to GitHub's own registry, which alone needs the right `packages`; undefined if that is unknown.
 * @param proposes whether it pushes candidates alone
 */
function isInGitHub(facts: Facts, proposes: boolean): boolean | undefined {
  if ("unknown" in facts.configuration || "problems" in facts.configuration.known) return undefined;
  const repositories = unitsOf(facts).flatMap((unit) => {
    const published = proposes ? [] : unit.destinations.map(({ repository }) => repository);
    const proposed = placeOfCandidates(unit);
    return proposed === undefined ? published : [...published, proposed];
  });
  return repositories.some((repository) => vendorOf(hostOf(repository))?.ofGitHubServer !== undefined);
}

function ofJob(job: DoctorJob, steps: readonly OwnStep[], usesGitHub: boolean | undefined): Finding[] {
  const [first] = steps;
  if (!first) return [];
  const { workflow } = first;
  const row = (level: Finding["level"], what: string, remedy: string): Finding => {
    const subject = `${fileName(workflow)}, job ${job.id}`;
    return { level, check: name, subject, what, remedy, place: { file: workflow.file, line: job.line } };
  };
  const needed = new Map<string, string>();
  for (const { commands, isDryRun } of steps) {
    for (const [right, level] of commands.flatMap((command) => [...rightsOf(command, isDryRun)])) {
      if (isNeeded(right, first, usesGitHub) && needed.get(right) !== "write") needed.set(right, level);
    }
  }
  const list = [...needed].map(([right, level]) => `${right}: ${level}`).join(", ");
  const granted = job.permissions;
  if (granted === undefined)
    return [row("risk", "the repository's setting decides what its token may", `give it \`permissions: { ${list} }\``)];
  if (granted === "write-all") return [row("risk", "its token may write everything", `give it \`permissions: { ${list} }\``)];
  const missing = steps
    .flatMap(({ commands, isDryRun }) => missingRights(commands, granted, isDryRun))
    .filter(({ right }) => isNeeded(right, first, usesGitHub));
  const lacking = [...new Set(missing.map(({ right }) => `\`${right}: ${needed.get(right)}\``))];
  const publishes = steps.some(({ commands }) => commands.some((command) => publishing.includes(command.name)));
  const isOther = (right: string) =>
    needed.get(right) !== "write" && !(publishes && useful.includes(right)) && (right !== "packages" || usesGitHub !== undefined);
  const excess = usesOthers(job, steps)
    ? []
    : Object.entries(granted).filter(([right, level]) => level === "write" && isOther(right));
  return [
    ...(lacking.length > 0
      ? [
          row(
            "fails",
            `its token lacks ${joined(lacking)} for ${joined([...new Set(missing.map(({ command }) => `\`${command}\``))])}`,
            `add ${joined(lacking)} to the job's permissions`,
          ),
        ]
      : []),
    ...(excess.length > 0
      ? [row("risk", `no step needs ${joined(excess.map(([right]) => `\`${right}: write\``))}`, "remove what no step needs")]
      : []),
  ];
}

/**
 * Whether a job needs a right: `packages` for GitHub's registry, `issues: read` where streams move,
 * since holds keep them, and one job of a workflow comments on pull requests.
 */
function isNeeded(right: string, { workflow, job, commands }: OwnStep, usesGitHub: boolean | undefined): boolean {
  if (right === "packages") return usesGitHub ?? false;
  if (!commands.some(({ name: command }) => publishing.includes(command))) return true;
  if (right === "issues") return !isForProposals(workflow, job);
  if (right !== "pull-requests") return true;
  const others = workflow.jobs.filter((other) => other !== job);
  const comments = others.some(({ permissions: granted }) => typeof granted === "object" && granted[right] === "write");
  return startsOn(workflow, "pull_request", "pull_request_target") && !comments;
}

const publishing = ["run", "publish"];
/** What these commands use if they have it: comments after a merge, and the issue about old images. */
const useful = ["issues", "pull-requests"];

/** Actions that use no right of the token but to read. */
const known = /^(?:actions\/(?:checkout|upload-artifact|download-artifact)|docker\/(?:setup-buildx|setup-qemu|login)-action)@/;

/** Whether other steps may need rights of their own. */
function usesOthers({ steps }: DoctorJob, own: readonly OwnStep[]): boolean {
  return steps.some((step) => !own.some((one) => one.step === step) && !known.test(step.uses ?? ""));
}
