import { parse, prerelease, valid } from "semver";
import { eventOf } from "../event.ts";
import { dateExpressions, globalExpressions, type MetadataContext, shortSha } from "./expressions.ts";
import type { Flavor } from "./flavor.ts";
import { type Fault, isFault } from "./list-input.ts";
import { readPep440 } from "./pep440.ts";
import type { TagRule } from "./tag-rule.ts";
import { isRawTemplate, renderTemplate } from "./template.ts";

/** The tag of one rule, and whether `latest` follows it where the flavor says `auto`. */
export interface TagText {
  text: string;
  latest: boolean;
}

interface RuleInput {
  rule: TagRule;
  flavor: Flavor;
  context: MetadataContext;
}

/** The tag of a rule on an occasion; undefined if the rule gives none then. */
export function tagText(input: RuleInput): TagText | undefined | Fault {
  const enabled = renderGlobal(input, input.rule.attributes["enable"] ?? "true");
  if (isFault(enabled)) return enabled;
  if (enabled === "false") return undefined;
  if (enabled !== "true") return { why: "`enable` is neither `true` nor `false`" };
  const core = coreText(input);
  if (core === undefined || isFault(core)) return core;
  const text = withAffixes(input, core.text);
  if (isFault(text)) return text;
  return text === "" ? undefined : { text: sanitizeTag(text), latest: core.latest };
}

/** What registries do not allow in a tag becomes `-`. */
export function sanitizeTag(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9._-]+/g, "-");
}

function renderGlobal({ context }: RuleInput, template: string): string | Fault {
  return renderTemplate(template, globalExpressions(context));
}

function withAffixes(input: RuleInput, text: string): string | Fault {
  const prefix = renderGlobal(input, input.rule.attributes["prefix"] ?? input.flavor.prefix);
  if (isFault(prefix)) return prefix;
  const suffix = renderGlobal(input, input.rule.attributes["suffix"] ?? input.flavor.suffix);
  return isFault(suffix) ? suffix : prefix + text + suffix;
}

function coreText(input: RuleInput): TagText | undefined | Fault {
  const { rule, context } = input;
  switch (rule.type) {
    case "schedule": {
      if (context.occasion.on !== "schedule") return undefined;
      return moving(renderTemplate(rule.attributes["pattern"] ?? "", dateExpressions(context.sample)));
    }
    case "semver":
      return withVersion(input, semverText);
    case "pep440":
      return withVersion(input, pep440Text);
    case "match":
      return withVersion(input, matchText);
    case "edge": {
      const branch = rule.attributes["branch"] || context.sample.defaultBranch;
      return refText("branch", context) === branch ? { text: "edge", latest: false } : undefined;
    }
    case "ref": {
      const event = rule.attributes["event"] ?? "";
      const text = refText(event, context);
      return text === undefined ? undefined : { text, latest: event === "tag" };
    }
    case "raw":
      return moving(renderGlobal(input, rule.attributes["value"] ?? ""));
    case "sha":
      return moving(rule.attributes["format"] === "long" ? context.sample.sha : shortSha(context));
  }
}

function moving(text: string | Fault): TagText | Fault {
  return isFault(text) ? text : { text, latest: false };
}

const refPatterns: Readonly<Record<string, RegExp>> = {
  branch: /^refs\/heads\/(.*)$/,
  tag: /^refs\/tags\/(.*)$/,
  pr: /^refs\/pull\/(.*)\/merge$/,
};

function refText(event: string, { occasion, sample }: MetadataContext): string | undefined {
  return refPatterns[event]?.exec(eventOf(occasion, sample).ref)?.[1];
}

/** Rules on versions take the one of `value`, or the git tag. */
function withVersion(
  input: RuleInput,
  read: (version: string, input: RuleInput) => TagText | undefined | Fault,
): TagText | undefined | Fault {
  const { rule, context } = input;
  const value = rule.attributes["value"] ?? "";
  const version = value === "" ? refText("tag", context) : renderGlobal(input, value);
  if (version === undefined || isFault(version)) return version;
  return read(value === "" && rule.type !== "match" ? version.replaceAll("/", "-") : version, input);
}

/** A pre-release gives its whole version, whatever the pattern, and moves no `latest`. */
function semverText(text: string, { rule }: RuleInput): TagText | undefined | Fault {
  const version = valid(text) === null ? null : parse(text, { loose: true });
  if (version === null) return undefined;
  const { raw, major, minor, patch } = version;
  const values = { raw, version: version.version, major: `${major}`, minor: `${minor}`, patch: `${patch}` };
  const pattern = rule.attributes["pattern"] ?? "";
  const isPrerelease = prerelease(text) !== null;
  const prereleaseText = version.prerelease.join(",");
  const template = isPrerelease && !isRawTemplate(pattern) ? "{{version}}" : pattern;
  const rendered = renderTemplate(template, { ...values, prerelease: prereleaseText, build: version.build.join(",") });
  return isFault(rendered) ? rendered : { text: rendered, latest: !isPrerelease };
}

function pep440Text(text: string, { rule }: RuleInput): TagText | undefined | Fault {
  const read = readPep440(text);
  if (read === undefined) return undefined;
  const pattern = rule.attributes["pattern"] ?? "";
  if (!read.isFinal) return { text: isRawTemplate(pattern) ? text : read.version, latest: false };
  const { version, major, minor, patch } = read;
  const rendered = renderTemplate(pattern, { raw: text, version, major, minor, patch });
  return isFault(rendered) ? rendered : { text: rendered, latest: true };
}

function matchText(text: string, { rule }: RuleInput): TagText | undefined | Fault {
  const pattern = rule.attributes["pattern"] ?? "";
  const [, source = pattern, flags = ""] = /^\/(.+)\/(.*)$/.exec(pattern) ?? [];
  const found = firstMatch(text, source, flags);
  if (isFault(found)) return found;
  const group = found?.[Number(rule.attributes["group"])];
  return group === undefined ? undefined : { text: group, latest: true };
}

/** A nested repetition can take for ever, so it is not run. */
const nestedRepetition = /\([^()]*[*+}][^()]*\)[*+{]/;

function firstMatch(text: string, source: string, flags: string): readonly (string | undefined)[] | undefined | Fault {
  if (nestedRepetition.test(source)) return { why: "its pattern repeats a repetition, which can take for ever" };
  try {
    return text.match(new RegExp(source, flags)) ?? undefined;
  } catch {
    return { why: "its pattern is no regular expression of JavaScript" };
  }
}
