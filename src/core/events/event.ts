import * as v from "valibot";
import { failure } from "../lib/problems/problem.ts";
import { capabilities } from "./capabilities.ts";
import type { Ability, EventDeclaration } from "./declaration.ts";
import type { EventFacts } from "./facts.ts";
import { events } from "./index.ts";
import { check, commitId, plain, repositoryName } from "./payload.ts";
import { type Asked, isTrigger, originOf, type Trigger } from "./trigger.ts";

export { type EventFacts, isDefaultBranch, knownDefaultBranch } from "./facts.ts";
export { type Asked, isTrigger, type NoTrigger, type Retirement, type Trigger } from "./trigger.ts";

/**
 * The request of an event (design, section 3).
 * @throws Failure `event-malformed`, and `event-refused` for events that run a stranger's code with
 * the repository's secrets
 */
export function readEvent(facts: EventFacts): Asked {
  return readEventOf(events, facts);
}

/**
 * The same, for a table of events. It refuses an event that asks for more than its declaration
 * allows.
 */
export function readEventOf(table: readonly EventDeclaration[], facts: EventFacts): Asked {
  checkEnvironment(facts);
  const event = table.find(({ name }) => name === facts.name);
  if (!event) return { intent: "none", reason: `Tagstream does nothing for the event "${plain(facts.name)}"` };
  const isStartedByWriters = (name: string) => table.some((one) => one.name === name && one.startedBy === "writers");
  return allowed(event, event.read(facts, { isStartedByWriters }));
}

/**
 * Reads a manual trigger: to roll back, hold or resume.
 * @param command its action, for the message: `roll back`
 * @param ability what the event must be declared for
 * @throws Failure `event-refused` for an event that others can start
 */
export function readManualTrigger(facts: EventFacts, command: string, ability?: ManualAbility): Trigger {
  return readManualTriggerOf(events, facts, command, ability);
}

/** The abilities of manual commands. */
type ManualAbility = Extract<Ability, "manual" | "prune">;

/** The same, for a table of events. */
export function readManualTriggerOf(
  table: readonly EventDeclaration[],
  facts: EventFacts,
  command: string,
  ability: ManualAbility = "manual",
): Trigger {
  checkEnvironment(facts);
  const event = table.find(({ name }) => name === facts.name);
  const asked = event?.readManual ? allowed(event, event.readManual(facts)) : readEventOf(table, facts);
  // A push to another branch concerns that branch's streams alone.
  const isOfAll = isTrigger(asked) && asked.branch === asked.defaultBranch && capabilities[asked.intent].manualTriggers;
  if (event?.may?.includes(ability) && isOfAll) return asked;
  throw failure(
    "event-refused",
    `The event "${plain(facts.name)}" cannot ${command}: start the workflow by hand (workflow_dispatch), or use the command line.`,
  );
}

/** Whether the request of an event may use the logins to registries. */
export function mayUseLogins(asked: Asked): boolean {
  return asked.intent === "retire" || (isTrigger(asked) && capabilities[asked.intent].push);
}

/**
 * Returns the request of an event, if its declaration allows it.
 * @throws Failure `event-refused`
 */
function allowed({ name, may = [] }: EventDeclaration, asked: Asked): Asked {
  const refused = abilitiesFor(asked).filter((ability) => !may.includes(ability));
  if (refused.length === 0) return asked;
  throw failure(
    "event-refused",
    `The event "${name}" asks for ${refused.join(", ")}, but Tagstream's table of events does not allow that.`,
  );
}

/** The abilities that a request needs. */
function abilitiesFor(asked: Asked): Ability[] {
  if (asked.intent === "none") return [];
  if (asked.intent === "retire") return ["secrets", "retire"];
  const { push, publish, versions, candidates, secrets } = capabilities[asked.intent];
  const needed: [Ability, boolean][] = [
    ["build", true],
    ["secrets", push || secrets],
    ["publish", publish],
    ["versions", versions],
    ["candidates", candidates],
  ];
  return needed.flatMap(([ability, isNeeded]) => (isNeeded ? [ability] : []));
}

function checkEnvironment(facts: EventFacts): void {
  check(originOf(facts), v.object({ sha: commitId, repository: repositoryName }), facts);
}

/** The login of the person who started the run, if the event has it. */
export function actorOf({ payload }: EventFacts): string | undefined {
  const login = v.pipe(v.string(), v.regex(/^[A-Za-z\d][\w-]{0,38}(?:\[bot\])?$/));
  const { success, output } = v.safeParse(v.object({ sender: v.object({ login }) }), payload);
  return success ? output.sender.login : undefined;
}
