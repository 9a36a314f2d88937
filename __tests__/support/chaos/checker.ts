import { isAliasMark, wrongAliases } from "./alias-rule.ts";
import { askRegistry } from "./behind.ts";
import type { TagWrite } from "./fault-proxy.ts";
import { type FollowRule, wrongFollows } from "./follow-rule.ts";
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
  /** Of a follower: its rule, and the registry and the path of its source. */
  follows?: { rule: FollowRule; host: string; path: string };
}

export interface Registries {
  /** The registries themselves, asked past their proxies. The first is the unit's first. */
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
  const answer = await askRegistry(host, `/v2/${path}/tags/list?n=1000`);
  if (answer.status === 404) return new Map();
  const { tags } = JSON.parse(answer.body.toString()) as { tags: string[] | null };
  const entries = await Promise.all(
    (tags ?? []).map(async (tag) => {
      const head = await askRegistry(host, `/v2/${path}/manifests/${tag}`, { method: "HEAD", headers: { accept } });
      return [tag, String(head.headers["docker-content-digest"] ?? `status ${head.status}`)] as const;
    }),
  );
  return new Map(entries.sort());
}

/**
 * What of the invariants does not hold, in words; empty when all do. It reads the registries themselves, and shares no code with the product.
 * 1: only what was tested is under a tag. 2: a timestamp tag never changes. 3: one tag, one digest, everywhere. 4: the newest wins. 5: but not
 * over a hold, by itself. 11: a follower shows only what its source published, and had not withdrawn. An alias whose text publications give shows the newest one that gives it, unless its unit was ever held.
 */
export async function violations(
  units: readonly ExpectedUnit[],
  { hosts, writes }: Registries,
  expected: Expectation,
  holding: Holding = { holds: [], before: new Map() },
): Promise<string[]> {
  const found = writes.flatMap(changedTimestampTags);
  const asked = new Map<string, ReturnType<typeof tagsOf>>(); // streams share repositories
  const tagsIn = (host: string, path: string) => {
    const tags = asked.get(`${host}/${path}`) ?? tagsOf(host, path);
    asked.set(`${host}/${path}`, tags);
    return tags;
  };
  for (const unit of units) {
    if (expected.units && !expected.units.includes(unit.name)) continue;
    const seen = await Promise.all(hosts.map((host) => tagsIn(host, unit.path)));
    const goal = goalOf(unit, seen[0] ?? new Map(), expected, holding);
    found.push(
      ...seen.flatMap((tags, index) => untested(unit, tags, index, expected)),
      ...wrongNewest(goal),
      ...(await wronglyFollowed(unit, seen)),
      ...seen.flatMap((tags, index) =>
        expected.incomplete?.includes(index)
          ? []
          : [
              ...wrongTags(goal, tags, index, expected.never?.get(unit.name)),
              ...missingRollback(goal, tags, index),
              ...disagreements(goal, tags, index),
              ...(holding.holds.some((hold) => hold.covers(unit.name)) ? [] : wrongAliases(unit, tags, index)),
            ],
      ),
    );
  }
  return found;
}

async function wronglyFollowed({ follows }: ExpectedUnit, seen: readonly ReadonlyMap<string, string>[]): Promise<string[]> {
  if (!follows) return [];
  const source = await tagsOf(follows.host, follows.path);
  return seen.flatMap((tags, index) => wrongFollows(follows.rule, tags, source, index));
}

function changedTimestampTags(log: readonly TagWrite[], index: number): string[] {
  const first = new Map<string, string>();
  return log.flatMap(({ repository, tag, digest }) => {
    const key = `${repository}:${tag}`;
    if (!timestamp.test(tag) && !isAliasMark(tag)) return [];
    const was = first.get(key) ?? digest;
    first.set(key, was);
    return was === digest ? [] : [`2: registry ${index} had ${key} at ${was}, then at ${digest}`];
  });
}

/** What one unit should show, and why. */
interface Goal {
  unit: ExpectedUnit;
  /** What the first registry has. */
  first: ReadonlyMap<string, string>;
  /** The newest timestamp tag of the stream, and its digest. */
  stamp: string | undefined;
  newest: string | undefined;
  hold: SeenHold | undefined;
  /** The digest that the moving tags should show, and the words for why. */
  wanted: string | undefined;
  why: string;
  published: string;
  /** What the case expects; undefined where it leaves that open. */
  expected: { digest: string | undefined } | undefined;
}

