import type { TagWrite } from "./fault-proxy.ts";

/** What a unit may show, known without any code of the product. */
export interface ExpectedUnit {
  name: string;
  /** Below the registry: `chaos-1/squid`. */
  path: string;
  stream: string;
  aliases: string[];
  /** Digests that have passed their tests. */
  tested: string[];
}

export interface Registries {
  /** `host:port` of the real registries, asked directly. The first is the unit's first. */
  hosts: string[];
  /** What each registry's proxy saw being written. */
  writes: TagWrite[][];
}

export interface Expectation {
  /** By unit: the digest that its stream has to show; undefined where nothing may be published. */
  streams: ReadonlyMap<string, string | undefined>;
  /** Registries that are not expected to be complete, by index. */
  incomplete?: readonly number[];
}

const timestamp = /^(.+)-(\d{8}-\d{4})(?:-(\d\d))?$/;
const accept = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

async function tagsOf(host: string, path: string): Promise<Map<string, string>> {
  const answer = await fetch(`http://${host}/v2/${path}/tags/list?n=1000`);
  if (answer.status === 404) return new Map();
  const { tags } = (await answer.json()) as { tags: string[] | null };
  const entries = await Promise.all(
    (tags ?? []).map(async (tag) => {
      const head = await fetch(`http://${host}/v2/${path}/manifests/${tag}`, { method: "HEAD", headers: { accept } });
      return [tag, head.headers.get("docker-content-digest") ?? `status ${head.status}`] as const;
    }),
  );
  return new Map(entries.sort());
}

/**
 * What of the invariants does not hold, in words; empty when all do. It reads the registries themselves, and shares no code with the product.
 * 1: only what was tested is under a tag. 2: a timestamp tag never changes. 3: one tag, one digest, everywhere. 4: the newest wins.
 */
export async function violations(
  units: readonly ExpectedUnit[],
  { hosts, writes }: Registries,
  expected: Expectation,
): Promise<string[]> {
  const found: string[] = [];
  for (const [index, log] of writes.entries()) {
    const first = new Map<string, string>();
    for (const { repository, tag, digest } of log) {
      const key = `${repository}:${tag}`;
      if (!timestamp.test(tag)) continue;
      const was = first.get(key) ?? digest;
      if (was !== digest) found.push(`2: registry ${index} had ${key} at ${was}, then at ${digest}`);
      first.set(key, was);
    }
  }
  for (const unit of units) {
    const seen = await Promise.all(hosts.map((host) => tagsOf(host, unit.path)));
    const own = (tag: string): boolean => {
      const family = timestamp.exec(tag)?.[1] ?? tag;
      return family === unit.stream || unit.aliases.includes(family);
    };
    for (const [index, tags] of seen.entries()) {
      for (const [tag, digest] of tags) {
        if (own(tag) && !unit.tested.includes(digest))
          found.push(`1: registry ${index} shows ${digest} under ${unit.path}:${tag}, which has not passed`);
      }
    }
    const [first = new Map<string, string>()] = seen;
    const stamps = [...first.keys()].filter((tag) => timestamp.exec(tag)?.[1] === unit.stream).sort();
    const newest = first.get(stamps.at(-1) ?? "");
    const wanted = expected.streams.get(unit.name);
    for (const [index, tags] of seen.entries()) {
      if (expected.incomplete?.includes(index)) continue;
      for (const tag of [unit.stream, ...unit.aliases]) {
        const shown = tags.get(tag);
        if (shown !== newest)
          found.push(
            `4: registry ${index} shows ${shown} under ${unit.path}:${tag}, and the newest publication is ${newest} (${stamps.at(-1)})`,
          );
        if (shown !== wanted)
          found.push(`4: registry ${index} shows ${shown} under ${unit.path}:${tag}, which should be ${wanted}`);
      }
      // Older publications that a run was killed over stay where they are: what counts is that no two registries disagree.
      for (const [tag, digest] of tags) {
        const elsewhere = first.get(tag);
        if (own(tag) && elsewhere !== undefined && elsewhere !== digest)
          found.push(`3: ${unit.path}:${tag} is ${elsewhere} in the first registry and ${digest} in registry ${index}`);
      }
      const stamp = stamps.at(-1);
      if (stamp !== undefined && tags.get(stamp) !== newest) found.push(`3: registry ${index} lacks ${unit.path}:${stamp}`);
    }
  }
  return found;
}
