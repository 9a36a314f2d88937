import type { Timestamp } from "../lib/time/timestamp.ts";
import type { EvaluatedAlias, Unit } from "../unit/unit.ts";
import { aliasParts, couldGive, isRecorded, labelOf, shaDigitsOf } from "./alias-pattern.ts";
import { partsOfVersion, versionPartOf } from "./version-pattern.ts";

/** The text that a publication gives for an evaluated alias: `sha-4be1c0ffee12`. */
export interface GivenAlias {
  text: string;
  /** Whether it gets a timestamp tag. */
  timestamps: boolean;
  /** Whether a mark records it. */
  recorded: boolean;
}

/** The labels of an image on one platform. */
export interface PlatformLabels {
  platform: string;
  labels: Readonly<Record<string, string>>;
}

/** The facts of a publication that its aliases may need, besides its timestamp. */
export interface AliasFacts {
  /** The commit that published it; empty if its image does not record that. */
  commit: string;
  /** The version in the unit's git tag. */
  version?: string;
  /** The labels of its image. Absent before the build: then the placeholder stays in the text. */
  labels?: readonly PlatformLabels[];
}

/** The part of a unit that has aliases. */
type Aliased = Pick<Unit, "streamTag" | "aliases" | "evaluatedAliases">;

/** The texts that a publication gives, and why some aliases have none. */
export interface Evaluation {
  given: GivenAlias[];
  faults: string[];
}

/** Evaluates a unit's aliases for a publication with these facts. */
export function evaluate(unit: Aliased, facts: AliasFacts, timestamp: Timestamp): Evaluation {
  const faults: string[] = [];
  const texts = (unit.evaluatedAliases ?? []).flatMap((alias) => {
    const text = textOf(alias, (name) => valueFor(name, alias, facts, timestamp));
    if ("fault" in text) faults.push(`alias "${alias.pattern}" ${text.fault}`);
    return "text" in text ? [given(alias, text.text)] : [];
  });
  return { given: ownOf(unit, texts), faults };
}

/** The texts that a publication with these facts gives. */
export function givenBy(unit: Aliased, facts: AliasFacts | undefined, timestamp: Timestamp): readonly GivenAlias[] {
  return facts ? evaluate(unit, facts, timestamp).given : [];
}

/**
 * The texts that an earlier publication gave: those in its marks, and those that its timestamp and
 * its image tell. An alias that its image has no text for has none: it may be newer than the image.
 * @param marks the texts in its marks
 * @param timestamp the publication that gives them now
 */
export function givenBefore(
  unit: Aliased,
  marks: readonly string[],
  labels: readonly PlatformLabels[] | undefined,
  timestamp: Timestamp,
): readonly GivenAlias[] {
  const { evaluatedAliases = [] } = unit;
  const recorded = marks.flatMap((text) => {
    const owners = evaluatedAliases.filter((alias) => isRecorded(alias.pattern) && couldGive(alias, text));
    return owners.map((alias) => given(alias, text));
  });
  const derived = evaluatedAliases.flatMap((alias) => {
    if (isRecorded(alias.pattern)) return [];
    const text = textOf(alias, (name) => valueFor(name, alias, { commit: "", labels: labels ?? [] }, timestamp));
    return "text" in text ? [given(alias, text.text)] : [];
  });
  return ownOf(unit, [...recorded, ...derived]);
}

function given({ pattern, timestamps }: EvaluatedAlias, text: string): GivenAlias {
  return { text, timestamps, recorded: isRecorded(pattern) };
}

/** Each text once, without those that are the unit's own stream tag or constant aliases anyway. */
function ownOf({ streamTag, aliases }: Aliased, texts: readonly GivenAlias[]): GivenAlias[] {
  const found = new Map<string, GivenAlias>();
  for (const one of texts) {
    if (one.text === streamTag || aliases.some(({ tag }) => tag === one.text)) continue;
    const { timestamps = false, recorded = false } = found.get(one.text) ?? {};
    found.set(one.text, { ...one, timestamps: one.timestamps || timestamps, recorded: one.recorded || recorded });
  }
  return [...found.values()];
}

type Value = { text: string } | { fault: string };

function textOf({ pattern }: EvaluatedAlias, valueNamed: (name: string) => Value): Value {
  let text = "";
  for (const part of aliasParts(pattern)) {
    const value = typeof part === "string" ? { text: part } : valueNamed(part.name);
    if ("fault" in value) return value;
    text += value.text;
  }
  return { text };
}

function valueFor(name: string, { values = {} }: EvaluatedAlias, facts: AliasFacts, timestamp: Timestamp): Value {
  const own = values[name];
  if (own !== undefined) return { text: own };
  const label = labelOf(name);
  if (label !== undefined) return facts.labels ? labelValue(label, facts.labels) : { text: `{${name}}` };
  const digits = shaDigitsOf(name);
  if (digits !== undefined && facts.commit === "") return { fault: `needs {${name}}, and the image does not record its commit` };
  if (digits !== undefined) return { text: facts.commit.slice(0, digits) };
  if (name === "date") return { text: timestamp.slice(0, 8) };
  return versionValue(name, facts.version);
}

function versionValue(name: string, version: string | undefined): Value {
  if (version === undefined) return { fault: `needs {${name}}, which only streams from git tags have (\`from: { tag: … }\`)` };
  const part = versionPartOf(name);
  const text = part && partsOfVersion(version)?.[part];
  return text === undefined ? { fault: `needs {${name}}, which the version ${version} does not have` } : { text };
}

/** The value of a label, which all platforms must share. */
function labelValue(label: string, platforms: readonly PlatformLabels[]): Value {
  const texts = new Map(platforms.map(({ platform, labels }) => [labels[label], platform]));
  const [value, ...others] = texts.keys();
  if (others.length > 0) {
    const all = platforms.map(({ platform, labels }) => `${JSON.stringify(labels[label] ?? null)} on ${platform}`);
    return { fault: `needs the label ${label}, which differs between platforms: ${all.join(", ")}` };
  }
  if (value === undefined) return { fault: `needs the label ${label}, which the image does not have` };
  return value === "" ? { fault: `needs the label ${label}, which is empty in the image` } : { text: value };
}
