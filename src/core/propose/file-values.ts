import type { ExistingBuild, ExistingSetup } from "../existing/model.ts";
import { dimensionName, withPlaceholder } from "./value-placeholder.ts";

/** A value that tags of today take from a file, with the name of its placeholder. */
export interface NamedValue {
  name: string;
  file: string;
  match?: string;
  text: string;
}

/**
 * The values from files for one build: those in its context come first.
 * @param hasVersions whether git tags give versions, so that `version` is theirs
 */
export function valuesFor({ recipe }: ExistingBuild, { values }: ExistingSetup, hasVersions: boolean): NamedValue[] {
  const isNear = (file: string) => file.startsWith(`${recipe.context}/`);
  const found = new Map<string, NamedValue>();
  const texts = new Set<string>();
  for (const value of values.toSorted((a, b) => Number(isNear(b.file)) - Number(isNear(a.file)))) {
    if (texts.has(value.text) || value.text === "") continue;
    texts.add(value.text);
    const wanted = nameOf(value.file, hasVersions);
    const name = found.has(wanted) ? `${wanted}-${found.size + 1}` : wanted;
    const { file, match, text } = value;
    found.set(name, { name, file, ...(match === undefined ? {} : { match }), text });
  }
  return [...found.values()];
}

/** `version`, for a file that has a version; the rest by the file's name. */
function nameOf(file: string, hasVersions: boolean): string {
  const stem = (file.split("/").at(-1) ?? "").replace(/(?<=.)\..*$/, "");
  const isVersion = /version|^(?:package|Cargo|pyproject|Chart|Dockerfile|build)$/i.test(stem);
  if (isVersion) return hasVersions ? "file-version" : "version";
  return dimensionName(stem.replace(/^\.+/, "") || "value");
}

/** A tag with placeholders for the texts of values, and for the first parts of versions among them. */
export function withValues(pattern: string, values: readonly NamedValue[]): string {
  return values.reduce((text, { name, text: value }) => {
    const whole = withPlaceholder(text, value, name);
    const [, major, minor] = /^v?(\d+)\.(\d+)\.\d/.exec(value) ?? [];
    if (whole !== text || major === undefined) return whole;
    const line = withPlaceholder(text, `${major}.${minor}`, name).replace(`{${name}}`, `{${name}.major}.{${name}.minor}`);
    if (line !== text) return line;
    return text === major || text === `v${major}` ? text.replace(major, `{${name}.major}`) : text;
  }, pattern);
}

/** An argument that is the whole text of a value. */
export function argumentOf(text: string, values: readonly NamedValue[]): string {
  const value = values.find((one) => one.text === text);
  return value ? `{${value.name}}` : text;
}
