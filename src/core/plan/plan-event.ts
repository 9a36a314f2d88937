import { capabilities } from "../events/capabilities.ts";
import type { Trigger } from "../events/event.ts";
import type { Plan } from "./plan.ts";

/**
 * The first difference between a plan and the event of the run that reads it, for people. Both must
 * come from one run. A plan for another pull request would write the candidate tags of that pull
 * request, with wrong labels, links and comments.
 */
export function eventFault(plan: Plan, trigger: Trigger): string | undefined {
  const pairs: [what: string, planned: unknown, asked: unknown][] = [
    ["pull request", plan.pullRequest, trigger.pullRequest],
    ["event", plan.event, trigger.event],
    ["branch", plan.branch, trigger.branch],
    ["repository's page", plan.source, trigger.source],
    ["run's page", plan.run.url, trigger.run.url],
    ["revision", plan.revision === plan.commit ? trigger.revision : plan.revision, trigger.revision],
  ];
  const { needsEventCommit, comparesWithParent } = capabilities[trigger.intent];
  if (needsEventCommit && comparesWithParent) {
    const proposed = plan.units
      .map(({ source }) => source?.commit)
      .find((commit) => commit !== undefined && commit !== trigger.commit);
    pairs.push(["source commit", proposed, proposed && trigger.commit]);
  }
  const wrong = pairs.find(([, planned, asked]) => planned !== asked);
  return wrong && `The plan has ${show(wrong[0], wrong[1])}, but this run's event has ${show(wrong[0], wrong[2])}.`;
}

function show(what: string, value: unknown): string {
  return value === undefined ? `no ${what}` : `the ${what} ${JSON.stringify(value).slice(0, 140)}`;
}
