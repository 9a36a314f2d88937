import { baseNamesOf } from "../../build/bake.ts";
import { Failure, type Problem } from "../../lib/problems/problem.ts";
import { familiarName } from "../../oci/reference.ts";
import { movingTagsOf } from "../../tags/publication-tags.ts";
import { firstRepository } from "../../unit/repositories.ts";
import type { Unit } from "../../unit/unit.ts";
import { publishedReference } from "./reference.ts";
import { type Dockerfile, parseDockerfile, type Source, sourcesOutside } from "./stages.ts";

/** The text of a Dockerfile by its path; undefined if it is unreadable. */
export type TextOf = (path: string) => string | undefined;

/**
 * Adds the bases that Dockerfiles name to the units. A reference that this configuration publishes
 * is a base without a declaration. A base of the same name never replaces a stage. A unit whose
 * Dockerfile is unreadable stays as it is.
 * @returns bases before their children, otherwise in the given order
 * @throws Failure `config-base` and `config-stage`, at the line of the Dockerfile
 */
export function joinDockerfiles(units: readonly Unit[], textOf: TextOf): Unit[] {
  const problems = new Map<string, Problem>(); // units share the problems of their Dockerfile
  const add = (unit: Unit, code: Problem["code"], line: number, message: string): void => {
    const file = unit.build.dockerfile;
    const place = `${file}:${line} ${code}`;
    if (!problems.has(place)) problems.set(place, { code, severity: "error", message, file, line });
  };
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  const published = publishedBy(units);
  const parsed = new Map<string, Dockerfile | undefined>();
  const lines = new Map<Unit, number>();
  const joined = units.map((unit) => {
    const path = unit.build.dockerfile;
    if (!parsed.has(path)) parsed.set(path, parseDockerfile(textOf(path) ?? ""));
    const dockerfile = parsed.get(path);
    if (!dockerfile) return unit;
    const found = new Finding(unit, dockerfile, published, add).withBase(byName);
    if (found.line !== undefined) lines.set(found.unit, found.line);
    return found.unit;
  });
  const ordered = basesFirst(joined, (cycle) => {
    const first = cycle.find((unit) => lines.has(unit)) ?? cycle[0];
    const names = [...cycle, cycle[0]].map((unit) => unit?.name).join(" → ");
    if (first)
      add(
        first,
        "config-base",
        lines.get(first) ?? 1,
        `These images form a cycle of bases: ${names}. Pin one of the references by digest.`,
      );
  });
  if (problems.size > 0) throw new Failure([...problems.values()]);
  return ordered;
}

type Add = (unit: Unit, code: Problem["code"], line: number, message: string) => void;

/** The facts that one Dockerfile gives about one unit. */
class Finding {
  readonly #unit: Unit;
  readonly #dockerfile: Dockerfile;
  readonly #outside: Source[];
  readonly #published: ReadonlyMap<string, string>;
  readonly #add: Add;

  constructor(unit: Unit, dockerfile: Dockerfile, published: ReadonlyMap<string, string>, add: Add) {
    this.#unit = unit;
    this.#dockerfile = dockerfile;
    this.#published = published;
    this.#add = add;
    const { args, target, contexts } = unit.build;
    const given = new Set(Object.keys(contexts).map(familiarName));
    const sources = unit.platforms.flatMap((platform) => sourcesOutside(dockerfile, { args, target, platform }));
    this.#outside = sources.filter(({ name }) => !given.has(familiarName(name)));
  }

  /**
   * @returns the unit with its base, and the line that names the base if the configuration does not
   */
  withBase(byName: ReadonlyMap<string, Unit>): { unit: Unit; line?: number } {
    const unit = this.#unit;
    this.#checkContexts();
    const named = this.#outside.flatMap((source) => {
      const name = this.#published.get(publishedReference(source.name) ?? "");
      return name === undefined || name === unit.name ? [] : [{ ...source, unit: name }]; // a build may need an earlier image of its own unit
    });
    const [first] = named;
    const base = byName.get(unit.base ?? first?.unit ?? "");
    const other = named.find((source) => source.unit !== base?.name);
    if (other && base) this.#add(unit, "config-base", other.line, secondBase(unit, other, base));
    if (!base) return { unit };
    const names = this.#namesOf(
      base,
      named.map(({ name }) => familiarName(name)),
    );
    const made = { ...unit, base: base.name, ...(names ? { baseNames: names } : {}) };
    return unit.base === undefined && first ? { unit: made, line: first.line } : { unit: made };
  }

  /** BuildKit silently replaces a stage with a named context of the same name. */
  #checkContexts(): void {
    for (const name of Object.keys(this.#unit.build.contexts)) {
      const stage = this.#stage(familiarName(name));
      if (!stage) continue;
      const message = `BuildKit would replace the stage "${stage.name}" with the context "${name}" of ${this.#unit.image}. Rename the stage or the context.`;
      this.#add(this.#unit, "config-stage", stage.line, message);
    }
  }

  /**
   * The names of the base in this Dockerfile; undefined if they are just its published references.
   */
  #namesOf(base: Unit, written: readonly string[]): string[] | undefined {
    const usual = baseNamesOf(base);
    const names = [...new Set([...usual, ...written])].filter((name) => !this.#stage(name));
    for (const name of usual) {
      const source = this.#stage(name) && this.#outside.find((outside) => familiarName(outside.name) === name);
      if (!source) continue;
      const message = `"${source.name}" names both the base ${base.image} and a stage of this Dockerfile: BuildKit would replace the stage with the base. Rename the stage, or write ${firstRepository(base)}:${base.streamTag} for the base.`;
      this.#add(this.#unit, "config-stage", source.line, message);
    }
    return names.length === new Set(usual).size && names.every((name) => usual.includes(name)) ? undefined : names;
  }

  #stage(name: string) {
    return this.#dockerfile.stages.find((stage) => stage.name === name.toLowerCase());
  }
}

function secondBase({ name, base: declared }: Unit, { name: reference, unit }: Source & { unit: string }, base: Unit): string {
  const image = unit.slice(0, unit.lastIndexOf(":"));
  const add = declared === undefined ? "" : `, set \`base: ${image}\``;
  return `Besides its base ${base.name}, ${name} uses ${reference}, which this configuration publishes as ${unit}. An image has one base: BuildKit would take that other image from an earlier run. Take the files from the base${add}, or pin the reference by digest (${reference}@sha256:…).`;
}

/** The unit that publishes each reference. */
function publishedBy(units: readonly Unit[]): Map<string, string> {
  const published = new Map<string, string>();
  for (const unit of units) {
    for (const { repository } of unit.destinations) {
      for (const movingTag of movingTagsOf(unit)) {
        const reference = publishedReference(`${repository}:${movingTag}`);
        if (reference !== undefined) published.set(reference, unit.name);
      }
    }
  }
  return published;
}

function basesFirst(units: readonly Unit[], report: (cycle: Unit[]) => void): Unit[] {
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  const ordered = new Set<Unit>();
  for (const unit of units) {
    const chain: Unit[] = [];
    let next: Unit | undefined = unit;
    while (next && !ordered.has(next) && !chain.includes(next)) {
      chain.push(next);
      next = next.base === undefined ? undefined : byName.get(next.base);
    }
    if (next && chain.includes(next)) report(chain.slice(chain.indexOf(next)));
    for (const member of chain.reverse()) ordered.add(member);
  }
  return [...ordered];
}
