import { createFiles } from "../../../../src/adapters/files.ts";
import type { Digest } from "../../../../src/core/lib/digest.ts";
import { hasFailed } from "../../../../src/core/retention/pruned.ts";
import type { Ports } from "../../../../src/ports/index.ts";
import { gatherRetention, type RetentionQuestion } from "../../../../src/steps/retention/gather.ts";
import { pruneUnits } from "../../../../src/steps/retention/prune-units.ts";
import { makeReporter } from "../../engine.ts";
import { memoryForge } from "../../memory-forge.ts";
import { memoryPinTargets } from "../../memory-pin-targets.ts";
import { day } from "../facts.ts";
import { checkAlways, checkAtEnd } from "./checks.ts";
import type { Stage, State } from "./stage.ts";
import { origin, unitsIn, type World } from "./world.ts";

const now = () => new Date("2026-11-23T07:17:00Z");

/** How to clean up, once. A test plants bugs here. */
export type CleanUp = (question: RetentionQuestion, ports: Ports) => Promise<string[]>;

/** The clean-up of the command, without the configuration and the report; what is wrong, in words. */
export const cleanUp: CleanUp = async (question, ports) => {
  const gathered = await gatherRetention(question, ports);
  const { plan, facts } = gathered;
  if (facts.unknown.length > 0) return [...facts.unknown];
  const done = await pruneUnits(gathered, question, ports);
  const report = { plan, unknown: facts.unknown, notes: [], untagged: [], unread: done.unread, done };
  if (!hasFailed(report)) return [];
  const bad = [...done.tags, ...done.images].filter(({ outcome }) => outcome === "failed");
  return [`a run failed: ${JSON.stringify([done.unread, done.lost, bad])}`];
};

export function questionOf(stage: Stage): RetentionQuestion {
  const units = unitsIn(stage.repositories);
  return {
    units,
    selected: new Set(units.map(({ name }) => name)),
    policy: {
      rules: new Map(units.map(({ name }) => [name, { all: 30 * day }])),
      candidates: 14 * day,
      untagged: 7 * day,
      max: 100,
      promotable: 7 * day,
    },
    pins: [],
    root: "/nonexistent",
    accept: true,
    pinPlace: { own: origin.repository, near: "/nonexistent", hash: (text) => String(text) },
    origin,
  };
}

/** The ports of a new run. */
export function portsOf(stage: Stage): Ports {
  const tip = () => "0".repeat(40);
  return {
    registry: stage.client(),
    reporter: makeReporter(),
    clock: { now },
    files: createFiles(),
    forge: memoryForge({ holds: [], comments: [], tip, now }),
    pinTargets: memoryPinTargets({}),
  } as unknown as Ports;
}

/** What a sweep found. */
export interface Swept {
  /** The states in which a run may have died, with the fewest deaths that lead there. */
  states: number;
  /** Requests that change something in a run that nothing disturbs. */
  changes: number;
  runs: number;
  faults: string[];
}

interface Visit {
  state: State;
  /** How it came about. */
  after: string;
}

/**
 * Cleans up from the states in which a run can have died: a request that changes something had come before it, and nothing came after it. Then
 * from those in which that run can have died, and so on. Nothing but the registries outlives a run.
 * @param begins whether a run begins in a state, by its number: all of them are checked
 */
export async function sweep(
  stage: Stage,
  world: World,
  begins: (number: number) => boolean = () => true,
  work: CleanUp = cleanUp,
): Promise<Swept> {
  const settled = new Set<string>();
  const known = new Map<string, Visit>();
  const swept: Swept = { states: 0, changes: 0, runs: 0, faults: [] };
  const found = (after: string, faults: readonly string[]) =>
    swept.faults.push(...faults.map((fault) => `after ${after}: ${fault}`));
  const visit = (after: string): string => {
    const state = stage.state();
    const key = keyOf(state);
    if (!known.has(key)) {
      known.set(key, { state, after });
      found(after, checkAlways(state, world));
    }
    return key;
  };
  stage.restore(world.state);
  visit("nothing");
  let index = 0;
  for (const [key, { state, after }] of known) {
    if (swept.faults.length > 0) break;
    if (index++ > 0 && !begins(index)) continue;
    swept.runs++;
    stage.restore(state);
    let last = after;
    let changes = 0;
    stage.onChange(({ method, path }) => {
      visit(last);
      last = `${after === "nothing" ? "" : `${after}, then `}${++changes}. ${method} ${path}`;
    });
    found(after, await work(questionOf(stage), portsOf(stage)));
    const end = visit(last);
    if (after === "nothing") swept.changes = changes;
    found(after, checkAtEnd(stage.state(), world, stage.lists));
    found(after, await changesAfter(stage, settled, work, end === key ? changes : undefined));
  }
  swept.states = known.size;
  return swept;
}

/**
 * What is wrong where a run ended: another one there may change nothing.
 * @param settled the states from which a run changed nothing; gets more
 * @param known the changes that a run from here made, if one began here
 */
async function changesAfter(stage: Stage, settled: Set<string>, work: CleanUp, known?: number): Promise<string[]> {
  let changes = known ?? 0;
  const end = keyOf(stage.state());
  if (known === undefined && !settled.has(end)) {
    stage.onChange(() => changes++);
    await work(questionOf(stage), portsOf(stage));
  }
  if (changes === 0) settled.add(end);
  return changes === 0 ? [] : [`a run with nothing to do asks for ${changes} changes`];
}

function keyOf(state: State): string {
  const sorted = (keys: Iterable<string>): string[] => [...keys].sort();
  return JSON.stringify(
    state.map(({ tags, manifests }) => [
      sorted([...tags].map(([tag, digest]: [string, Digest]) => `${tag} ${digest}`)),
      sorted(manifests.keys()),
    ]),
  );
}
