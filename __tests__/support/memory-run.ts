import path from "node:path";
import { createFiles } from "../../src/adapters/files.ts";
import { createHasher } from "../../src/adapters/git/hasher.ts";
import { hintType } from "../../src/core/events/repository-dispatch.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { readPlan } from "../../src/core/plan/plan-document.ts";
import type { Containers } from "../../src/ports/containers.ts";
import type { HoldIssue, KeptIssue } from "../../src/ports/forge.ts";
import type { Ports } from "../../src/ports/index.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Session } from "../../src/ports/session.ts";
import { makeReporter } from "./engine.ts";
import { type Files, makeFolder, makeRepository, type TestRepository } from "./git.ts";
import { builderInto, noContainers } from "./memory-builder.ts";
import { memoryForge } from "./memory-forge.ts";
import { type MemoryTarget, memoryPinTargets } from "./memory-pin-targets.ts";
import { MemoryRegistry } from "./memory-registry.ts";
import { openAgain } from "./opened-repository.ts";

/** Everything that a run showed. */
export interface Shown extends ReturnType<typeof makeReporter> {
  outputs: Record<string, string>;
  summaries: string[];
}

/** A repository whose commands run in this process, on registries and a builder in memory: in milliseconds. */
export interface MemoryRun {
  repository: TestRepository;
  registry: MemoryRegistry;
  /** Repositories that builds were pushed to, in order. */
  built: string[];
  /** GitHub's open issues that are holds. */
  holds: HoldIssue[];
  /** GitHub's open issues about freshness. */
  freshness: KeptIssue[];
  /** GitHub's issues with verdicts, and those with yanks. */
  verdicts: KeptIssue[];
  yanks: KeptIssue[];
  /** The person whose token the command line has. */
  owner: { login: string; mayWrite: boolean };
  /** The comments that were written, in order. */
  comments: string[];
  /** The repositories that its images are deployed from, by `owner/name`: none, unless a test adds some. */
  pinTargets: Record<string, MemoryTarget>;
  /** The tip of the branch, as GitHub has it: what is checked out, unless a test says otherwise. */
  tip(): string;
  /** What the clock says. */
  now: Date;
  /** What runs its tests: all pass, unless a test replaces it. */
  containers: Containers;
  /** The platforms that the machine can build for and run: all, unless a test names some. */
  platforms: readonly string[] | undefined;
  /** One start of the program; with the run's id, in a run that began before. */
  session(event: string, terminal?: Session["terminal"], run?: string): Promise<{ session: Session; shown: Shown }>;
  /** The plan that a run left. */
  plan(shown: Shown): Promise<Plan>;
}

export const defaultRequest: Request = {
  command: "run",
  config: ".github/tagstream.yml",
  only: [],
  reason: "",
  expires: "7d",
  dryRun: false,
};

let runs = 0;

export function memoryRun(files: Files): MemoryRun {
  const made: MemoryRun = {
    repository: makeRepository(files),
    registry: new MemoryRegistry(),
    built: [],
    holds: [],
    freshness: [],
    verdicts: [],
    yanks: [],
    owner: { login: "octo", mayWrite: true },
    comments: [],
    pinTargets: {},
    tip: () => made.repository.head(),
    now: new Date("2026-11-23T06:17:00Z"),
    containers: noContainers,
    platforms: undefined,
    async session(event, terminal, run = String(++runs)) {
      const shown = makeShown();
      const session: Session = {
        ports: { ...(await portsOf(made)), reporter: shown },
        event: eventOf(event, made.repository.head(), run),
        ...(terminal ? { terminal } : {}),
        temporary: path.join(makeFolder(), "temporary"),
      };
      return { session, shown };
    },
    plan: async ({ outputs }) => readPlan(await createFiles().read(outputs["plan"] ?? "")),
  };
  return made;
}

function makeShown(): Shown {
  const outputs: Shown["outputs"] = {};
  const summaries: string[] = [];
  return {
    ...makeReporter(),
    outputs,
    summaries,
    summary: async (text) => void summaries.push(text),
    output: (name, value) => {
      outputs[name] = value;
    },
  };
}

async function portsOf(made: MemoryRun): Promise<Omit<Ports, "reporter">> {
  const { repository, registry, built, holds, freshness, verdicts, yanks, owner, comments, containers, platforms } = made;
  const cannotRun = async (asked: string[]) => asked.filter((platform) => platforms && !platforms.includes(platform));
  const clock = { now: () => made.now };
  return {
    repository: await openAgain(repository.folder),
    hasherOf: createHasher,
    registry,
    builder: builderInto(registry, built, platforms),
    containers: { ...containers, cannotRun },
    forge: memoryForge({ holds, freshness, verdicts, yanks, owner, comments, tip: made.tip, now: clock.now }),
    pinTargets: memoryPinTargets(made.pinTargets),
    files: createFiles(),
    clock,
  };
}

/** `push`, `schedule`, `tagstream-published` for a hint of another repository, `pull_request`, `fork` for that of a stranger, or the push of a git tag: `refs/tags/v1.0.0`. */
function eventOf(event: string, sha: string, runId: string): Session["event"] {
  const isHint = event === hintType;
  const tagged = event.startsWith("refs/tags/");
  const isProposal = event === "pull_request" || event === "fork";
  const head = { sha, repo: { id: event === "fork" ? 2 : 1 } };
  const pull = { number: 7, user: { login: "octo" }, head, base: { ref: "main" } };
  const repository = { id: 1, default_branch: "main" };
  return {
    name: tagged ? "push" : isProposal ? "pull_request" : isHint ? "repository_dispatch" : event,
    payload: isProposal
      ? { action: "opened", repository, pull_request: pull }
      : { repository, ...(isHint ? { action: hintType, client_payload: { image: "false", digest: 7 } } : {}) },
    ref: tagged ? event : "refs/heads/main",
    sha,
    repository: "osg/images",
    runId,
    runAttempt: 1,
  };
}
