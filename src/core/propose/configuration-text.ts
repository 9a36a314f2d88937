import type { ExistingSetup } from "../existing/model.ts";
import type { ProposeFacts } from "./facts.ts";
import type { ImageDraft } from "./image-draft.ts";
import { entryOf, type ImageEntry, secretNotes } from "./image-entry.ts";
import { tagsOf } from "./image-tags.ts";
import { hasVersion } from "./patterned.ts";
import { registriesOf } from "./registries.ts";
import { runnersOf } from "./runners.ts";
import { shareKeys } from "./shared-keys.ts";
import { planStreams, type StreamDraft, type StreamPlan } from "./streams.ts";
import { printSections, type Section, type Yaml, type YamlMap } from "./yaml-text.ts";

/** The first line of every file, for editors. */
const schemaLine =
  "# yaml-language-server: $schema=https://raw.githubusercontent.com/OWNER/tagstream/v1/schema/tagstream.schema.json\n";

/** The text of a configuration with these images, and sentences about it. */
export function configurationText(
  images: readonly ImageDraft[],
  runners: ExistingSetup["runners"],
  facts: ProposeFacts,
): { text: string; notes: string[] } {
  const plan = planStreams(images, facts);
  const entries = images.map((draft) => entryOf(draft, tagsOf(draft, plan), plan));
  const shared = shareKeys(entries);
  const registries = registriesOf(entries, facts);
  const streams = streamsSection(plan, entries, facts);
  const { common } = shared;
  const labels = runnersOf(runners, images);
  const sections: Section[] = [
    ...(registries.registries ? [{ key: "registries", value: registries.registries }] : []),
    ...(streams.section ? [streams.section] : []),
    ...sectionOf("matrix", common["matrix"]),
    ...sectionOf("tag", common["tag"]),
    ...aliasSection(common["aliases"], entries),
    ...versionsSection(common["versions"]),
    ...sectionOf("values", common["values"]),
    ...(Object.keys(shared.defaults).length === 0 ? [] : [{ key: "defaults", value: shared.defaults, open: true }]),
    ...(labels.runners ? [{ key: "runners", value: labels.runners }] : []),
    { key: "images", value: imagesValue(entries, shared.images, registries.destinations), open: true },
  ];
  const notes = [
    ...entries.flatMap(({ tags }) => tags.notes),
    ...entries.flatMap(({ draft }) => secretNotes(draft)),
    ...streams.notes,
    ...labels.notes,
  ];
  return { text: `${schemaLine}${printSections(sections)}`, notes: [...new Set(notes)] };
}

function sectionOf(key: string, value: Yaml | undefined): Section[] {
  return value === undefined ? [] : [{ key, value }];
}

function imagesValue(
  entries: readonly ImageEntry[],
  images: ReadonlyMap<string, YamlMap>,
  destinations: ReadonlyMap<string, readonly Yaml[]>,
): YamlMap {
  const all = new Set(entries.flatMap(({ tags }) => tags.streams.map(({ name }) => name)));
  return Object.fromEntries(
    entries.map(({ name, tags }) => {
      const { context, dockerfile, target, ...others } = images.get(name) ?? {};
      const build = Object.entries({ context, dockerfile, target }).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value] as const],
      );
      const own = destinations.get(name);
      const streams = tags.streams.map((stream) => stream.name);
      return [
        name,
        {
          ...Object.fromEntries(build),
          ...(streams.length < all.size ? { streams } : {}),
          ...(own ? { destinations: own } : {}),
          ...others,
        },
      ];
    }),
  );
}

/** The streams, with the arguments that only builds of one of them have. */
function streamsSection(
  { streams, versionsOfDefault }: StreamPlan,
  entries: readonly ImageEntry[],
  facts: Pick<ProposeFacts, "defaultBranch">,
): { section?: Section; notes: string[] } {
  const notes: string[] = [];
  const [only] = streams;
  if (!only) return { notes };
  if (streams.length === 1 && only.name === "release" && only.channel.is === "default") return { notes };
  const values = streams.map((stream) => {
    const args: Record<string, string> = {};
    for (const { draft } of entries) {
      for (const [name, text] of Object.entries(draft.channelArgs.get(stream.key) ?? {})) {
        if (args[name] !== undefined && args[name] !== text)
          notes.push(
            `The images need different values of the build argument ${name} in the stream ${stream.name}: see ${draft.name}.`,
          );
        args[name] ??= text;
      }
    }
    return [stream.name, { ...fromOf(stream), ...(Object.keys(args).length === 0 ? {} : { args }) }] as const;
  });
  if (!streams.some(({ channel }) => channel.is === "default"))
    notes.push(
      `No stream comes from ${facts.defaultBranch}, so pull requests build nothing. To build them, add \`edge: {}\` to \`streams\`.`,
    );
  if (versionsOfDefault) notes.push("Each image has git tags of its own: they give version tags, and no stream of releases.");
  const comments = Object.fromEntries(streams.map((stream) => [stream.name, commentOf(stream, facts)]));
  return { section: { key: "streams", value: Object.fromEntries(values), comments }, notes };
}

function fromOf({ channel }: StreamDraft): YamlMap {
  if (channel.is === "default") return {};
  return { from: channel.is === "branch" ? { branch: channel.branch } : { tag: channel.form } };
}

function commentOf({ channel }: StreamDraft, { defaultBranch }: Pick<ProposeFacts, "defaultBranch">): string {
  if (channel.is === "releases") return "the newest release, rebuilt to stay fresh";
  return channel.is === "branch" ? `each push to ${channel.branch}` : `each push to ${defaultBranch}`;
}

/** The comments of common aliases: what their occasion will be, where it is not today's. */
function aliasSection(value: Yaml | undefined, entries: readonly ImageEntry[]): Section[] {
  if (value === undefined) return [];
  const comments = (entries[0]?.aliases ?? []).flatMap(({ tag, stream, scheduled }, index): [number, string][] => {
    if (scheduled) return [[index, "each push moves it, too"]];
    if (stream.channel.is !== "releases" || /\{(?:sha|date)\b/.test(tag)) return [];
    return [
      [index, hasVersion(tag) ? "each rebuild of that version moves it" : "each rebuild of the newest release moves it, too"],
    ];
  });
  return [{ key: "aliases", value, comments: Object.fromEntries(comments) }];
}

function versionsSection(value: Yaml | undefined): Section[] {
  return value === undefined ? [] : [{ key: "versions", value, comment: "only git tags write these" }];
}
