import { ask } from "../ask.ts";
import type { TagWrite } from "./fault-proxy.ts";
import type { SeenHold } from "./hold-reader.ts";

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
  /** By unit: the digest that its stream has to show once nothing holds it; undefined where nothing may be published. Others' is open. */
  streams: ReadonlyMap<string, string | undefined>;
  /** By unit: the digest that its stream must not show, whatever else. */
  never?: ReadonlyMap<string, string>;
  /** Registries that are not expected to be complete, by index. */
  incomplete?: readonly number[];
  /** References below a registry's host that an adversary has planted there: `1 chaos-1/squid:release-20261123-0617` in the second one. */
  planted?: readonly string[];
  /** The only units to look at. */
  units?: readonly string[];
}

/** What is held, and was. */
export interface Holding {
  /** Newest first. */
  holds: readonly SeenHold[];
  /** By unit: what its stream showed when a hold that names no digest began. */
  before: ReadonlyMap<string, string | undefined>;
}

const timestamp = /^(.+)-(\d{8}-\d{4})(?:-(\d\d))?$/;
const accept = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

export async function tagsOf(host: string, path: string): Promise<Map<string, string>> {
  const answer = await ask(`http://${host}/v2/${path}/tags/list?n=1000`);
  if (answer.status === 404) return new Map();
  const { tags } = (await answer.json()) as { tags: string[] | null };
  const entries = await Promise.all(
    (tags ?? []).map(async (tag) => {
      const head = await ask(`http://${host}/v2/${path}/manifests/${tag}`, { method: "HEAD", headers: { accept } });
      return [tag, head.headers.get("docker-content-digest") ?? `status ${head.status}`] as const;
    }),
  );
  return new Map(entries.sort());
}

/**
 * What of the invariants does not hold, in words; empty when all do. It reads the registries themselves, and shares no code with the product.
 * 1: only what was tested is under a tag. 2: a timestamp tag never changes. 3: one tag, one digest, everywhere. 4: the newest wins. 5: but not
 * over a hold, by itself.
 */
export async function violations(
  units: readonly ExpectedUnit[],
  { hosts, writes }: Registries,
  expected: Expectation,
  { holds, before }: Holding = { holds: [], before: new Map() },
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
    if (expected.units && !expected.units.includes(unit.name)) continue;
    const seen = await Promise.all(hosts.map((host) => tagsOf(host, unit.path)));
    const own = (tag: string): boolean => {
      const movingTag = timestamp.exec(tag)?.[1] ?? tag;
      return movingTag === unit.stream || unit.aliases.includes(movingTag);
    };
    for (const [index, tags] of seen.entries()) {
      for (const [tag, digest] of tags) {
        if (expected.planted?.includes(`${index} ${unit.path}:${tag}`)) continue;
        if (own(tag) && !unit.tested.includes(digest))
          found.push(`1: registry ${index} shows ${digest} under ${unit.path}:${tag}, which has not passed`);
      }
    }
    const [first = new Map<string, string>()] = seen;
    const stamps = [...first.keys()].filter((tag) => timestamp.exec(tag)?.[1] === unit.stream).sort();
    const newest = first.get(stamps.at(-1) ?? "");
    const published = `the newest publication is ${newest} (${stamps.at(-1)})`;
    const open = holds.filter((hold) => hold.open && hold.covers(unit.name));
    const hold = open.find(({ digests }) => digests.has(unit.name)) ?? open[0]; // a second rollback goes further back than the first
    const partialReleases = !hold && holds.some((closed) => closed.covers(unit.name));
    const wanted = hold ? (hold.digests.get(unit.name) ?? before.get(unit.name)) : newest;
    const why = hold
      ? `5: hold #${hold.issue} wants ${wanted}`
      : `${partialReleases ? "5: no hold is left" : "4: nothing holds it"}, ${published}`;
    const isChecked = expected.streams.has(unit.name);
    const should = expected.streams.get(unit.name);
    if (hold && isChecked && newest !== should)
      found.push(`4: of ${unit.name}, which is held, ${published}, which should be ${should}`);
    for (const [index, tags] of seen.entries()) {
      if (expected.incomplete?.includes(index)) continue;
      for (const tag of [unit.stream, ...unit.aliases]) {
        const shown = tags.get(tag);
        const shows = `registry ${index} shows ${shown} under ${unit.path}:${tag}`;
        if (shown !== wanted) found.push(why.replace(": ", `: ${shows}; `));
        if (!hold && isChecked && shown !== should) found.push(`4: ${shows}, which should be ${should}`);
        if (shown !== undefined && shown === expected.never?.get(unit.name)) found.push(`5: ${shows}, which was rolled back`);
      }
      const back = hold?.digests.get(unit.name);
      const rolledBack = [...tags].some(([tag, digest]) => {
        const [, movingTag, minute] = timestamp.exec(tag) ?? [];
        return movingTag === unit.stream && minute === hold?.rollback?.slice(0, 13) && digest === back;
      });
      if (hold?.rollback !== undefined && back !== undefined && !rolledBack)
        found.push(
          `5: registry ${index} has no timestamp tag of the rollback of ${unit.path}:${unit.stream} at ${hold.rollback}`,
        );
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
