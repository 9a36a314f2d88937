import { isFollower } from "../follow/state.ts";
import { type Code, Failure, type Problem } from "../lib/problems/problem.ts";
import type { Timestamp } from "../lib/time/timestamp.ts";
import { repositoryKey } from "../oci/reference.ts";
import { aliasMark } from "../tags/alias-mark.ts";
import { couldGive, needsSource } from "../tags/alias-pattern.ts";
import { type AliasFacts, evaluate, type GivenAlias } from "../tags/given-alias.ts";
import { maximumSequence, maximumTagLength } from "../tags/grammar.ts";
import { movingTagFault } from "../tags/moving-tag.ts";
import { kindOfTag, movingTagsOf } from "../tags/publication-tags.ts";
import type { Unit } from "../unit/unit.ts";
import type { Plan } from "./plan.ts";

/** A unit with what it takes from the unit that it follows. */
type Following = Pick<Unit, "source" | "follows"> & { follow?: { takes?: { commit?: string; version?: string } | undefined } };

/**
 * The facts of a unit's next publication that a plan knows: all but the labels of its image. Those
 * of a following unit are in the image that it takes.
 */
export function plannedAliasFacts({ source, follows, follow }: Following, plan: { commit: string }): AliasFacts {
  const { commit = follows ? "" : plan.commit, version } = (follows ? follow?.takes : source) ?? {};
  return { commit, ...(version === undefined ? {} : { version }) };
}

/** The unit that has a tag, in words for a message: `the stream tag of squid:release`. */
export interface Owner {
  unit: string;
  words: string;
  repository: string;
}

/** Which unit has which tag in each repository, apart from evaluated aliases. */
export class TagOwners {
  readonly #tags = new Map<string, Map<string, Unit>>();
  readonly #versioned = new Map<string, Unit[]>();

  constructor(units: readonly Unit[]) {
    for (const unit of units) {
      for (const key of keysOf(unit)) {
        const tags = this.#tags.get(key) ?? new Map<string, Unit>();
        this.#tags.set(key, tags);
        for (const tag of movingTagsOf(unit)) tags.set(tag, unit);
        if (unit.versions) this.#versioned.set(key, [...(this.#versioned.get(key) ?? []), unit]);
      }
    }
  }

  /** The owner of a text that an alias of a unit gives; undefined if it is free, or its own alias. */
  ownerOf(unit: Unit, text: string): Owner | undefined {
    for (const { repository } of unit.destinations) {
      const key = repositoryKey(repository);
      const other = this.#tags.get(key)?.get(text);
      if (other && other.name !== unit.name)
        return { unit: other.name, words: text === other.streamTag ? "the stream tag" : "an alias", repository };
      for (const versioned of this.#versioned.get(key) ?? []) {
        const { evaluatedAliases: _, ...constant } = versioned;
        const kind = kindOfTag(constant, text);
        if (kind?.writtenFor === "versions") return { unit: versioned.name, words: kind.words, repository };
      }
    }
    return undefined;
  }
}

/**
 * Whether a text that an alias gives is another unit's tag; nothing without evaluated aliases.
 * @param others the tags of units that are not among these, from `otherTags`
 */
export function takenBy(
  units: readonly Unit[],
  others: readonly string[] = [],
): { isTaken?: (unit: Unit, text: string) => boolean } {
  if (!units.some(({ evaluatedAliases }) => evaluatedAliases)) return {};
  const owners = new TagOwners(units);
  const outside = new Set(others);
  return {
    isTaken: (unit, text) =>
      owners.ownerOf(unit, text) !== undefined || [...keysOf(unit)].some((key) => outside.has(`${key}:${text}`)),
  };
}

/** Two aliases that give one text in one repository. */
export class AliasTexts {
  readonly #owners = new Map<string, string>();

  /** Records a text of a unit. Returns another unit that gives it in one of its repositories. */
  claim(unit: Unit, text: string): Owner | undefined {
    let clash: Owner | undefined;
    for (const { repository } of unit.destinations) {
      const reference = `${repositoryKey(repository)}:${text}`;
      const other = this.#owners.get(reference) ?? unit.name;
      this.#owners.set(reference, other);
      if (other !== unit.name) clash ??= { unit: other, words: "an alias", repository };
    }
    return clash;
  }
}

/**
 * The tags that the units outside a plan have in repositories of units with evaluated aliases: the
 * publish job compares texts with them that the plan does not know, of labels and of earlier
 * publications.
 */
export function otherTags(all: readonly Unit[], planned: readonly Unit[]): string[] {
  const names = new Set(planned.map(({ name }) => name));
  const keys = new Set(planned.filter(({ evaluatedAliases }) => evaluatedAliases).flatMap((unit) => [...keysOf(unit)]));
  const outside = keys.size === 0 ? [] : all.filter(({ name }) => !names.has(name));
  return outside.flatMap((unit) =>
    [...keysOf(unit)].filter((key) => keys.has(key)).flatMap((key) => movingTagsOf(unit).map((tag) => `${key}:${tag}`)),
  );
}

/** Why a text is no valid alias of a unit; undefined if it is valid. */
export function aliasTextFault(
  unit: Pick<Unit, "streamTag" | "timestamps">,
  { text, recorded }: Pick<GivenAlias, "text" | "recorded">,
): string | undefined {
  const fault = movingTagFault(text, unit);
  if (fault !== undefined || !recorded) return fault;
  const mark = aliasMark(unit, { timestamp: "20261123-0617" as Timestamp, sequence: maximumSequence }, text);
  return mark.length <= maximumTagLength
    ? undefined
    : `with the stream tag ${unit.streamTag} and a timestamp, its mark has ${mark.length} characters: at most ${maximumTagLength} are allowed`;
}

