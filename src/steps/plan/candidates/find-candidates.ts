import { capabilities } from "../../../core/events/capabilities.ts";
import { mapLimited } from "../../../core/lib/parallel.ts";
import { blockedBy } from "../../../core/plan/decide/blocked.ts";
import type { Circumstances, DecidedAlone } from "../../../core/plan/decide/facts.ts";
import type { Candidate } from "../../../core/plan/decide/promotion.ts";
import type { Observation } from "../../../core/publish/observation.ts";
import { fitsVersionMark } from "../../../core/tags/version-mark.ts";
import { siblingsOf } from "../../../core/unit/siblings.ts";
import type { Unit } from "../../../core/unit/unit.ts";
import type { Registry } from "../../../ports/registry.ts";
import { type Asking, parallelUnits } from "../../observe/asking.ts";
import type { SourcedUnits } from "../sources/sourced-units.ts";
import { type CandidateFinder, createCandidateFinder } from "./candidate-finder.ts";

type Limits = Omit<Circumstances, "selected">;

/**
 * Finds candidates for the units that would be built; no other unit needs one.
 * @param configured every unit of the configuration, also those that the plan is not about: their
 *   streams may have tested the same inputs
 */
export async function findCandidates(
  units: readonly DecidedAlone[],
  { units: all, from }: Pick<SourcedUnits, "units" | "from">,
  circumstances: Limits,
  registry: Registry,
  asking: Asking,
): Promise<DecidedAlone[]> {
  const { intent, promotion } = circumstances;
  if (!capabilities[intent].looksForCandidates || promotion === "never") return [...units];
  const find = createCandidateFinder(registry);
  const observedOf = new Map(units.map(({ unit, facts }) => [unit.name, facts.observed]));
  return mapLimited(units, parallelUnits, async (entry) => {
    const { unit, facts, verdict } = entry;
    if (facts.observed === undefined || verdict.decision !== "build") return entry;
    const found = await asking.about([unit], async () => {
      const own = await ownCandidates(entry, circumstances, find, asking);
      const others = siblingsOf(unit, all, (stream) => from.has(stream));
      const siblings = await candidatesOfSiblings(entry, others, (one) => observedOf.get(one.name), find, asking);
      return { ...own, ...(siblings.length === 0 ? {} : { siblings }) };
    });
    if (found) return { ...entry, facts: { ...facts, ...markable(unit, found) } };
    const { blocked } = asking.blockerOf(unit);
    return blocked ? { ...entry, facts: { ...facts, blocked }, verdict: blockedBy(blocked) } : entry;
  });
}

type Found = Pick<DecidedAlone["facts"], "candidate" | "earlier" | "siblings">;

async function ownCandidates(
  { unit, facts: { inputs, observed } }: DecidedAlone,
  circumstances: Limits,
  find: CandidateFinder,
  asking: Asking,
): Promise<Found> {
  const looksBack = capabilities[circumstances.intent].republishes && observed !== undefined;
  const earlier = looksBack ? await find.published(unit, inputs, observed, circumstances) : undefined;
  const candidate = await candidateOf(unit, () => find.byInputs(unit, inputs), asking);
  return { ...(candidate ? { candidate } : {}), ...(earlier ? { earlier } : {}) };
}

/**
 * The candidates of other streams: what each shows, and what was tested for it. Without an answer
 * there is none, and the unit is built.
 */
async function candidatesOfSiblings(
  { unit, facts: { inputs } }: DecidedAlone,
  siblings: readonly Unit[],
  observedOf: (sibling: Unit) => Observation | undefined,
  find: CandidateFinder,
  asking: Asking,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const sibling of siblings) {
    const about = (what: string) => `${what} of ${sibling.name} `;
    const shown = await asking.tolerate(
      [unit],
      () => find.shownBySibling(sibling, inputs, observedOf(sibling)),
      about("the published image"),
    );
    const tested = await asking.tolerate([unit], () => find.testedForSibling(sibling, inputs), about("the candidate"));
    if (shown) found.push(shown);
    if (tested && tested.digest !== shown?.digest) found.push(tested);
  }
  return found;
}

/**
 * The candidate of a unit. A registry that holds only candidates never blocks a unit: without an
 * answer, it is built.
 */
async function candidateOf(
  unit: Unit,
  ask: () => Promise<Candidate | "none">,
  asking: Asking,
): Promise<Candidate | "none" | undefined> {
  if (unit.candidates === false) return undefined;
  return unit.candidates === undefined ? ask() : asking.tolerate([unit], ask, "its candidate ");
}

/**
 * Leaves out the images whose version could not be recorded: of a stream from git tags with very
 * long names. They are built, and record it themselves.
 */
function markable({ streamTag, source }: Unit, found: Found): Found {
  const version = source?.version;
  if (version === undefined || fitsVersionMark({ streamTag }, version)) return found;
  const records = (one: Candidate): boolean => one.annotations.version === version;
  const { candidate = "none", earlier, siblings = [] } = found;
  return {
    candidate: candidate !== "none" && records(candidate) ? candidate : "none",
    ...(earlier && records(earlier) ? { earlier } : {}),
    siblings: siblings.filter(records),
  };
}
