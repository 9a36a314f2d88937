import { type Fault, fieldsOf, isFault } from "./list-input.ts";

const priorities = { schedule: 1000, semver: 900, pep440: 900, match: 800, edge: 700, ref: 600, raw: 200, sha: 100 };

/** What a rule of the input `tags` makes its tag from. */
export type TagType = keyof typeof priorities;

/** One rule of the input `tags`. */
export interface TagRule {
  /** From 0, within the input; -1 for a default rule. */
  line: number;
  text: string;
  type: TagType;
  priority: number;
  attributes: Readonly<Record<string, string>>;
}

/** The rules of an empty input. */
export const defaultRules: readonly string[] = [
  "type=schedule",
  "type=ref,event=branch",
  "type=ref,event=tag",
  "type=ref,event=pr",
];

const defaults: Readonly<Record<TagType, Readonly<Record<string, string>>>> = {
  schedule: { pattern: "nightly" },
  semver: { value: "" },
  pep440: { value: "" },
  match: { value: "", group: "0" },
  edge: { branch: "" },
  ref: {},
  raw: {},
  sha: { prefix: "sha-", format: "short" },
};

const required: Readonly<Partial<Record<TagType, string>>> = {
  semver: "pattern",
  pep440: "pattern",
  match: "pattern",
  ref: "event",
  raw: "value",
};

/** Reads one rule. */
export function readTagRule(text: string, line: number): TagRule | Fault {
  const fields = fieldsOf(text);
  if (isFault(fields)) return fields;
  const given: Record<string, string> = {};
  let type = "raw";
  for (const { key, value } of fields) {
    if (key === "type") type = value;
    else given[key ?? "value"] = value;
  }
  if (!isTagType(type)) return { why: `metadata-action has no tag type "${type}"` };
  const attributes: Record<string, string> = {
    ...defaults[type],
    ...(given["event"] === "pr" && type === "ref" ? { prefix: "pr-" } : {}),
    ...given,
  };
  const fault = attributeFault(type, attributes);
  if (fault !== undefined) return fault;
  return { line, text, type, priority: Number(attributes["priority"] ?? priorities[type]), attributes };
}

function isTagType(type: string): type is TagType {
  return Object.hasOwn(priorities, type);
}

function attributeFault(type: TagType, attributes: Readonly<Record<string, string>>): Fault | undefined {
  const name = required[type];
  if (name !== undefined && attributes[name] === undefined) return { why: `the rule has no \`${name}\`` };
  if (type === "match" && Number.isNaN(Number(attributes["group"]))) return { why: "`group` is no number" };
  if (type === "ref" && !["branch", "tag", "pr"].includes(attributes["event"] ?? "")) {
    return { why: "`event` is not `branch`, `tag` or `pr`" };
  }
  if (type === "sha" && !["short", "long"].includes(attributes["format"] ?? "")) {
    return { why: "`format` is neither `short` nor `long`" };
  }
  return undefined;
}
