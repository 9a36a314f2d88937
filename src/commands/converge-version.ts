import type { Digest } from "../core/digest.ts";
import { Failure, failure } from "../core/problem.ts";
import type { Effect } from "../core/publish.ts";
import type { Unit } from "../core/unit.ts";
import { type Version, versionTag } from "../core/version.ts";
import { afterVersionEffect, type VersionObservation, versionStep } from "../core/version-step.ts";
import type { Log, Manifest, Registry } from "../ports.ts";
import { createVersionObserver, type VersionObserver } from "./observe-version.ts";

/** How a version of a unit ended in its registries. */
export interface VersionConverged {
  effects: Effect[];
  /** What the version is; absent where it could not be made. */
  current?: { digest: Digest };
  /** Why its tags could not all be written. */
  problem?: string;
  /** What optional registries failed at: a re-run completes it. */
  warnings: string[];
}

/** Moves that may be lost to another run before this one gives up. */
const mostRaces = 3;

/** More than any configuration needs: a registry that never shows what it confirmed must not keep us here for ever. */
const maximumSteps = 1000;

/**
 * Gives a digest the tags of a version: observe → step → at most one effect, until there is nothing left to do. The last look is always a
 * fresh one, so that a newer version that another run has published in the meantime has its lines, even after our move.
 * Never throws: what was done is part of the answer.
 */
export async function convergeVersion(
  unit: Unit,
  version: Version,
  goal: Digest | undefined,
  registry: Registry,
  log: Log,
  first: VersionObserver = createVersionObserver(registry),
): Promise<VersionConverged> {
  const apply = createApply(versionTag(unit, version.text), registry, log);
  const effects: Effect[] = [];
  const failures = new Map<string, string>(); // of optional registries, which this run then leaves alone
  const look = async (observer: VersionObserver = createVersionObserver(registry)): Promise<VersionObservation> =>
    leaveOut(failures, await observer(unit, version, goal));
  const end = (rest: Pick<VersionConverged, "current" | "problem">): VersionConverged => ({
    effects,
    ...rest,
    warnings: [...failures.values()],
  });
  try {
    let observed = await look(first);
    let fresh = true;
    let races = 0;
    for (let steps = 0; steps < maximumSteps; steps++) {
      const next = versionStep(unit, version, observed, goal);
      if (next.kind === "effect") {
        const applied = await apply(next.effect).catch((error: unknown) => {
          if (isOvertaken(error) && races++ < mostRaces) return "raced" as const;
          failures.set(repositoryOf(next.effect), forgivable(unit, next.effect, error));
          return undefined;
        });
        if (applied === "raced") {
          log.line("another run moved a tag at the same time: looking again, so that the newer version wins");
          observed = await look();
          fresh = true;
          continue;
        }
        if (applied === next.effect) {
          effects.push(applied);
          log.line(applied.kind === "copy" ? `copied to ${applied.to}` : `tagged ${applied.tag} in ${applied.repository}`);
        }
        observed = applied ? afterVersionEffect(observed, applied) : leaveOut(failures, observed);
        fresh = false;
      } else if (next.kind === "leave-out") {
        failures.set(next.repository, next.reason);
        observed = leaveOut(failures, observed);
      } else if (!fresh) {
        observed = await look();
        fresh = true;
      } else {
        return end(next.kind === "blocked" ? { problem: next.reason } : { current: { digest: next.digest } });
      }
    }
    return end({ problem: `after ${maximumSteps} steps the registry still shows something else than it confirmed` });
  } catch (error) {
    if (error instanceof Failure) return end({ problem: error.message });
    // A defect of ours fails this unit alone: what was done, here and for the other units, must still be reported.
    const defect = error instanceof Error ? error : new Error(String(error));
    for (const line of (defect.stack ?? defect.message).split("\n")) log.line(line);
    return end({ problem: `This is a defect of Tagstream; please report it, with the log: ${defect.message}` });
  }
}

/** Whether a tag that moves shows something else than what was just put there. The whole version's is claimed, and says so itself. */
function isOvertaken(error: unknown): boolean {
  return error instanceof Failure && error.problems.some(({ code }) => code === "registry-changed");
}

/** The message of a failure that an optional registry may have; any other is thrown on. */
function forgivable(unit: Unit, effect: Effect, error: unknown): string {
  const destination = unit.destinations.findIndex(({ repository }) => repository === repositoryOf(effect));
  if (!(error instanceof Failure) || destination <= 0 || unit.destinations[destination]?.required !== false) throw error;
  return error.message;
}

/** Adds what failed to what was seen, and the other way round: a registry that failed once in this run is not tried again. */
function leaveOut(failures: Map<string, string>, observed: VersionObservation): VersionObservation {
  const destinations = observed.destinations.map((destination, index) => {
    if (destination.failure !== undefined && !destination.required && index > 0)
      failures.set(destination.repository, destination.failure);
    const failure = failures.get(destination.repository);
    return failure === undefined ? destination : { ...destination, failure };
  });
  return { destinations };
}

function repositoryOf(effect: Effect): string {
  return effect.kind === "copy" ? effect.to : effect.repository;
}

/**
 * What applies effects, one at a time. Gives the effect or, when the whole version's tag turns out to be taken since we looked, what another
 * run made of it: that is then part of what is observed, and nothing was written.
 */
function createApply(whole: string, registry: Registry, log: Log): (effect: Effect) => Promise<Effect> {
  const manifests = new Map<string, Manifest>(); // several tags of one digest: one GET
  const manifestOf = async (repository: string, digest: Digest): Promise<Manifest> => {
    const reference = `${repository}@${digest}`;
    const manifest = manifests.get(reference) ?? (await registry.manifest(repository, digest));
    if (!manifest)
      throw failure("publish-digest-gone", `${reference} is no longer there: it was removed while it was being published.`);
    manifests.set(reference, manifest);
    return manifest;
  };
  return async (effect) => {
    if (effect.kind === "copy") {
      await registry.copy(effect.digest, effect.from, effect.to, log);
      return effect;
    }
    const { repository, tag, digest } = effect;
    const manifest = await manifestOf(repository, digest);
    if (tag === whole) {
      const held = await registry.claim(repository, tag, manifest);
      return held === digest ? effect : { ...effect, digest: held };
    }
    await registry.putManifest(repository, tag, manifest);
    return effect;
  };
}