function goalOf(unit: ExpectedUnit, first: ReadonlyMap<string, string>, expected: Expectation, { holds, before }: Holding): Goal {
  const stamp = [...first.keys()]
    .filter((tag) => timestamp.exec(tag)?.[1] === unit.stream)
    .sort()
    .at(-1);
  const newest = first.get(stamp ?? "");
  const published = `the newest publication is ${newest} (${stamp})`;
  const open = holds.filter((hold) => hold.open && hold.covers(unit.name));
  const hold = open.find(({ digests }) => digests.has(unit.name)) ?? open[0]; // a second rollback goes further back than the first
  const common = {
    unit,
    first,
    stamp,
    newest,
    published,
    expected: expected.streams.has(unit.name) ? { digest: expected.streams.get(unit.name) } : undefined,
  };
  if (hold) {
    const wanted = hold.digests.get(unit.name) ?? before.get(unit.name);
    return { ...common, hold, wanted, why: `5: hold #${hold.issue} wants ${wanted}` };
  }
  const wasHeld = holds.some((closed) => closed.covers(unit.name));
  const why = `${wasHeld ? "5: no hold is left" : "4: nothing holds it"}, ${published}`;
  return { ...common, hold, wanted: newest, why };
}

function isOwn({ stream, aliases }: ExpectedUnit, tag: string): boolean {
  const movingTag = timestamp.exec(tag)?.[1] ?? tag;
  return movingTag === stream || aliases.includes(movingTag);
}

function untested(unit: ExpectedUnit, tags: ReadonlyMap<string, string>, index: number, { planted }: Expectation): string[] {
  return [...tags].flatMap(([tag, digest]) => {
    const isFine = planted?.includes(`${index} ${unit.path}:${tag}`) || !isOwn(unit, tag) || unit.tested.includes(digest);
    return isFine ? [] : [`1: registry ${index} shows ${digest} under ${unit.path}:${tag}, which has not passed`];
  });
}

/** Of a held unit, whose stream does not show it. */
function wrongNewest({ unit, hold, newest, published, expected }: Goal): string[] {
  if (!hold || !expected || newest === expected.digest) return [];
  return [`4: of ${unit.name}, which is held, ${published}, which should be ${expected.digest}`];
}

function wrongTags(goal: Goal, tags: ReadonlyMap<string, string>, index: number, never: string | undefined): string[] {
  const { unit, hold, wanted, why, expected } = goal;
  return [unit.stream, ...unit.aliases].flatMap((tag) => {
    const shown = tags.get(tag);
    const shows = `registry ${index} shows ${shown} under ${unit.path}:${tag}`;
    return [
      ...(shown === wanted ? [] : [why.replace(": ", `: ${shows}; `)]),
      ...(!hold && expected && shown !== expected.digest ? [`4: ${shows}, which should be ${expected.digest}`] : []),
      ...(shown !== undefined && shown === never ? [`5: ${shows}, which was rolled back`] : []),
    ];
  });
}

function missingRollback({ unit, hold }: Goal, tags: ReadonlyMap<string, string>, index: number): string[] {
  const back = hold?.digests.get(unit.name);
  if (hold?.rollback === undefined || back === undefined) return [];
  const begun = hold.rollback.slice(0, 13);
  const isThere = [...tags].some(([tag, digest]) => {
    const [, movingTag, minute] = timestamp.exec(tag) ?? [];
    return movingTag === unit.stream && minute === begun && digest === back;
  });
  if (isThere) return [];
  return [`5: registry ${index} has no timestamp tag of the rollback of ${unit.path}:${unit.stream} at ${hold.rollback}`];
}

/** Older publications that a run was killed over stay where they are: what counts is that no two registries disagree. */
function disagreements({ unit, first, stamp, newest }: Goal, tags: ReadonlyMap<string, string>, index: number): string[] {
  const different = [...tags].flatMap(([tag, digest]) => {
    const elsewhere = first.get(tag);
    if (!isOwn(unit, tag) || elsewhere === undefined || elsewhere === digest) return [];
    return [`3: ${unit.path}:${tag} is ${elsewhere} in the first registry and ${digest} in registry ${index}`];
  });
  const isLacking = stamp !== undefined && tags.get(stamp) !== newest;
  return isLacking ? [...different, `3: registry ${index} lacks ${unit.path}:${stamp}`] : different;
}