/** A moving tag that one unit's mark of an alias could be. */
const markLike = /-\d{8}(?:-\d{4})?(?:-\d{2})?\./;

/**
 * The faults of the texts that a plan knows, for every unit of the configuration: aliases without a
 * text, invalid texts, and texts that are another unit's tags, too.
 */
export function aliasClashes(
  units: readonly Unit[],
  plan: { commit: string; timestamp: Timestamp },
  places: AliasPlaces = new Map(),
): Problem[] {
  if (units.every(({ evaluatedAliases }) => !evaluatedAliases)) return [];
  const owners = new TagOwners(units);
  const texts = new AliasTexts();
  const marks = units.flatMap((unit) =>
    movingTagsOf(unit)
      .filter((tag) => markLike.test(tag))
      .map((tag) => problem("config-tag", `the tag ${tag} of ${unit.name} looks like the mark of an alias: change it`)),
  );
  const ofAliases = units
    .filter(({ evaluatedAliases }) => evaluatedAliases)
    .flatMap((unit) => {
      const { given, faults } = evaluate(unit, plannedAliasFacts(unit, plan), plan.timestamp);
      const at = (text: string) => placeOf(unit, text, places);
      const clash = (text: string) => owners.ownerOf(unit, text) ?? texts.claim(unit, text);
      return [
        ...faults.map((fault) => problem("config-placeholder", `${unit.name}: ${fault}`)),
        ...given.flatMap((alias) => {
          if (isPattern(alias.text)) return [];
          const invalid = aliasTextFault(unit, alias);
          if (invalid !== undefined)
            return [
              problem("config-tag", `an alias gives ${unit.name} the invalid tag "${alias.text}": ${invalid}`, at(alias.text)),
            ];
          const owner = clash(alias.text);
          return owner ? [problem("config-tag-collision", clashMessage(unit, alias.text, owner), at(alias.text))] : [];
        }),
      ];
    });
  return [...marks, ...ofAliases];
}

/**
 * A plan whose evaluated aliases are checked against the whole configuration. A run looks up only
 * the sources that it needs: the push of a branch knows no release, that of a git tag no branch.
 * @param configured `from` has the streams that do not come from the default branch
 * @throws Failure with every fault
 */
export function withAliasChecks(
  plan: Plan,
  all: readonly Unit[],
  { from, aliasPlaces }: { from: { has(stream: string): boolean }; aliasPlaces?: AliasPlaces },
): Plan {
  const planned = new Map(plan.units.map((unit) => [unit.name, unit]));
  const known = all.map((unit) => {
    const own = planned.get(unit.name);
    if (isFollower(unit)) return own?.follow?.takes ? own : withoutSource(own ?? unit);
    const isKnown = from.has(unit.stream) ? own?.source !== undefined : own !== undefined || plan.gitTag === undefined;
    return isKnown ? (own ?? unit) : withoutSource(own ?? unit);
  });
  const problems = aliasClashes(known, plan, aliasPlaces);
  if (problems.length > 0) throw new Failure(problems);
  const others = otherTags(all, plan.units);
  return others.length === 0 ? plan : { ...plan, otherTags: others };
}

/** A unit without the aliases that need the commit or the version of its source, which is not known. */
function withoutSource(unit: Unit): Unit {
  const { evaluatedAliases = [], ...others } = unit;
  const kept = evaluatedAliases.filter((alias) => !needsSource(alias));
  return kept.length === 0 ? others : { ...others, evaluatedAliases: kept };
}

/** The text of an alias that the plan knows in part: a label stands for itself. */
export function isPattern(text: string): boolean {
  return text.includes("{");
}

/** Names both units and the tag. */
export function clashMessage(unit: Pick<Unit, "name">, text: string, owner: Owner): string {
  const fix = "Give one of them another alias, a `when`, or other destinations";
  if (owner.unit === unit.name)
    return `an alias gives ${unit.name} the tag ${text}, which is also its own ${owner.words.replace(/^an? |^the /, "")}. ${fix}`;
  return `an alias gives ${unit.name} the tag ${text}, which is also ${owner.words} of ${owner.unit} in ${owner.repository}. ${fix}`;
}

/** The place of an alias in the configuration's file. */
export type AliasPlace = Pick<Problem, "file" | "line" | "column">;
export type AliasPlaces = ReadonlyMap<string, AliasPlace>;

/** The key of a unit's alias in `AliasPlaces`. */
export function aliasKey({ name }: Pick<Unit, "name">, pattern: string): string {
  return `${name} ${pattern}`;
}

function placeOf(unit: Unit, text: string, places: AliasPlaces): AliasPlace {
  const alias = unit.evaluatedAliases?.find((one) => couldGive(one, text));
  return (alias && places.get(aliasKey(unit, alias.pattern))) ?? {};
}

function problem(code: Code, message: string, place: AliasPlace = {}): Problem {
  return { code, message: `${message}.`, severity: "error", ...place };
}

function keysOf({ destinations }: Unit): Set<string> {
  return new Set(destinations.map(({ repository }) => repositoryKey(repository)));
}
