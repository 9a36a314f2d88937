import { groupBy } from "../lib/group-by.ts";
import { versionParts } from "../tags/version-pattern.ts";
import type { ImageDraft, TagRule } from "./image-draft.ts";
import { channelKey } from "./patterned.ts";
import { isVersionLike, namesOf, shapeOf } from "./stream-shape.ts";
import { channelsOf, type StreamDraft, type StreamPlan } from "./streams.ts";

/** `when` of an alias: each name with its values. */
export type When = Readonly<Record<string, readonly string[]>>;

/** An alias, with what its comment needs to know. */
export interface AliasDraft {
  tag: string;
  when: When;
  stream: StreamDraft;
  /** Whether only a schedule or a start by hand writes it today, though the stream has pushes. */
  scheduled: boolean;
}

/** The keys of an image that decide its tags. */
export interface ImageTags {
  streams: readonly StreamDraft[];
  /** Absent: the default. */
  tag?: string;
  aliases: readonly AliasDraft[];
  versions?: { stream: string; form: string; tags: readonly string[] };
  notes: readonly string[];
}

/** The tags of an image in the streams of a plan. */
export function tagsOf(image: ImageDraft, plan: StreamPlan): ImageTags {
  const keys = channelsOf(image).map(channelKey);
  const streams = plan.streams.filter(({ key }) => keys.includes(key));
  const tag = plan.commonTag ?? streamTagOf(image, streams);
  const kept = withoutShared(image.rules);
  const versions = versionsOf(image, kept.rules, plan);
  const covered = new Set(streams.map(({ key, name }) => `${key} ${tag.replaceAll("{stream}", name)}`));
  const aliases = kept.rules.flatMap((rule): AliasDraft[] => {
    const { pattern, when, channel } = rule;
    const stream = streams.find(({ key }) => key === channelKey(channel));
    if (!stream || versions?.rules.includes(rule)) return [];
    if (covered.has(`${stream.key} ${pattern}`)) return [];
    const isPushed = kept.rules.some((one) => channelKey(one.channel) === stream.key && !one.scheduled);
    const ofStream = streams.length > 1 ? { stream: [stream.name] } : {};
    return [{ tag: pattern, when: { ...when, ...ofStream }, stream, scheduled: rule.scheduled && isPushed }];
  });
  return {
    streams,
    ...(tag === defaultTag(image) ? {} : { tag }),
    aliases,
    ...(versions?.versions ? { versions: versions.versions } : {}),
    notes: [...kept.notes, ...(versions?.notes ?? []), ...aliases.flatMap((alias) => fixedNote(alias.tag))],
  };
}

function defaultTag({ matrix }: ImageDraft): string {
  return [...Object.keys(matrix?.dimensions ?? {}).map((name) => `{${name}}`), "{stream}"].join("-");
}

/** The stream tag in the form of today's tags. */
function streamTagOf(image: ImageDraft, streams: readonly StreamDraft[]): string {
  const shapes = image.rules.flatMap((rule) => {
    const shape = shapeOf(rule, image);
    const stream = streams.find(({ key }) => key === channelKey(rule.channel));
    return shape && stream && isOfEveryVariant(shape.shape, image) ? [{ ...shape, stream, rule }] : [];
  });
  const same = shapes.find(({ base, stream }) => base === stream.name);
  if (same) return same.shape;
  const isAlone = streams.length === 1;
  const own = shapes.filter(({ rule }) => isAlone && !isVersionLike(rule.pattern) && Object.keys(rule.when).length === 0);
  const fixed = own.find(({ base }) => base !== "latest") ?? own.find(({ stream }) => stream.channel.is !== "releases");
  if (fixed) return fixed.rule.pattern;
  if (image.ending) return `{stream}-${image.ending}`;
  return namesOf(image).includes("suffix") ? "{stream}{suffix}" : defaultTag(image);
}

