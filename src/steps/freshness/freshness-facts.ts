import { capabilities } from "../../core/events/capabilities.ts";
import type { Trigger } from "../../core/events/event.ts";
import { isFollower } from "../../core/follow/state.ts";
import { decideDue, openTries } from "../../core/freshness/due.ts";
import { type BaseFacts, type MovedBase, movedBases } from "../../core/freshness/moved-bases.ts";
import { givesReasons, looksAtBases, takes } from "../../core/freshness/rebuild-policy.ts";
import type { Tries } from "../../core/freshness/tries.ts";
import { outsideReferences } from "../../core/inputs/dockerfile/outside-references.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import type { Timestamp } from "../../core/lib/time/timestamp.ts";
import { parseSeenBase, type SeenBase } from "../../core/oci/seen-base.ts";
import type { UnitFacts, UnitToDecide } from "../../core/plan/decide/facts.ts";
import { firstRepository } from "../../core/unit/repositories.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Ports } from "../../ports/index.ts";
import type { Registry } from "../../ports/registry.ts";
import { type Asking, parallelUnits } from "../observe/asking.ts";
import { newestPublication } from "../observe/published.ts";
import type { Checkout } from "../plan/checkout/checkout.ts";
import { readDockerfiles } from "../plan/dockerfiles.ts";
import type { SourcedUnits } from "../plan/sources/sourced-units.ts";
import { type BaseLookup, lookUpBases } from "./base-lookup.ts";
import { readTries } from "./read-tries.ts";
import { recordedBases } from "./recorded-bases.ts";

interface Sources {
  configured: Pick<SourcedUnits, "units" | "freshness">;
  checkout: Checkout;
  ports: Ports;
  asking: Asking;
}

/**
 * Adds the facts that the policy of rebuilds needs: the newest ordinary publication, failed rebuilds,
 * and bases outside the configuration. Asks nothing without a policy, and in runs that rebuild
 * nothing.
 */
export async function withFreshness(
  units: readonly UnitToDecide[],
  trigger: Trigger,
  now: Timestamp,
  sources: Sources,
): Promise<{ units: readonly UnitToDecide[]; notes: string[] }> {
  const { configured, ports, asking } = sources;
  const { freshness } = configured;
  if (!capabilities[trigger.intent].rebuilds || !givesReasons({ ...trigger, freshness })) return { units, notes: [] };
  const taken = takes({ ...trigger, freshness });
  const readsTries = taken !== "all" && freshness?.every !== undefined;
  const { tries, notes } = readsTries ? await readTries(ports.forge, now) : { tries: new Map<string, Tries>(), notes: [] };
  const known = await mapLimited(units, parallelUnits, async ({ unit, facts, ...entry }): Promise<UnitToDecide> => {
    const published = await publishedOf(unit, facts, ports.registry, asking);
    const own = tries.get(unit.name);
    const more = { ...(published ? { published } : {}), ...(own ? { tries: own } : {}), ...asking.blockerOf(unit) };
    return { ...entry, unit, facts: { ...more, ...facts } };
  });
  if (!looksAtBases({ ...trigger, freshness })) return { units: known, notes };
  const selected = known.filter(({ unit, facts, selected: isOwn }) => isOwn && !facts.blocked && !isFollower(unit));
  const references = await referencesOf(
    selected.map(({ unit }) => unit),
    sources,
  );
  const lookup = await lookUpBases(references, ports.registry, asking);
  const rests = ({ facts }: UnitToDecide): boolean =>
    taken !== "all" && "rests" in decideDue(facts, { now, every: freshness?.every, isHint: taken === "moved" });
  const withBases = async (entry: UnitToDecide): Promise<UnitToDecide> => {
    const own = references.get(entry.unit);
    if (!own) return entry;
    const builtOn = rests(entry) ? await builtOnOf(entry, own, ports.registry, asking) : [];
    return { ...entry, facts: { ...entry.facts, bases: await basesOf(own, builtOn, lookup) } };
  };
  return { units: await mapLimited(known, parallelUnits, withBases), notes: [...notes, ...lookup.notes] };
}

/** Usually costs nothing. */
async function publishedOf(
  unit: Unit,
  { observed }: UnitFacts,
  registry: Registry,
  asking: Asking,
): Promise<UnitFacts["published"]> {
  return observed && asking.about([unit], () => newestPublication(unit, observed, registry));
}

/** The references of each unit to images outside the configuration, from the Dockerfiles at their sources. */
async function referencesOf(
  units: readonly Unit[],
  { configured, checkout: { trees }, ports: { files } }: Sources,
): Promise<Map<Unit, string[]>> {
  const find = outsideReferences(configured.units);
  const found = new Map<Unit, string[]>();
  for (const [{ tree, commit }, own] of trees.group(units)) {
    const dockerfileOf = await readDockerfiles(own, commit, tree, files);
    for (const unit of own) found.set(unit, find(unit, dockerfileOf(unit) ?? ""));
  }
  return found;
}

/** What a unit's last image was built on: the published one or, after failed rebuilds, the last try. */
async function builtOnOf(
  { unit, facts }: UnitToDecide,
  references: readonly string[],
  registry: Registry,
  asking: Asking,
): Promise<SeenBase[]> {
  const tries = openTries(facts);
  if (tries) return (tries.bases ?? []).flatMap((text) => parseSeenBase(text) ?? []);
  const { published } = facts;
  if (!published) return [];
  const read = () => recordedBases(firstRepository(unit), published, references, registry);
  return (await asking.tolerate([unit], read, "the bases of its published image ")) ?? [];
}

async function basesOf(references: readonly string[], builtOn: readonly SeenBase[], lookup: BaseLookup): Promise<BaseFacts> {
  const seen = lookup.seenOf(references);
  const withAge = async (base: MovedBase): Promise<MovedBase> => {
    const created = await lookup.createdOf({ reference: base.reference, digest: base.to });
    return { ...base, ...(created === undefined ? {} : { created }) };
  };
  return { seen, moved: await Promise.all(movedBases(builtOn, seen).map(withAge)), gone: lookup.goneOf(references) };
}
