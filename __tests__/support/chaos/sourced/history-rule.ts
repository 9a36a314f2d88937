import { compare, parse } from "semver";
import { wrongAliases } from "../alias-rule.ts";

/** What is known of a build, whatever a registry says. */
export interface KnownBuild {
  /** All bytes that the build received. */
  received: string;
  /** The hash of its inputs that it was told to record, if any. */
  inputs?: string;
  /** The version that it was told to record. */
  version?: string;
  /** The pull request that it was a candidate of. */
  proposal?: string;
  labels: Readonly<Record<string, string>>;
}

/** A stream with a source, known without any code of the product. */
export interface SourcedStream {
  /** Below the registry: `chaos-1/app`. */
  path: string;
  stream: string;
  aliases: readonly string[];
  isFromTags: boolean;
  /** Everything that its source ever was, in the words of `KnownBuild.received`. */
  landed: ReadonlySet<string>;
  /** The texts of evaluated aliases that no mark records. */
  given?: (timestamp: string, build: KnownBuild) => string[];
}

const timestampTag = /^(.+)-(\d{8}-\d{4}(?:-\d\d)?)$/;
const versionMark = /^vm\.(.+-\d{8}-\d{4}(?:-\d\d)?)\.(\d+\.\d+\.\d+.*)$/;

type Tags = ReadonlyMap<string, string>;
type Builds = ReadonlyMap<string, KnownBuild>;

/** The stream's timestamp tags, oldest first. */
function timestampsOf(stream: string, tags: Tags): string[] {
  return [...tags.keys()].filter((tag) => timestampTag.exec(tag)?.[1] === stream).sort();
}

/**
 * What of invariants 4, 11 and 12 one stream breaks in one registry, in words. It shares no code with the product.
 * 11: its publications, rollbacks aside, never go to a lower version. 12: its images received what its source was, and nothing that was only proposed.
 */
export function wrongHistory(stream: SourcedStream, tags: Tags, index: number, builds: Builds): string[] {
  return [
    ...(stream.isFromTags ? lowerVersions(stream, tags, index, builds) : []),
    ...neverLanded(stream, tags, index, builds),
    ...wrongAliases(stream, withGiven(stream, tags, builds), index),
  ];
}

function lowerVersions({ path, stream }: SourcedStream, tags: Tags, index: number, builds: Builds): string[] {
  const marks = versionMarks(tags);
  const found: string[] = [];
  let [highest, last] = ["", ""];
  for (const tag of timestampsOf(stream, tags)) {
    const digest = tags.get(tag) ?? "";
    if (tags.get(`rb.${tag}`) === digest) continue;
    const version = marks.get(tag) ?? builds.get(digest)?.version ?? "";
    if (parse(version) === null) found.push(`11: registry ${index} does not say which version ${path}:${tag} is`);
    else if (highest !== "" && compare(version, highest) < 0)
      found.push(`11: registry ${index} has ${path}:${tag} at ${version} after ${last} at ${highest}`);
    else [highest, last] = [version, tag];
  }
  return found;
}

/** By timestamp tag: the version that its mark says, if it shows the same digest. */
function versionMarks(tags: Tags): Map<string, string> {
  return new Map(
    [...tags].flatMap(([tag, digest]) => {
      const [, of = "", version = ""] = versionMark.exec(tag) ?? [];
      return of !== "" && tags.get(of) === digest ? [[of, version] as const] : [];
    }),
  );
}

function neverLanded({ path, stream, aliases, landed }: SourcedStream, tags: Tags, index: number, builds: Builds): string[] {
  return [...tags].flatMap(([tag, digest]) => {
    const movingTag = timestampTag.exec(tag)?.[1] ?? tag;
    if (movingTag !== stream && !aliases.includes(movingTag)) return [];
    const build = builds.get(digest);
    if (build && landed.has(build.received)) return [];
    const what = build
      ? `${JSON.stringify(build.received)}${build.proposal ? ` of #${build.proposal}` : ""}`
      : "what nobody built";
    return [`12: registry ${index} shows ${what} under ${path}:${tag}, which its source never was`];
  });
}

/** The tags, as if all texts that publications give had marks. */
function withGiven({ stream, given }: SourcedStream, tags: Tags, builds: Builds): Tags {
  const all = new Map(tags);
  for (const tag of timestampsOf(stream, tags)) {
    const digest = tags.get(tag) ?? "";
    const build = builds.get(digest);
    for (const text of (build && given?.(tag.slice(stream.length + 1), build)) ?? []) all.set(`${tag}.${text}`, digest);
  }
  return all;
}

/** What of invariant 13 builds break: one hash stands for one content, and an image says that hash. */
export function wrongHashes(builds: Builds): string[] {
  const contents = new Map<string, string>();
  return [...builds].flatMap(([digest, { inputs, received }]) => {
    if (inputs === undefined) return [];
    const other = contents.get(inputs) ?? received;
    contents.set(inputs, received);
    return other === received
      ? []
      : [`13: ${digest} received ${JSON.stringify(received)}, and its hash ${inputs} also stands for ${JSON.stringify(other)}`];
  });
}

/**
 * The version tags of an image that are wrong in one registry.
 * @param released by whole version, everything that its git tag ever was
 */
export function wrongVersions(
  path: string,
  tags: Tags,
  index: number,
  builds: Builds,
  released: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const versions = [...tags.keys()].filter((tag) => /^\d+\.\d+\.\d+/.test(tag)).sort((a, b) => compare(a, b));
  const wrong = versions.filter((tag) => !released.get(tag)?.has(builds.get(tags.get(tag) ?? "")?.received ?? ""));
  const lines = new Map<string, string>();
  for (const tag of versions) {
    const [major, minor] = tag.split(".");
    if (!tag.includes("-")) for (const line of [`${major}`, `${major}.${minor}`]) lines.set(line, tag);
  }
  return [
    ...wrong.map((tag) => `12: registry ${index} shows ${tags.get(tag)} under ${path}:${tag}, which its git tag never was`),
    ...[...lines].flatMap(([line, tag]) =>
      tags.get(line) === tags.get(tag) ? [] : [`4: registry ${index} shows ${tags.get(line)} under ${path}:${line}, not ${tag}`],
    ),
  ];
}
