import { isVersionName } from "../../versions/placeholders.ts";
import type { Path } from "../document/document.ts";
import type { Field } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import type { Combination } from "../matrix/matrix.ts";
import type { ImageModel } from "../model.ts";

/** Placeholders without a value in some units of an image: one message for each text. */
export class MissingValues {
  readonly #image: ImageModel;
  readonly #problems: Problems;
  readonly #noted = new Map<Field, { name: string; first: Combination; units: Set<Combination> }>();

  constructor(image: ImageModel, problems: Problems) {
    this.#image = image;
    this.#problems = problems;
  }

  note(field: Field, name: string, combination: Combination): void {
    const entry = this.#noted.get(field);
    if (entry) entry.units.add(combination);
    else this.#noted.set(field, { name, first: combination, units: new Set([combination]) });
  }

  report(): void {
    for (const [{ template, path }, { name, first, units }] of this.#noted) {
      if (this.#problems.hasErrorBelow(...path)) continue; // an unknown placeholder, reported as that
      const others = units.size === 1 ? "" : ` and ${units.size - 1} more`;
      const whom = `${describe(this.#image.name, first)}${others}`;
      if (path[0] === "images" && !this.#problems.isInherited(path)) {
        const remedy = isVersionName(name) ? noVersion(path) : "add one with `include`";
        this.#problems.add("config-placeholder", `{${name}} has no value for ${whom}: ${remedy}`, path);
      } else {
        const message = `"${template.text}" on line ${this.#problems.lineOf(path)} needs {${name}}, which has no value for ${whom}: ${elsewhere(name, path)}`;
        this.#problems.add("config-placeholder", message, this.#image.path, "key");
      }
    }
  }
}

/** Why a text of an image has no version, and where an argument may have one. */
function noVersion(path: Path): string {
  const move = path.includes("args") ? ". Move it to the `args` of a stream from git tags, under `streams`" : "";
  return `its builds are of no version${move}`;
}

/** The remedy for a text that images share: for a version in an alias, the streams that have one. */
function elsewhere(name: string, path: Path): string {
  return isVersionName(name) && path.includes("aliases")
    ? "only streams from git tags have a version. Add `when: { stream: … }` with such a stream"
    : "give the image its own text, or add the value";
}

/** A combination for people: `xcache (series 25, os el9, stream release)`. */
export function describe(image: string, { dimensions, values, stream }: Combination): string {
  const shown = Object.keys(dimensions).length === 0 ? values : dimensions;
  return `${image} (${[...Object.entries(shown), ["stream", stream]].map(([name, value]) => `${name} ${value}`).join(", ")})`;
}
