import { matrixNames } from "../plan/jobs/matrix-names.ts";
import { type Audience, shareLogins } from "./audience.ts";
import { buildJob, planJob } from "./build-jobs.ts";
import { publishJob, retireJob, tagCandidatesJob } from "./publish-jobs.ts";
import type { Writing } from "./step.ts";

/**
 * The jobs of a workflow that spreads builds over machines. Proposed changes have their own, if they
 * may not log in where publications do.
 */
export function spreadRuns(writing: Writing): Map<string, string[]> {
  const { needs } = writing;
  const jobs = new Map<string, string[]>();
  if (!needs.proposals) return chain("publications", jobs, writing);
  if (shareLogins(needs)) chain("all", jobs, writing);
  else chain("proposals", chain("publications", jobs, writing), writing);
  // Nothing was pushed without a login: then there are no tags to remove.
  return needs.proposed.length === 0 ? jobs : jobs.set("retire", retireJob(writing));
}

function chain(audience: Audience, jobs: Map<string, string[]>, writing: Writing): Map<string, string[]> {
  const prefix = audience === "proposals" ? "candidate-" : "";
  const plan = `${prefix}plan`;
  const builds = matrixNames.slice(0, writing.needs.levels ?? 1).map((matrix) => matrix.replace("matrix", `${prefix}build`));
  jobs.set(plan, planJob(plan, audience, writing));
  for (const [index, name] of builds.entries()) {
    jobs.set(name, buildJob({ name, plan, before: builds.slice(0, index), first: builds[0] ?? name }, audience, writing));
  }
  const place = { plan, builds };
  if (audience !== "publications") jobs.set("candidate", tagCandidatesJob(place, audience, writing));
  if (audience !== "proposals") jobs.set("publish", publishJob(place, audience, writing));
  return jobs;
}
