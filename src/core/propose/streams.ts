import { movingTagFault } from "../tags/moving-tag.ts";
import type { ProposeFacts } from "./facts.ts";
import type { ImageDraft } from "./image-draft.ts";
import { type Channel, channelKey } from "./patterned.ts";
import { isVersionLike, shapeOf } from "./stream-shape.ts";

/** A stream of the proposal. */
export interface StreamDraft {
  name: string;
  channel: Channel;
  key: string;
}

/** The streams of a proposal, by the keys of their channels, and where version tags come from. */
export interface StreamPlan {
  streams: readonly StreamDraft[];
  /**
   * Images have git tags of their own, and are built on pushes, too: versions are tags of the default
   * branch's stream, and no stream comes from git tags.
   */
  versionsOfDefault: boolean;
  /** The one stream tag of streams that each have the name of an image. */
  commonTag?: string;
}

const defaultKey = channelKey({ is: "default" });

/** Names the streams. A name that people pull today comes before a new one. */
export function planStreams(images: readonly ImageDraft[], facts: Pick<ProposeFacts, "defaultBranch">): StreamPlan {
  const channels = new Map(
    images.flatMap((image) => channelsOf(image).map((channel) => [channelKey(channel), channel] as const)),
  );
  const order = (channel: Channel) => ["default", "branch", "releases"].indexOf(channel.is);
  const all = [...channels.values()].toSorted((a, b) => order(a) - order(b));
  const forms = all.filter(({ is }) => is === "releases");
  const released = images.filter((image) => channelsOf(image).some(({ is }) => is === "releases"));
  const isAlsoPushed = released.every((image) => channelsOf(image).some((channel) => channelKey(channel) === defaultKey));
  const versionsOfDefault = forms.length > 1 && isAlsoPushed;
  const streams: StreamDraft[] = [];
  for (const channel of versionsOfDefault ? all.filter(({ is }) => is !== "releases") : all) {
    const key = channelKey(channel);
    const taken = new Set([...streams.map(({ name }) => name), ...textsOfOthers(images, key)]);
    const wanted =
      channel.is === "releases" && forms.length > 1
        ? [ownName(channel.form)]
        : namesFor(channel, images, facts, forms.length > 0);
    const name = wanted.find((one) => !taken.has(one) && isStreamName(one)) ?? freeName(wanted[0] ?? "stream", taken);
    streams.push({ name, channel, key });
  }
  const isApart = forms.length > 1 && images.every((image) => channelsOf(image).length === 1 && image.ending === undefined);
  return { streams, versionsOfDefault, ...(isApart ? { commonTag: "release" } : {}) };
}

/** The channels of an image, each once. */
export function channelsOf({ rules }: Pick<ImageDraft, "rules">): Channel[] {
  return [...new Map(rules.map(({ channel }) => [channelKey(channel), channel] as const)).values()];
}

function isStreamName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name) && movingTagFault(name) === undefined;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const name = isStreamName(wanted) ? wanted : "stream";
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(free)) return free;
  }
}

/** The texts of today's other channels: a stream with such a name would take them. */
function textsOfOthers(images: readonly ImageDraft[], key: string): string[] {
  return images.flatMap((image) =>
    image.rules.flatMap((rule) => (channelKey(rule.channel) === key ? [] : (shapeOf(rule, image)?.base ?? []))),
  );
}

/** Names for a stream, the best first. */
function namesFor(
  channel: Channel,
  images: readonly ImageDraft[],
  { defaultBranch }: Pick<ProposeFacts, "defaultBranch">,
  hasReleases: boolean,
): string[] {
  const fixed = images.flatMap((image) =>
    image.rules.flatMap((rule) => {
      const shape = channelKey(rule.channel) === channelKey(channel) ? shapeOf(rule, image) : undefined;
      return shape ? [{ text: shape.base, isOfAll: Object.keys(rule.when).length === 0 }] : [];
    }),
  );
  const ofAll = fixed.filter(({ isOfAll }) => isOfAll);
  const known = new Set((ofAll.length === 0 ? fixed : ofAll).flatMap(({ text }) => (text === "" ? [] : [text])));
  const telling = [...known].filter((text) => text !== "latest" && !isVersionLike(text));
  if (channel.is === "releases")
    return ["release", "stable", "releases"].sort((a, b) => Number(known.has(b)) - Number(known.has(a)));
  const branch = tagOfBranch(channel.is === "branch" ? channel.branch : defaultBranch);
  const first = [branch, "edge"].filter((text) => known.has(text));
  const fresh = channel.is === "default" && hasReleases ? "edge" : branch;
  return [...first, ...telling, ...[...known].filter((text) => !isVersionLike(text)), fresh, branch];
}

/** A branch's name as a tag: metadata-action writes `release-1.x` for `release/1.x`. */
function tagOfBranch(branch: string): string {
  return branch.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[-.]+/, "");
}

/** A stream's name from its form of git tags: `api` from `api-v{version}`. */
function ownName(form: string): string {
  const name = form
    .replace("{version}", "")
    .replace(/(?:^|[-/_@])v$/, "")
    .replaceAll(/[^A-Za-z0-9_.]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return name === "" || name === "v" ? "release" : name;
}
