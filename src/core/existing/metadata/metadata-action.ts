import { globalExpressions, type MetadataContext } from "./expressions.ts";
import { type Flavor, readFlavor } from "./flavor.ts";
import { readImages } from "./images.ts";
import { type Fault, isFault, type ListItem, listItems } from "./list-input.ts";
import { defaultRules, readTagRule, type TagRule } from "./tag-rule.ts";
import { sanitizeTag, type TagText, tagText } from "./tag-text.ts";
import { renderTemplate } from "./template.ts";

export type { MetadataContext } from "./expressions.ts";

/** Inputs of docker/metadata-action, after GitHub evaluated their expressions. */
export interface MetadataInputs {
  images: string;
  tags: string;
  flavor: string;
  labels: string;
  "sep-tags"?: string;
  /** `docker-metadata-action` if absent. */
  "bake-target"?: string;
}

/** A tag with the rule that gives it. */
export interface MetadataTag {
  /** As the input `images` names it, in lower case; empty if there are no images. */
  repository: string;
  tag: string;
  /** Line of the rule within the input `tags`, from 0; -1 for a default rule. `latest` has that of its cause. */
  line: number;
}

/** What the action would refuse, or what has no value here. */
export interface MetadataFault {
  input: "images" | "tags" | "flavor" | "labels";
  /** Within the input, from 0. */
  line: number;
  text: string;
  why: string;
}

/** What docker/metadata-action gives to later steps. */
export interface MetadataResult {
  images: string[];
  tags: MetadataTag[];
  version: string;
  /** Only those of the input `labels`: Tagstream writes the common ones itself. */
  labels: Record<string, string>;
  /** The text of the bake file. */
  bakeFile: string;
  /** The output `json`, which scripts have as `DOCKER_METADATA_OUTPUT_JSON`. */
  json: string;
  faults: MetadataFault[];
}

interface NamedTag {
  text: string;
  line: number;
}

/** What docker/metadata-action gives on an occasion. */
export function metadataAction(inputs: MetadataInputs, context: MetadataContext): MetadataResult {
  const images = readImages(inputs.images);
  const { flavor, faults: flavorFaults } = readFlavor(inputs.flavor);
  const { rules, faults: ruleFaults } = readRules(inputs.tags);
  const named = nameTags(rules, flavor, context);
  const labels = readLabels(inputs.labels, context);
  const repositories = images.names.length === 0 && images.faults.length === 0 ? [""] : images.names;
  const tags = repositories.flatMap((repository) => named.tags.map(({ text, line }) => ({ repository, tag: text, line })));
  const version = named.tags[0]?.text ?? "";
  return {
    images: images.names,
    tags,
    version,
    labels: labels.labels,
    bakeFile: bakeFile(inputs, { tags, labels: labels.labels, images: images.names, version }),
    json: JSON.stringify({ tags: tags.map(referenceText), labels: labels.labels, annotations: [] }),
    faults: [
      ...faultsOf("images", images.faults),
      ...faultsOf("flavor", flavorFaults),
      ...faultsOf("tags", [...ruleFaults, ...named.faults]),
      ...faultsOf("labels", labels.faults),
    ],
  };
}

function faultsOf(input: MetadataFault["input"], faults: readonly (ListItem & Fault)[]): MetadataFault[] {
  return faults.map(({ line, text, why }) => ({ input, line, text, why })).sort((one, other) => one.line - other.line);
}

/** The rules, the one of the highest priority first: its tag is the version. */
function readRules(text: string): { rules: TagRule[]; faults: (ListItem & Fault)[] } {
  const given = listItems(text);
  const items = given.length > 0 ? given : defaultRules.map((rule) => ({ line: -1, text: rule }));
  const rules: TagRule[] = [];
  const faults: (ListItem & Fault)[] = [];
  for (const item of items) {
    const rule = readTagRule(item.text, item.line);
    if (isFault(rule)) faults.push({ ...item, ...rule });
    else rules.push(rule);
  }
  return { rules: rules.sort((one, other) => other.priority - one.priority || 0), faults };
}

/** Tags in order, each once. The first tag decides on `latest`. */
function nameTags(
  rules: readonly TagRule[],
  flavor: Flavor,
  context: MetadataContext,
): { tags: NamedTag[]; faults: (ListItem & Fault)[] } {
  const tags = new Map<string, number>();
  const faults: (ListItem & Fault)[] = [];
  let first: (TagText & { line: number }) | undefined;
  for (const rule of rules) {
    const tag = tagText({ rule, flavor, context });
    if (isFault(tag)) {
      faults.push({ line: rule.line, text: rule.text, ...tag });
    } else if (tag !== undefined) {
      if (!tags.has(tag.text)) tags.set(tag.text, rule.line);
      first ??= { ...tag, line: rule.line };
    }
  }
  const latest = latestTag(flavor, first);
  if (first !== undefined && latest !== undefined && !tags.has(latest)) tags.set(latest, first.line);
  return { tags: [...tags].map(([text, line]) => ({ text, line })), faults };
}

function latestTag(flavor: Flavor, first: TagText | undefined): string | undefined {
  const given = flavor.latest === "auto" ? first?.latest === true : flavor.latest === "true";
  if (!given) return undefined;
  return sanitizeTag(`${flavor.prefixLatest ? flavor.prefix : ""}latest${flavor.suffixLatest ? flavor.suffix : ""}`);
}

function readLabels(text: string, context: MetadataContext): { labels: Record<string, string>; faults: (ListItem & Fault)[] } {
  const labels: Record<string, string> = {};
  const faults: (ListItem & Fault)[] = [];
  for (const item of listItems(text)) {
    const label = item.text.includes("${{")
      ? { why: "the value of its expression is unknown here" }
      : renderTemplate(item.text, globalExpressions(context));
    if (isFault(label)) {
      faults.push({ ...item, ...label });
      continue;
    }
    const equals = label.indexOf("=");
    if (equals > 0) labels[label.slice(0, equals)] = label.slice(equals + 1);
  }
  return { labels, faults };
}

function referenceText({ repository, tag }: MetadataTag): string {
  return repository === "" ? tag : `${repository}:${tag}`;
}

function bakeFile(
  inputs: MetadataInputs,
  { tags, labels, images, version }: Pick<MetadataResult, "tags" | "labels" | "images" | "version">,
): string {
  const target = {
    tags: tags.map(referenceText),
    labels,
    args: { DOCKER_META_IMAGES: images.join(","), DOCKER_META_VERSION: version },
  };
  return JSON.stringify({ target: { [inputs["bake-target"] || "docker-metadata-action"]: target } }, undefined, 2);
}
