import type { Code } from "../../lib/problems/problem.ts";
import { normalizePath } from "../../lib/repository-path.ts";
import { escapePattern } from "../../lib/text/escape-pattern.ts";
import type { Problems } from "../document/problems.ts";
import type { Combination } from "../matrix/matrix.ts";
import type { ImageModel } from "../model.ts";
import { filled } from "./filled.ts";
import type { SourceFiles } from "./source-files.ts";
import { ValueFaults } from "./value-faults.ts";
import type { ValueModel } from "./value-model.ts";
import { type ValueText, type VersionPart, valueTextOf, versionPartsOf } from "./value-text.ts";

type Values = Record<string, string>;

/** One unit's value. */
interface Need {
  value: ValueModel;
  image: ImageModel;
  combination: Combination;
  /** The values that its file and pattern may name. */
  names: Values;
}

const parts: readonly VersionPart[] = ["major", "minor", "patch"];

/** Gives units their values, when a text needs them: what no text needs may be missing. */
export class UnitValues {
  /** The values that some text needs. */
  readonly used = new Set<ValueModel>();
  readonly #filesOf: (stream: string) => SourceFiles;
  readonly #faults: ValueFaults;
  readonly #known = new Map<SourceFiles, Map<string, ValueText>>();

  constructor(filesOf: (stream: string) => SourceFiles, problems: Problems) {
    this.#filesOf = filesOf;
    this.#faults = new ValueFaults(problems);
  }

  /**
   * All that the texts of a unit may name. A value without a text is undefined, and reported.
   * @param names the unit's own names: those of the matrix, `stream` and `image`
   */
  of(image: ImageModel, combination: Combination, names: Values): Values {
    if (image.values.size === 0) return names;
    const values = { ...names };
    for (const value of image.values.values()) {
      if (Object.hasOwn(names, value.name)) continue; // reported as such
      const need: Need = { value, image, combination, names };
      Object.defineProperty(values, value.name, { get: () => this.#textOf(need) });
      for (const part of parts) Object.defineProperty(values, `${value.name}.${part}`, { get: () => this.#partOf(need, part) });
    }
    return values;
  }

  /**
   * Reports the values that units need and do not have.
   * @param absent units that do not exist at their source
   */
  report(absent?: ReadonlySet<Combination>): void {
    this.#faults.report(absent);
  }

  #textOf(need: Need): string | undefined {
    this.used.add(need.value);
    const found = this.#read(need);
    if (found === undefined || "text" in found) return found?.text;
    this.#blame(need, found);
    return undefined;
  }

  #partOf(need: Need, part: VersionPart): string | undefined {
    const text = this.#textOf(need);
    if (text === undefined) return undefined;
    const found = versionPartsOf(text);
    if (found?.[part] !== undefined) return found[part];
    const why = found ? `has no ${part} version` : "is no version";
    const fault = `"${text}" ${why}, so {${need.value.name}.${part}} has no text`;
    this.#blame(need, { code: "config-value-file", at: need.value.match ? "match" : "file", fault });
    return undefined;
  }

  #blame({ value, image, combination }: Need, { code, at, fault }: { code: Code; at: "file" | "match"; fault: string }): void {
    const { name } = this.#filesOf(combination.stream);
    this.#faults.add({ value, image, combination, code, at, fault: name === undefined ? fault : `${fault} in ${name}` });
  }

  /** Undefined if the source is not known. */
  #read({ value, combination, names }: Need): ValueText | undefined {
    const file = filled(value.file.template, names);
    if ("lacking" in file) return lacks(file.lacking, "file");
    const match = value.match && filled(value.match.template, names, escapePattern);
    if (match && "lacking" in match) return lacks(match.lacking, "match");
    const files = this.#filesOf(combination.stream);
    const known = this.#known.get(files) ?? new Map<string, ValueText>();
    this.#known.set(files, known);
    const id = `${file.text}\0${match?.text ?? ""}`;
    const found = known.get(id) ?? readFrom(files, file.text, match?.text);
    if (found) known.set(id, found);
    return found;
  }
}

function readFrom(files: SourceFiles, file: string, match: string | undefined): ValueText | undefined {
  const path = normalizePath(file);
  if (path === undefined) {
    const why = file.startsWith("/") ? "is absolute: write it relative to the repository's root" : "leaves the repository";
    return { code: "config-path-outside", at: "file", fault: `"${file}" ${why}` };
  }
  const kind = path === "." ? "folder" : files.kindOf(path);
  if (kind === undefined) return { code: "config-path-missing", at: "file", fault: `"${file}" does not exist` };
  if (kind === "folder") return { code: "config-path-missing", at: "file", fault: `"${file}" is a folder, but must be a file` };
  const text = files.textOf(path);
  return text && valueTextOf(text, match, file);
}

function lacks(name: string, at: "file" | "match"): ValueText {
  return { code: "config-placeholder", at, fault: `{${name}} in \`${at}\` has no value` };
}
