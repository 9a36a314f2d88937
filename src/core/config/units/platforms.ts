import { listed } from "../../lib/text/nearest.ts";
import { describe } from "../checks/missing-values.ts";
import type { Problems } from "../document/problems.ts";
import { holds } from "../matrix/condition.ts";
import type { Combination } from "../matrix/matrix.ts";
import type { ImageModel } from "../model.ts";
import type { Draft } from "./draft.ts";

/** The platforms of an image's units: each unit gets those whose `when` holds. */
export class UnitPlatforms {
  readonly #image: ImageModel;
  readonly #known = new Map<string, string[]>();
  /** The platforms of every unit, if there are no conditions. */
  readonly #constant: string[] | undefined;
  readonly #without: Combination[] = [];

  constructor(image: ImageModel) {
    this.#image = image;
    const isConstant = image.platforms.length > 0 && image.platforms.every(({ condition }) => !condition);
    this.#constant = isConstant ? [...new Set(image.platforms.map(({ platform }) => platform))] : undefined;
  }

  /** In the configuration's order, each once. The same list for all units that have the same. */
  of(combination: Combination): string[] {
    if (this.#constant) return this.#constant;
    const values = { ...combination.values, stream: combination.stream };
    const chosen = new Set(this.#image.platforms.flatMap((entry) => (holds(entry.condition, values) ? entry.platform : [])));
    if (chosen.size === 0) this.#without.push(combination);
    const id = [...chosen].join();
    const platforms = this.#known.get(id) ?? [...chosen];
    this.#known.set(id, platforms);
    return platforms;
  }

  /** Reports the units without a platform, once. */
  report(problems: Problems): void {
    const path = [...this.#image.path, "platforms"];
    const [first, ...others] = this.#without;
    if (!first || problems.hasErrorBelow(...path)) return;
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    const message = `no platform is left for ${describe(this.#image.name, first)}${more}: every \`when\` excludes it`;
    problems.addAt(
      problems.isInherited(path) ? problems.keyAt(this.#image.path) : problems.keyAt(path),
      "config-empty",
      message,
      path,
    );
  }
}

/**
 * What to say of units that are built for a platform that their base lacks; undefined without such.
 * @param pairs each unit with its base
 */
export function platformsFault(
  name: string,
  base: string,
  pairs: readonly (readonly [unit: Draft, base: Draft])[],
): string | undefined {
  const faulty = pairs.flatMap(([{ unit }, parent]) => {
    const missing = unit.platforms.filter((platform) => !parent.unit.platforms.includes(platform));
    return missing.length === 0 ? [] : [{ unit, parent: parent.unit, missing }];
  });
  const [first, ...others] = faulty;
  if (!first) return undefined;
  const alike = faulty.length === pairs.length && faulty.every(({ missing }) => missing.join() === first.missing.join());
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  const [whom, what] = alike ? [`"${name}"`, `base "${base}"`] : [`${first.unit.name}${more}`, `base ${first.parent.name}`];
  return `${whom} is built for ${listed(first.missing)}, but its ${what} is not: add them to \`platforms\` of "${base}"`;
}
