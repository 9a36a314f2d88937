import { setImmediate } from "node:timers/promises";
import type { Run } from "../../../../src/commands/command.ts";
import { hold } from "../../../../src/commands/hold.ts";
import { pin } from "../../../../src/commands/pin.ts";
import { prune } from "../../../../src/commands/prune.ts";
import { resume } from "../../../../src/commands/resume.ts";
import { rollback } from "../../../../src/commands/rollback.ts";
import { run } from "../../../../src/commands/run.ts";
import { Failure, failure } from "../../../../src/core/lib/problems/problem.ts";
import type { Registry } from "../../../../src/ports/registry.ts";
import type { Request } from "../../../../src/ports/request.ts";
import { defaultRequest } from "../../memory-run.ts";
import { noteTags, type PinnedWorld, places } from "./world.ts";

/** How a command ended. */
export interface EndedCommand {
  status: number | "threw";
  text: string;
}

const verbs = ["resolve", "manifest", "blob", "tags", "putManifest", "claim", "copy", "removeTags"] as const;

/** The registries of one run: some requests fail, before or after they are done, and other runs go on meanwhile. */
function troubled(world: PinnedWorld, registry: Registry): Registry {
  const around = (verb: (typeof verbs)[number]) => {
    const call = registry[verb] as (...asked: unknown[]) => Promise<unknown>;
    return async (...asked: unknown[]): Promise<unknown> => {
      const fault = await faultOf(world, verb);
      if (fault === "before") throw failure("registry-denied", "it is down");
      const answer = await call(...asked);
      for (const repository of asked.map(String)) if (places.includes(repository)) noteTags(world, repository);
      if (fault === "after") throw failure("registry-denied", "the answer is lost");
      return answer;
    };
  };
  return { ...registry, ...Object.fromEntries(verbs.map((verb) => [verb, around(verb)])) };
}

/** What goes wrong with a request, after a while. */
async function faultOf(world: PinnedWorld, verb: string): Promise<"before" | "after" | undefined> {
  const { random, trouble } = world;
  for (let turns = random.below(4); turns > 0; turns--) await setImmediate();
  world.tick();
  // The port never throws for a single tag.
  if (verb === "removeTags" || !random.chance(trouble.registry)) return undefined;
  return random.pick(["before", "after"]);
}

async function start(world: PinnedWorld, command: Run, event: string, request: Partial<Request> = {}): Promise<EndedCommand> {
  const { session, shown } = await world.made.session(event);
  const payload = { ...(session.event.payload as object), sender: { login: "octo" } };
  const ports = { ...session.ports, registry: troubled(world, session.ports.registry), pinTargets: world.targets() };
  const facts = { ...session.event, payload, serverUrl: "https://github.example.org" };
  const status = await command({ ...defaultRequest, ...request }, { ...session, ports, event: facts }).catch(
    (error: unknown): "threw" => {
      if (!(error instanceof Failure)) throw error;
      for (const problem of error.problems) shown.problem(problem);
      return "threw";
    },
  );
  const problems = shown.problems.map(({ code, message }) => `${code}: ${message}`);
  const text = [...problems, ...(shown.groups.get("") ?? [])].join("; ");
  world.log.push(
    `  ${request.command ?? "run"} ${request.only?.join(" ") ?? ""}: ${status} ${text.slice(0, status === 0 ? 150 : 700)}`,
  );
  return { status, text };
}

/** Rebuilds everything, and moves what follows it. */
export const publish = (world: PinnedWorld): Promise<EndedCommand> => start(world, run, "schedule");

export const pinAll = (world: PinnedWorld): Promise<EndedCommand> => start(world, pin, "push", { command: "pin" });

export const cleanUp = (world: PinnedWorld): Promise<EndedCommand> =>
  start(world, prune, "workflow_dispatch", { command: "prune", accept: true });

export const rollBack = (world: PinnedWorld, only: string): Promise<EndedCommand> =>
  start(world, rollback, "workflow_dispatch", {
    command: "rollback",
    only: [only],
    reason: "it broke",
    expires: "365d",
    to: { kind: "previous" },
  });

export const holdAt = (world: PinnedWorld, only: string): Promise<EndedCommand> =>
  start(world, hold, "workflow_dispatch", { command: "hold", only: [only], reason: "a demonstration", expires: "365d" });

export const resumeAll = (world: PinnedWorld, only: string): Promise<EndedCommand> =>
  start(world, resume, "workflow_dispatch", { command: "resume", only: [only] });
