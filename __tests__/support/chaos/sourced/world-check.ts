import { tagsOf, violations } from "../checker.ts";
import type { TagWrite } from "../fault-proxy.ts";
import { type KnownBuild, type SourcedStream, wrongHashes, wrongHistory, wrongVersions } from "./history-rule.ts";
import { received } from "./world-files.ts";

/** What the image of each stream has to be made of, by the words of a commit; undefined: it shows nothing. */
export type Wanted = Partial<Record<"edge" | "release" | "lts", string | undefined>>;

/** A world's registries, and what is known of it. */
export interface Shown {
  hosts: readonly string[];
  /** Of the image, below the registries. */
  path: string;
  /** What each registry's proxy saw being written. */
  writes: TagWrite[][];
  builds: ReadonlyMap<string, KnownBuild>;
  streams: readonly SourcedStream[];
  /** By version, everything that its git tag ever was; absent while version tags may be incomplete. */
  released?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What is wrong in a world: the invariants of every case, and those on sources. */
export async function wrongShown({ hosts, path, writes, builds, streams, released }: Shown, wanted: Wanted): Promise<string[]> {
  const tested = [...builds.keys()];
  const units = streams.map(({ stream, aliases }) => ({ name: `app:${stream}`, path, stream, aliases: [...aliases], tested }));
  const found = await violations(units, { hosts: [...hosts], writes }, { streams: new Map() });
  for (const [index, host] of hosts.entries()) {
    const tags = await tagsOf(host, path);
    for (const stream of streams)
      found.push(...wrongHistory(stream, tags, index, builds), ...unwanted(stream, tags, index, builds, wanted));
    if (released) found.push(...wrongVersions(path, tags, index, builds, released));
  }
  return [...found, ...wrongHashes(builds)];
}

function unwanted(
  { stream }: SourcedStream,
  tags: ReadonlyMap<string, string>,
  index: number,
  builds: Shown["builds"],
  wanted: Wanted,
): string[] {
  if (!(stream in wanted)) return [];
  const words = wanted[stream as keyof Wanted];
  const is = builds.get(tags.get(stream) ?? "")?.received;
  if (is === (words === undefined ? undefined : received(words))) return [];
  return [`4: registry ${index} shows ${JSON.stringify(is)} as ${stream}, not ${words}`];
}