/** Whether a tag differs between variants: it has each dimension, or the column of endings. */
function isOfEveryVariant(shape: string, image: ImageDraft): boolean {
  const dimensions = Object.keys(image.matrix?.dimensions ?? {});
  return shape.includes("{suffix}") || dimensions.every((name) => shape.includes(`{${name}}`));
}

/**
 * The rules without those that another channel has, too: one stream has each tag. Releases have the
 * fixed texts, and the default branch those of each commit and day.
 */
function withoutShared(all: readonly TagRule[]): { rules: TagRule[]; notes: string[] } {
  const notes: string[] = [];
  const groups = groupBy(all, ({ pattern, when }) => `${pattern} ${JSON.stringify(when)}`);
  const rules = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first || group.length === 1) return group;
    const isFixed = !/\{(?:sha|date)\b/.test(first.pattern);
    const order = isFixed ? ["releases", "default", "branch"] : ["default", "releases", "branch"];
    const [kept] = group.toSorted((a, b) => order.indexOf(a.channel.is) - order.indexOf(b.channel.is));
    if (kept && isFixed)
      notes.push(`Today several sources write the tag ${first.pattern}. With Tagstream it shows ${wordsOf(kept)}.`);
    return kept ? [kept] : [];
  });
  return { rules: rules.toSorted((a, b) => all.indexOf(a) - all.indexOf(b)), notes };
}

function wordsOf({ channel }: TagRule): string {
  if (channel.is === "releases") return "the newest release";
  return channel.is === "branch" ? `the branch ${channel.branch}` : "the default branch";
}

/** The version tags: rules of releases that have the version. Without the whole one, they are aliases. */
function versionsOf(
  image: ImageDraft,
  rules: readonly TagRule[],
  plan: StreamPlan,
): { rules: readonly TagRule[]; versions?: NonNullable<ImageTags["versions"]>; notes: string[] } | undefined {
  const isPart = ({ pattern, when }: TagRule) => pattern.includes("{suffix}") || Object.keys(when).length > 0;
  const whole = rules.filter((rule) => rule.ofVersion && rule.pattern.includes("{version}"));
  if (whole.some(isPart) || (image.ending !== undefined && whole.length > 0))
    return { rules: [], notes: [mixedNote(image.name)] };
  const ofReleases = rules.filter(({ channel, when }) => channel.is === "releases" && Object.keys(when).length === 0);
  const form = ofReleases.flatMap(({ channel }) => (channel.is === "releases" ? [channel.form] : []))[0];
  const known = new Set<string>([...versionParts, ...namesOf(image)]);
  const isKnown = ({ pattern }: TagRule) => [...pattern.matchAll(/\{([^{}]*)\}/g)].every(([, name = ""]) => known.has(name));
  const own = ofReleases.filter((rule) => isKnown(rule) && (rule.ofVersion || plan.versionsOfDefault));
  const hasWhole = own.some(({ pattern }) => pattern.includes("{version}"));
  if (form === undefined || own.length === 0 || !(hasWhole || plan.versionsOfDefault)) return undefined;
  const key = channelKey(plan.versionsOfDefault ? { is: "default" } : { is: "releases", form });
  const stream = plan.streams.find((one) => one.key === key);
  if (!stream) return undefined;
  const tags = [...(hasWhole ? [] : ["{version}"]), ...own.map(({ pattern }) => pattern)];
  const notes = hasWhole
    ? []
    : [`The image ${image.name} also gets a tag with the whole version: it records which versions exist.`];
  return { rules: own, versions: { stream: stream.name, form, tags }, notes };
}

function fixedNote(tag: string): string[] {
  return isVersionLike(tag)
    ? [`The tag ${tag} is written as it is: change it with each version, or read it from a file with \`values\`.`]
    : [];
}

/** Version tags are written once. Those of one variant must not read as pre-releases of another's. */
function mixedNote(name: string): string {
  return `Some tags in the repository of ${name} are a version alone, others have an ending after it, as pre-releases have. So its version tags are aliases: rebuilds move them, and a git tag below the newest release, such as a patch of an older line, publishes nothing.`;
}
