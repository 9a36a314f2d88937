import type { Digest } from "../../core/lib/digest.ts";
import { type Code, failure, orUndefined } from "../../core/lib/problems/problem.ts";
import { repositoryKey } from "../../core/oci/reference.ts";
import { aliasTextFault, clashMessage, type Owner, plannedAliasFacts, TagOwners } from "../../core/plan/alias-clashes.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import { plannedRepository } from "../../core/plan/planned-repository.ts";
import { couldGive, needsLabels } from "../../core/tags/alias-pattern.ts";
import { type AliasFacts, evaluate, type GivenAlias, givenBy } from "../../core/tags/given-alias.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import { labelsOf } from "../observe/labels.ts";
import { failureOf } from "../report/unit-problem.ts";

/** The facts for a goal, or why its image cannot be published under its aliases. */
export type AliasEvaluation = { aliasFacts?: AliasFacts } | { problem: string; code?: Code };

/**
 * Evaluates the aliases of units for their tested images, before any tag is written. Without
 * evaluated aliases it asks nothing.
 */
export class AliasEvaluator {
  readonly #plan: Plan;
  readonly #digestOf: (unit: PlannedUnit) => Digest | undefined;
  readonly #registry: Registry;
  readonly #evaluated: readonly PlannedUnit[];
  readonly #owners: TagOwners;
  readonly #others: ReadonlySet<string>;

  /** @param digestOf the image that this run publishes for a unit */
  constructor(plan: Plan, digestOf: (unit: PlannedUnit) => Digest | undefined, registry: Registry) {
    this.#plan = plan;
    this.#digestOf = digestOf;
    this.#registry = registry;
    this.#evaluated = plan.units.filter(({ evaluatedAliases }) => evaluatedAliases);
    this.#owners = new TagOwners(this.#evaluated.length === 0 ? [] : plan.units);
    this.#others = new Set(plan.otherTags);
  }

  /** The facts for a goal, or why it must not be published. Never throws. */
  async evaluate(unit: PlannedUnit, digest: Digest, log: Log): Promise<AliasEvaluation> {
    if (!unit.evaluatedAliases) return {};
    try {
      const aliasFacts = await this.#factsOf(unit, digest);
      const { given, faults } = evaluate(unit, aliasFacts, this.#plan.timestamp);
      if (faults.length > 0) throw failure("publish-alias", `${faults.join("; ")}. ${remedy}`);
      for (const alias of given) {
        const fault = await this.#faultOf(unit, alias);
        if (fault !== undefined) throw failure("publish-alias", `${fault}. ${remedy}`);
      }
      return { aliasFacts };
    } catch (error) {
      return failureOf(error, log);
    }
  }

  async #factsOf(unit: PlannedUnit, digest: Digest): Promise<AliasFacts> {
    const facts = plannedAliasFacts(unit, this.#plan);
    return needsLabels(unit) ? { ...facts, labels: await labelsIn(this.#registry, unit, digest) } : facts;
  }

  /** The plan has checked the other texts. */
  async #faultOf(unit: PlannedUnit, alias: GivenAlias): Promise<string | undefined> {
    if (!needsLabels(unit)) return undefined;
    const fault = aliasTextFault(unit, alias);
    if (fault !== undefined) return `an alias gives the invalid tag "${alias.text}": ${fault}`;
    const owner =
      this.#owners.ownerOf(unit, alias.text) ??
      leftOut(unit, alias.text, this.#others) ??
      (await this.#ownerAmongAliases(unit, alias.text));
    return owner && clashMessage(unit, alias.text, owner);
  }

  /** Another unit whose image gives the text: the one that this run publishes, or else the newest. */
  async #ownerAmongAliases(unit: PlannedUnit, text: string): Promise<Owner | undefined> {
    for (const other of this.#evaluated) {
      const repository = other === unit ? undefined : sharedRepository(unit, other);
      if (repository === undefined || !other.evaluatedAliases?.some((alias) => couldGive(alias, text))) continue;
      if (await this.#gives(other, text)) return { unit: other.name, words: "an alias", repository };
    }
    return undefined;
  }

  async #gives(unit: PlannedUnit, text: string): Promise<boolean> {
    const digest = this.#digestOf(unit) ?? unit.current;
    // Another unit's image that cannot be read fails that unit, not this one.
    const facts = digest && (await orUndefined(() => this.#factsOf(unit, digest)));
    return givenBy(unit, facts, this.#plan.timestamp).some((alias) => alias.text === text);
  }
}

const remedy = "Tagstream tagged nothing of this image. Correct the alias or the label, then run again";

/** The labels of an image, from the first registry that has it: its candidate may be elsewhere. */
async function labelsIn(registry: Registry, unit: PlannedUnit, digest: Digest) {
  const places = new Set([plannedRepository(unit), ...unit.destinations.map(({ repository }) => repository)]);
  for (const repository of places) {
    const labels = await labelsOf(registry, repository, digest);
    if (labels) return labels;
  }
  throw failure("publish-digest-gone", `No registry shows ${digest}, so its labels are unknown. Run again.`);
}

function sharedRepository(one: Unit, other: Unit): string | undefined {
  const keys = new Set(other.destinations.map(({ repository }) => repositoryKey(repository)));
  return one.destinations.find(({ repository }) => keys.has(repositoryKey(repository)))?.repository;
}

/** The owner of a tag that belongs to a unit outside the plan. */
function leftOut({ destinations }: Unit, text: string, others: ReadonlySet<string>): Owner | undefined {
  const found = destinations.find(({ repository }) => others.has(`${repositoryKey(repository)}:${text}`));
  return found && { unit: "an image that `only` leaves out", words: "a tag", repository: found.repository };
}
