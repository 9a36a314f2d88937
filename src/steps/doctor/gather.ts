import { type Answer, withoutToken } from "../../core/doctor/answer.ts";
import type { BuilderFacts, Facts } from "../../core/doctor/facts.ts";
import type { CommandNeeds } from "../../core/doctor/workflows/command-needs.ts";
import { scheduledWorkflows } from "../../core/doctor/workflows/scheduled.ts";
import { type DoctorWorkflow, fileName } from "../../core/doctor/workflows/workflow.ts";
import { defaultBranchOf } from "../../core/events/facts.ts";
import { type Aged, agesOf, limitOf } from "../../core/freshness/age.ts";
import type { FreshnessPolicy } from "../../core/freshness/policy.ts";
import type { WorkflowFile } from "../../core/freshness/workflow.ts";
import type { Hold } from "../../core/holds/hold.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { hasVersionsAlone } from "../../core/unit/versions-alone.ts";
import type { Builder } from "../../ports/builder.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { freshnessOf } from "../freshness/check.ts";
import { readHolds } from "../holds/holds.ts";
import { createObserver } from "../observe/observe.ts";
import { asked, known } from "./asked.ts";
import { checkConfiguration } from "./configuration.ts";
import { findBases, findContexts } from "./dockerfiles.ts";
import { askRegistries } from "./registries.ts";
import { readWorkflows } from "./workflows.ts";
import { findChangedWorkflows } from "./written-workflows.ts";

/** Units, and workflows, to ask about at the same time. */
const parallel = 8;

const notAsked: Answer<never> = { unknown: "an untrusted event must not use this machine's logins" };

/** Asks everything that the checks look at, at the same time. A part that fails is unknown. */
export async function gatherFacts(request: Request, session: Session, commands: readonly CommandNeeds[]): Promise<Facts> {
  const { ports, event, terminal } = session;
  const { inspector, builder, containers, registry, forge, clock } = ports;
  const defaultBranch = defaultBranchOf(event);
  const [configuration, workflows, written] = await Promise.all([
    known(() => checkConfiguration(request.config, session)),
    readWorkflows(ports),
    findChangedWorkflows(request.config, defaultBranch, event, ports),
  ]);
  const units = "known" in configuration && "units" in configuration.known ? configuration.known.units : [];
  const policy = "known" in configuration && "units" in configuration.known ? configuration.known.freshness : undefined;
  const platforms = [...new Set(units.flatMap((unit) => unit.platforms))];
  const files = scheduledFiles("known" in workflows ? workflows.known : [], commands, session.workflow);
  const [isShallow, builderFacts, cannotRun, registries, schedules, branchRules, holdsAndAges, bases, wholeContexts] =
    await Promise.all([
      inspector ? known(() => inspector.isShallow()) : notAsked,
      known(() => askBuilder(builder)),
      known(() => containers.cannotRun(platforms)),
      askRegistries(units, ports, request.dryRun),
      askSchedules(files, defaultBranch, forge),
      inspector ? asked(() => inspector.branchRules(defaultBranch)) : notAsked,
      askHolds(units, policy, { registry, forge, now: clock.now() }),
      known(() => findBases(units, ports)),
      known(() => findContexts(units, ports)),
    ]);
  return {
    now: clock.now(),
    at: terminal ? "command line" : "action",
    config: request.config,
    defaultBranch,
    configuration,
    commands,
    workflows,
    written,
    isShallow,
    builder: builderFacts,
    cannotRun,
    registries,
    schedules,
    branchRules,
    ...holdsAndAges,
    bases,
    wholeContexts,
  };
}

async function askBuilder(builder: Builder): Promise<BuilderFacts> {
  try {
    return { platforms: (await builder.check()).platforms };
  } catch (error) {
    const [problem] = error instanceof Failure ? error.problems : [];
    if (!problem) throw error;
    return { problem };
  }
}

/** The workflows that rebuild: those of the checkout, and the one that the user names. */
function scheduledFiles(
  workflows: readonly DoctorWorkflow[],
  commands: readonly CommandNeeds[],
  named: WorkflowFile | undefined,
): WorkflowFile[] {
  const own = scheduledWorkflows(workflows, commands).map((workflow) => ({ file: fileName(workflow) }));
  return named && !own.some(({ file }) => named.repository === undefined && file === named.file) ? [...own, named] : own;
}

function askSchedules(files: readonly WorkflowFile[], branch: string, forge: Forge | undefined): Promise<Facts["schedules"]> {
  return mapLimited(files, parallel, async (where) => {
    const ofBranch = where.repository === undefined ? branch : undefined;
    return { file: where.file, workflow: forge ? await known(() => forge.workflow(where, ofBranch)) : withoutToken };
  });
}

async function askHolds(
  units: readonly Unit[],
  policy: FreshnessPolicy | undefined,
  { registry, forge, now }: { registry: Registry; forge: Forge | undefined; now: Date },
): Promise<{ holds: Answer<readonly Hold[]>; ages: Answer<readonly Aged[]> }> {
  const { holds, unreadable } = await readHolds(forge);
  const observer = createObserver(registry);
  const streams = units.filter((unit) => !hasVersionsAlone(unit));
  const ages = await known(async () =>
    agesOf(await mapLimited(streams, parallel, (unit) => freshnessOf(unit, observer, holds)), limitOf(policy), now),
  );
  const none = forge ? undefined : withoutToken;
  return { holds: none ?? (unreadable === undefined ? { known: holds } : { unknown: withoutStop(unreadable) }), ages };
}
