import { baseNamesOf, publishedNamesOf } from "../../build/bake.ts";
import type { Code } from "../../lib/problems/problem.ts";
import { listed } from "../../lib/text/nearest.ts";
import { familiarName } from "../../oci/reference.ts";
import { baseKeys, baseUnitsOf, type UnitBase } from "../../unit/bases.ts";
import { firstRepository } from "../../unit/repositories.ts";
import type { Unit } from "../../unit/unit.ts";
import { runsOn } from "./platform.ts";
import type { Published } from "./published-references.ts";
import { type Dockerfile, type Source, sourcesOutside } from "./stages.ts";

/** Reports a fault at a line of the Dockerfile. */
type Add = (code: Code, line: number, message: string) => void;

/** A use of an image from outside the Dockerfile, on one platform of the unit. */
interface Use extends Source {
  usedOn: string;
}

/** A base, and where the Dockerfile uses it. */
interface Found {
  base: Unit;
  isDeclared: boolean;
  uses: readonly Use[];
}

/** The facts that one Dockerfile gives about one unit. */
export class Finding {
  readonly #unit: Unit;
  readonly #dockerfile: Dockerfile;
  readonly #published: Published;
  readonly #byName: ReadonlyMap<string, Unit>;
  readonly #add: Add;
  /** In the order in which the build needs them: the FROM of the target comes first. */
  readonly #outside: Use[];

  constructor(unit: Unit, dockerfile: Dockerfile, published: Published, byName: ReadonlyMap<string, Unit>, add: Add) {
    this.#unit = unit;
    this.#dockerfile = dockerfile;
    this.#published = published;
    this.#byName = byName;
    this.#add = add;
    const { args, target, contexts } = unit.build;
    const given = new Set(Object.keys(contexts).map(familiarName));
    const uses = unit.platforms.flatMap((platform) =>
      sourcesOutside(dockerfile, { args, target, platform }).map((source): Use => ({ ...source, usedOn: platform })),
    );
    this.#outside = uses.filter(({ name }) => !given.has(familiarName(name)));
  }

  /**
   * @returns the unit with its bases, and for each base that only the Dockerfile names its line
   */
  withBases(): { unit: Unit; lines: ReadonlyMap<string, number> } {
    this.#checkContexts();
    if (baseUnitsOf(this.#unit).some((name) => !this.#byName.has(name))) return { unit: this.#unit, lines: new Map() };
    const found = this.#bases();
    const units = found.map(({ base }) => base);
    const bases = found.map((one) => this.#describe(one, hasOwnImageName(one.base, units)));
    for (const one of found) if (!one.isDeclared) this.#checkPlatforms(one);
    const lines = found.flatMap(({ base, isDeclared, uses: [first] }) =>
      first && !isDeclared ? [[base.name, first.line] as const] : [],
    );
    return { unit: { ...this.#unit, ...baseKeys(bases) }, lines: new Map(lines) };
  }

  /**
   * The bases in the order of the Dockerfile, then declared ones that it does not visibly use. A
   * build may need an earlier image of its own unit, which is no base.
   */
  #bases(): Found[] {
    const declared = baseUnitsOf(this.#unit);
    const units = this.#outside.flatMap(({ name }) => this.#unitNamed(name, declared) ?? []);
    return [...new Set([...units, ...declared])].flatMap((name) => {
      const base = name === this.#unit.name ? undefined : this.#byName.get(name);
      const uses = this.#outside.filter((use) => this.#unitNamed(use.name, declared) === name);
      return base ? [{ base, isDeclared: declared.includes(name), uses }] : [];
    });
  }

  /** The unit that publishes a reference, or the declared base of that image name. */
  #unitNamed(name: string, declared: readonly string[]): string | undefined {
    return this.#published.unitOf(name) ?? declared.find((base) => this.#byName.get(base)?.image === name);
  }

  /** BuildKit silently replaces a stage with a named context of the same name. */
  #checkContexts(): void {
    for (const name of Object.keys(this.#unit.build.contexts)) {
      const stage = this.#stage(familiarName(name));
      if (!stage) continue;
      const message = `BuildKit would replace the stage "${stage.name}" with the context "${name}" of ${this.#unit.image}. Rename the stage or the context.`;
      this.#add("config-stage", stage.line, message);
    }
  }

  /** A base that cannot run on a platform where the Dockerfile uses it. */
  #checkPlatforms({ base, uses }: Found): void {
    const faults = uses.filter(({ usedOn, hasPlatform }) => !hasPlatform && !runsOn(usedOn, base.platforms));
    const [first] = faults;
    if (!first) return;
    const missing = listed(new Set(faults.map(({ usedOn }) => usedOn)));
    const message = `${this.#unit.image} is built for ${missing}, but its base ${base.name} is not: add them to \`platforms\` of "${base.image}", or choose another image for them in the Dockerfile`;
    this.#add("config-base", first.line, message);
  }

  #describe({ base, isDeclared, uses }: Found, hasImageName: boolean): UnitBase {
    const names = this.#namesOf(base, uses, hasImageName);
    const platforms = this.#unit.platforms.filter((platform) => uses.some(({ usedOn }) => usedOn === platform));
    const isPartial = !isDeclared && platforms.length < this.#unit.platforms.length;
    return { unit: base.name, ...(names ? { names } : {}), ...(isPartial ? { platforms } : {}) };
  }

  /**
   * The names of the base in this Dockerfile; undefined if they are just its published references
   * and its image's name.
   */
  #namesOf(base: Unit, uses: readonly Use[], hasImageName: boolean): string[] | undefined {
    const usual = baseNamesOf(base);
    const written = uses.map(({ name }) => familiarName(name));
    const names = [...new Set([...usual, ...written])].filter(
      (name) => !this.#stage(name) && (hasImageName || name !== base.image),
    );
    for (const name of new Set(usual)) {
      const use = this.#outside.find((outside) => familiarName(outside.name) === name);
      if (use && this.#stage(name)) this.#add("config-stage", use.line, stageClash(use, base));
      else if (use && name === base.image && !hasImageName && this.#published.unitOf(name) === undefined)
        this.#add("config-base", use.line, sharedName(use, base));
    }
    return names.length === new Set(usual).size && names.every((name) => usual.includes(name)) ? undefined : names;
  }

  #stage(name: string) {
    return this.#dockerfile.stages.find((stage) => stage.name === name.toLowerCase());
  }
}

/**
 * Whether the name of its image means just this base: another base may be of the same image, or be
 * published under that name.
 */
function hasOwnImageName(base: Unit, bases: readonly Unit[]): boolean {
  const { image } = base;
  if (publishedNamesOf(base).includes(image)) return true;
  return bases.every((other) => other === base || (other.image !== image && !publishedNamesOf(other).includes(image)));
}

function stageClash({ name }: Source, base: Unit): string {
  return `"${name}" names both the base ${base.image} and a stage of this Dockerfile: BuildKit would replace the stage with the base. Rename the stage, or write ${firstRepository(base)}:${base.streamTag} for the base.`;
}

function sharedName({ name }: Source, base: Unit): string {
  return `"${name}" may be any of several bases: this Dockerfile uses more than one unit of the image "${base.image}". Write a full reference for each, such as ${firstRepository(base)}:${base.streamTag}.`;
}
