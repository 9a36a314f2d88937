import type { Digest } from "../../src/core/lib/digest.ts";
import type { Effect } from "../../src/core/publish/effect.ts";
import { after } from "../../src/core/publish/progress.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import { listedVersions, parseVersion, type Version } from "../../src/core/versions/version.ts";
import { type VersionObservation, versionStep } from "../../src/core/versions/version-step.ts";
import { makeDigest, makeUnit } from "./units.ts";

export const [one, two] = ["one.example.org/osg/app", "two.example.org/osg/app"];
export const unit = makeUnit("app:release", {
  versions: { gitTag: "v{version}" },
  destinations: [one, two].map((repository) => ({ repository: repository ?? "", required: true })),
});
export const optional = { ...unit, destinations: unit.destinations.map((entry, index) => ({ ...entry, required: index === 0 })) };
export const version = (text: string): Version => {
  const parsed = parseVersion(text);
  if (!parsed) throw new TypeError(text);
  return parsed;
};

/** What repositories hold: their tags, and the digests of those. What is built is in the first one. */
export type World = Map<string, Map<string, Digest>>;
export const world = (...contents: Record<string, string>[]): World =>
  new Map(
    unit.destinations.map(({ repository }, index) => [
      repository,
      new Map(Object.entries(contents[index] ?? {}).map(([tag, text]) => [tag, makeDigest(text)])),
    ]),
  );
export const shown = (of: World): Record<string, string>[] =>
  [...of.values()].map((tags) => Object.fromEntries([...tags].map(([tag, digest]) => [tag, nameOf(digest)]).sort()));
const nameOf = (digest: Digest): string => Buffer.from(digest.slice(7), "hex").toString().replace(/\.+$/, "");

export function observe(of: World, own: Unit = unit): VersionObservation {
  return {
    destinations: own.destinations.map((destination, index) => {
      const tags = new Map(of.get(destination.repository)); // as it is now: a look is of one moment
      const there = new Set([...tags.values(), ...(index === 0 ? goals : [])]);
      return { ...destination, versions: listedVersions(own, [...tags.keys()]), tags, digests: there };
    }),
  };
}

/** Goals are in the first repository, where they were built. */
const goals = ["D", "D2", "D3", "D9"].map(makeDigest);

function apply(of: World, effect: Effect): void {
  if (effect.kind === "tag") of.get(effect.repository)?.set(effect.tag, effect.digest);
}

/** A run between two of its steps. */
export interface Run {
  text: string;
  goal: Digest | undefined;
  own: Unit;
  observed?: VersionObservation;
  fresh: boolean;
  end?: string;
}

export const begin = (text: string, goal: string | undefined, own = unit): Run => ({
  text,
  goal: goal === undefined ? undefined : makeDigest(goal),
  own,
  fresh: false,
});

/** One look or one effect; a run ends after a fresh look that finds nothing to do. */
export function advance(of: World, run: Run): Run {
  const { text, goal, own, observed } = run;
  const next = observed && versionStep(own, version(text), observed, goal);
  if (observed && next?.kind === "effect") {
    apply(of, next.effect);
    return { ...run, observed: after(observed, next.effect), fresh: false };
  }
  if (!run.fresh) return { ...run, observed: observe(of, own), fresh: true };
  return { ...run, end: next?.kind ?? "" };
}

export function finish(of: World, text: string, goal: string | undefined, own = unit): string {
  let run = begin(text, goal, own);
  while (run.end === undefined) run = advance(of, run);
  return run.end;
}
