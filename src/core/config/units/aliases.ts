import type { Timestamp } from "../../lib/time/timestamp.ts";
import { aliasTextFault } from "../../plan/alias-clashes.ts";
import { aliasNames, evaluatedNames, labelOf } from "../../tags/alias-pattern.ts";
import { evaluate } from "../../tags/given-alias.ts";
import type { EvaluatedAlias, Unit } from "../../unit/unit.ts";
import { isVersionName, versionNames } from "../../versions/placeholders.ts";
import type { Field } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import type { AliasModel, Model } from "../model.ts";
import { comesFromTags } from "./version-values.ts";

/** An alias of one unit whose text each publication gives. */
export interface EvaluatedDraft {
  model: AliasModel;
  alias: EvaluatedAlias;
}

/** The values of a unit's placeholders, and the names of those that a publication fills. */
export interface KnownTexts {
  /** Of the matrix, `stream` and `image`: they never change. */
  constants: Readonly<Record<string, string>>;
  /** Read from files at the unit's commit: a publication records them. */
  values: Readonly<Record<string, string>>;
  /** `sha` and `date`; in a stream from git tags also `version` and its parts. */
  later: readonly string[];
}

/** The placeholders that only a publication in this stream fills. */
export function laterNames(model: Model, stream: string): string[] {
  return [...evaluatedNames, ...(comesFromTags(model, stream) ? versionNames : [])];
}

/** Whether the text of an alias depends on more than the matrix. A dimension wins over a placeholder. */
export function isEvaluated({ template }: Field, { constants, values, later }: KnownTexts): boolean {
  const isLater = (name: string) => constants[name] === undefined && (later.includes(name) || values[name] !== undefined);
  return template.names.some(isLater) || /\{(?:label:|sha:)/.test(template.text);
}

/** The alias with the matrix's values in its pattern; undefined if a placeholder has no value here. */
export function evaluatedAlias(
  { field, timestamps }: Pick<AliasModel, "field" | "timestamps">,
  { constants, values, later }: KnownTexts,
  missing: (name: string) => void,
): EvaluatedAlias | undefined {
  const own: Record<string, string> = {};
  let complete = true;
  let pattern = "";
  for (const part of field.template.parts) {
    if (typeof part === "string") pattern += part;
    else if (constants[part.name] !== undefined) pattern += constants[part.name];
    else {
      const value = values[part.name];
      if (value !== undefined) own[part.name] = value;
      else if (!later.includes(part.name)) {
        complete = false;
        missing(part.name);
      }
      pattern += `{${part.name}}`;
    }
  }
  if (!complete) return undefined;
  return { pattern, timestamps, ...(Object.keys(own).length === 0 ? {} : { values: own }) };
}

/**
 * What two units must not share in one repository: they would give the same text, at once or one
 * day. Any two sources may be one commit: a release is often made from the tip of a branch. Versions
 * of two forms or ranges may differ for good, so the plan compares them.
 */
export function claimOf({ pattern, values = {} }: EvaluatedAlias, stream: string, model: Model): string {
  const names = aliasNames(pattern);
  const filled = names.reduce((text, name) => text.replaceAll(`{${name}}`, values[name] ?? `{${name}}`), pattern);
  const isOfVersion = comesFromTags(model, stream) && names.some((name) => values[name] === undefined && isVersionName(name));
  const from = model.from.get(stream);
  return isOfVersion && from ? `${filled} ${JSON.stringify(from)}` : filled;
}

const sample = { commit: "4be1c0ffee12".padEnd(40, "0"), version: "1.4.2", timestamp: "20261123-0617" as Timestamp };

/** Reports an alias that could give no valid tag, whatever is published. */
export function checkEvaluated(unit: Unit, { model: { field }, alias }: EvaluatedDraft, problems: Problems): void {
  const { streamTag } = unit;
  if (streamTag === "" || problems.hasError(...field.path)) return;
  const braces = field.template.parts.find(
    (part) => typeof part === "string" && /[{}]/.test(part.replace(/\{(?:label:[^{}]*|sha:\d+)\}/g, "")),
  );
  if (braces !== undefined) {
    problems.add("config-tag", `"${field.template.text}" gives an invalid tag: no tag has braces`, field.path);
    return;
  }
  const labels = Object.fromEntries(aliasNames(alias.pattern).map((name) => [labelOf(name) ?? "", "1"]));
  const facts = { ...sample, labels: [{ platform: "linux/amd64", labels }] };
  const [given] = evaluate({ streamTag, aliases: [], evaluatedAliases: [alias] }, facts, sample.timestamp).given;
  const fault = given && aliasTextFault(unit, given);
  if (given === undefined || fault === undefined) return;
  const message = `"${field.template.text}" gives an invalid tag such as "${given.text}": ${fault}`;
  problems.add("config-tag", message, field.path);
}
