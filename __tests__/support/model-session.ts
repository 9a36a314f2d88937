import { plainStyle } from "../../src/core/lib/text/style.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { printPlan } from "../../src/core/plan/plan-document.ts";
import type { HoldIssue } from "../../src/ports/forge.ts";
import type { Ports } from "../../src/ports/index.ts";
import type { Session } from "../../src/ports/session.ts";
import { readPlanFor } from "../../src/steps/plan/read-plan.ts";
import { memoryForge } from "./memory-forge.ts";
import { memoryPinTargets } from "./memory-pin-targets.ts";
import type { MemoryRegistry } from "./memory-registry.ts";
import { commitOf, modelPorts } from "./model-ports.ts";

export type ModelSession = Session & { reported: string[] };

/** What a run of the model meets. */
interface ModelRun {
  registry: MemoryRegistry;
  holds: HoldIssue[];
  configuration: string;
  /** What the checked-out commit is made of. */
  inputs: string;
  /** What the branch's tip is made of, whenever the run asks. */
  tip: () => string;
  /** The time at GitHub. */
  forgeNow: () => Date;
  /** The time by the run's own clock. */
  now: () => Date;
  run: string;
  noHold: boolean;
}

/** A session by a manual trigger, and what it reports; without a hold, at a terminal. */
export function modelSession(model: ModelRun): ModelSession {
  const { registry, holds, inputs, tip, noHold } = model;
  const reported: string[] = [];
  const forge = memoryForge({ holds, comments: [], tip: () => commitOf(tip()), now: model.forgeNow });
  const fixed = modelPorts({ inputs, tip: tip(), text: model.configuration, reported });
  const ports = { ...fixed, registry, forge, pinTargets: memoryPinTargets({}), clock: { now: model.now } } as Ports;
  const event = {
    name: "workflow_dispatch",
    payload: { repository: { default_branch: "main" }, sender: { login: "octo" } },
    ref: "refs/heads/main",
    sha: commitOf(inputs),
    repository: "osg/images",
    runId: model.run,
    runAttempt: 1,
    serverUrl: "https://github.example.org",
  } as unknown as Session["event"];
  const terminal = {
    json: false,
    local: false,
    noHold: true,
    allTags: false,
    packages: false,
    style: plainStyle,
    print: () => {},
  };
  return { ports, event, temporary: "/", reported, ...(noHold ? { terminal } : {}) };
}

/** The plan as another job of the same run reads it from its file. */
export async function handOver(plan: Plan, session: Session, config: string): Promise<Plan> {
  const { files } = session.ports;
  const read = async (path: string) => (path === "plan.json" ? printPlan(plan) : files.read(path));
  const ports = { ...session.ports, files: { ...files, read } };
  const request = {
    command: "publish",
    only: [],
    to: { kind: "previous" },
    reason: "",
    expires: "7d",
    dryRun: false,
    plan: "plan.json",
    config,
  } as const;
  return (await readPlanFor({ ...request, only: [] }, { ...session, ports })).plan;
}
