import { joined } from "../../lib/text/words.ts";
import { hostOf } from "../../oci/reference.ts";
import { isLoopback } from "../../registries/host.ts";
import { candidatesRepository } from "../../unit/repositories.ts";
import type { Check } from "../check.ts";
import { type Facts, unitsOf } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { mayLogIn } from "../workflows/logins.ts";
import { type OwnStep, ownSteps } from "../workflows/own-steps.ts";
import { fileName, proposesOnly } from "../workflows/workflow.ts";

const name = "registry-login";

/** Each job that pushes logs in before, to every registry that it pushes to. */
export const registryLogin: Check = {
  name,
  title: "logins of jobs",
  ofUnits: true,
  find(facts) {
    const { workflows, commands } = facts;
    if ("unknown" in workflows) return []; // the checks of workflows say it
    const pushing = ownSteps(workflows.known, commands).filter(
      (step) => !step.isDryRun && step.commands.some(({ writes }) => writes !== "nothing"),
    );
    const jobs = [...new Map(pushing.toReversed().map((step) => [step.job, step])).values()].toReversed();
    const hosts = publishedHosts(facts);
    const candidateHosts = placesOfCandidates(facts);
    return jobs.flatMap((step) =>
      proposesOnly(step.workflow, step.job) ? ofProposals(step, candidateHosts) : ofJob(step, hosts),
    );
  },
};

/** The hosts of destinations, and whether a run fails without them. */
function publishedHosts(facts: Facts): Map<string, boolean> {
  const isOpen = openTo(facts);
  const hosts = new Map<string, boolean>();
  for (const { repository, required } of unitsOf(facts).flatMap(({ destinations }) => destinations)) {
    const host = hostOf(repository);
    if (!isOpen(host)) hosts.set(host, required || hosts.get(host) === true);
  }
  return hosts;
}

function placesOfCandidates(facts: Facts): string[] {
  const isOpen = openTo(facts);
  const places = unitsOf(facts).flatMap((unit) => candidatesRepository(unit) ?? []);
  return [...new Set(places.map(hostOf))].filter((host) => !isOpen(host));
}

/** Whether a registry needs no login: it took a push without one, or runs beside the job. */
function openTo({ registries }: Facts): (host: string) => boolean {
  const open = registries.filter(({ hasLogin, push }) => !hasLogin && "known" in push && push.known === true);
  const hosts = new Set(open.map(({ repository }) => hostOf(repository)));
  return (host) => hosts.has(host) || isLoopback(host);
}

function ofJob(step: OwnStep, hosts: ReadonlyMap<string, boolean>): Finding[] {
  const missing = [...hosts.keys()].filter((host) => !step.before.some((one) => mayLogIn(one, host)));
  const fails = missing.some((host) => hosts.get(host)) && !step.job.runsOn.includes("self-hosted");
  return rowOf(step, missing, fails ? "fails" : "risk", "so it cannot push there");
}

function ofProposals(step: OwnStep, hosts: readonly string[]): Finding[] {
  const missing = hosts.filter((host) => !step.before.some((one) => mayLogIn(one, host)));
  return rowOf(step, missing, "risk", "so pull requests have no candidates there");
}

function rowOf({ workflow, job, step }: OwnStep, missing: readonly string[], level: Finding["level"], result: string): Finding[] {
  if (missing.length === 0) return [];
  return [
    {
      level,
      check: name,
      subject: `${fileName(workflow)}, job ${job.id}`,
      what: `no step before Tagstream logs in to ${joined(missing)}, ${result}`,
      remedy: `add docker/login-action for ${joined(missing)} before it`,
      place: { file: workflow.file, line: step.line },
    },
  ];
}
