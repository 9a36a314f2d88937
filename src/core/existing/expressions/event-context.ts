import { data } from "@actions/expressions";
import type { Sample } from "../sample.ts";
import type { Trigger } from "../triggers/trigger.ts";
import { Entries, type Plain, toData } from "./data.ts";
import { openMapping, unknownData } from "./open-mapping.ts";
import type { Unknowns } from "./unknowns.ts";

/** What the entries of one event are made of. */
export interface EventFacts {
  trigger: Trigger;
  sample: Sample;
  unknowns: Unknowns;
  /** The inputs of a run by hand. */
  inputs: ReadonlyMap<string, Plain>;
}

type Known = (readonly [string, Plain | data.Dictionary])[];

/** Keys of an event that only some events have: elsewhere they are empty, not unknown. */
const ofSomeEvents: ReadonlySet<string> = new Set(
  "action client_payload comment discussion inputs issue label merge_group number pull_request release review schedule workflow_run".split(
    " ",
  ),
);

const ofEvent: ReadonlyMap<string, (facts: EventFacts) => Known> = new Map<string, (facts: EventFacts) => Known>([
  ["push", push],
  [
    "create",
    ({ trigger }) => [
      ["ref", tagOf(trigger)],
      ["ref_type", "tag"],
    ],
  ],
  ["release", release],
  ["schedule", ({ trigger: { occasion } }) => (occasion.on === "schedule" ? [["schedule", occasion.cron]] : [])],
  [
    "workflow_dispatch",
    ({ inputs }) => [["inputs", new Entries([...inputs].map(([key, value]) => [key, toData(value)] as const))]],
  ],
  ["repository_dispatch", ({ unknowns }) => [["client_payload", openMapping(unknowns, "github.event.client_payload", [])]]],
  ["workflow_run", workflowRun],
  ["pull_request", pullRequest],
  ["pull_request_target", pullRequest],
]);

/** What a run's expressions find in `github.event`. */
export function eventContext(facts: EventFacts): Entries {
  const { trigger, sample, unknowns } = facts;
  const [owner = "", name = ""] = sample.repository.split("/");
  const repository: Known = [
    ["default_branch", sample.defaultBranch],
    ["name", name],
    ["full_name", sample.repository],
    ["fork", false],
    [
      "owner",
      openMapping(unknowns, "github.event.repository.owner", [
        ["login", owner],
        ["name", owner],
      ]),
    ],
  ];
  const known: Known = [
    ["repository", openMapping(unknowns, "github.event.repository", repository)],
    ...(trigger.action === undefined ? [] : [["action", trigger.action] as const]),
    ...(ofEvent.get(trigger.event)?.(facts) ?? []),
  ];
  return new Entries(
    known.map(([key, value]) => [key, value instanceof data.Dictionary ? value : toData(value)] as const),
    (key) => (ofSomeEvents.has(key.toLowerCase()) ? undefined : unknownData(unknowns, `github.event.${key}`)),
  );
}

function push({ trigger, sample, unknowns }: EventFacts): Known {
  const commit = openMapping(unknowns, "github.event.head_commit", [
    ["id", sample.sha],
    ["timestamp", sample.time],
  ]);
  return [
    ["ref", trigger.ref],
    ["after", sample.sha],
    ["deleted", false],
    ["head_commit", commit],
  ];
}

function release({ trigger, sample, unknowns }: EventFacts): Known {
  const known: Known = [
    ["tag_name", tagOf(trigger)],
    ["target_commitish", sample.defaultBranch],
    ["prerelease", false],
    ["draft", false],
  ];
  return [["release", openMapping(unknowns, "github.event.release", known)]];
}

function workflowRun({ sample, unknowns }: EventFacts): Known {
  const known: Known = [
    ["conclusion", "success"],
    ["event", "push"],
    ["head_branch", sample.defaultBranch],
    ["head_sha", sample.sha],
  ];
  return [["workflow_run", openMapping(unknowns, "github.event.workflow_run", known)]];
}

/** A pull request from a branch of the repository itself: those of forks publish nothing. */
function pullRequest({ trigger, sample, unknowns }: EventFacts): Known {
  const source = "github.event.pull_request";
  const repository = openMapping(unknowns, `${source}.head.repo`, [
    ["full_name", sample.repository],
    ["fork", false],
  ]);
  const known: Known = [
    ["number", sample.number],
    ["draft", false],
    ["merged", trigger.action === "closed"],
    [
      "head",
      openMapping(unknowns, `${source}.head`, [
        ["sha", sample.sha],
        ["repo", repository],
      ]),
    ],
    ["base", openMapping(unknowns, `${source}.base`, [["ref", sample.defaultBranch]])],
  ];
  return [
    ["number", sample.number],
    ["pull_request", openMapping(unknowns, source, known)],
  ];
}

function tagOf({ ref }: Trigger): string {
  return ref.replace("refs/tags/", "");
}
