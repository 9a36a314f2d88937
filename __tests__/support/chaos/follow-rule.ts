/** A following stream of one repository, and what is known of its source without any code of the product. */
export interface FollowRule {
  /** For the words: `squid:stable`. */
  name: string;
  /** The stream tags of the follower and of its source. */
  stream: string;
  source: string;
  /** Milliseconds, of what has a good verdict and of the others. */
  soakOf(digest: string): number;
  /** Why a digest must not be published now, beside what the source's own tags say; undefined if nothing speaks against it. */
  withdrawn(digest: string): string | undefined;
  /** What earlier checks have judged, as `registry name stamp`: its day is over. New ones are added. */
  seen: Set<string>;
}

/** A publication: a timestamp tag that no mark calls a rollback. */
export interface TagOfTime {
  /** `20261123-0617`. */
  stamp: string;
  digest: string;
}

/** The timestamp tags of a stream, oldest first, and which of them are rollbacks. */
export function timesOf(tags: ReadonlyMap<string, string>, stream: string): { ordinary: TagOfTime[]; rollbacks: TagOfTime[] } {
  const all = [...tags].flatMap(([tag, digest]) => {
    const stamp = tag.startsWith(`${stream}-`) ? tag.slice(stream.length + 1) : "";
    return /^\d{8}-\d{4}(-\d\d)?$/.test(stamp) ? [{ stamp, digest }] : [];
  });
  const sorted = all.toSorted((one, other) => (one.stamp < other.stamp ? -1 : 1));
  const isRollback = ({ stamp, digest }: TagOfTime) => tags.get(`rb.${stream}-${stamp}`) === digest;
  return { ordinary: sorted.filter((one) => !isRollback(one)), rollbacks: sorted.filter(isRollback) };
}

/** The moment of a timestamp, in milliseconds. */
export function momentOf(stamp: string): number {
  return Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d).*$/, "$1-$2-$3T$4:$5:00Z"));
}

/**
 * Invariant 11, in words: a follower shows only what its source published, long enough ago, and had not withdrawn when the follower published it;
 * and it never goes back by itself. It shares no code with the product.
 * @param own the tags of the follower's repository in one registry
 * @param source those of the source's first repository
 */
export function wrongFollows(
  rule: FollowRule,
  own: ReadonlyMap<string, string>,
  source: ReadonlyMap<string, string>,
  index: number,
): string[] {
  const { name, stream, seen } = rule;
  const published = timesOf(source, rule.source);
  const found: string[] = [];
  let last = "";
  for (const { stamp, digest } of timesOf(own, stream).ordinary) {
    const what = `registry ${index} has ${digest} at ${stamp} of ${name}`;
    const key = `${index} ${name} ${stamp}`;
    const from = published.ordinary.findLast((one) => one.digest === digest && one.stamp <= stamp)?.stamp;
    if (from === undefined) {
      found.push(`11: ${what}, which its source never published before`);
      continue;
    }
    if (from < last) found.push(`11: ${what}, published at ${from} by its source: it showed ${last} before`);
    last = from;
    if (seen.has(key)) continue;
    seen.add(key);
    if (momentOf(stamp) - momentOf(from) < rule.soakOf(digest))
      found.push(`11: ${what}, published at ${from} by its source: too young`);
    const why = rule.withdrawn(digest) ?? rolledBack({ stamp: from, digest }, published);
    if (why !== undefined) found.push(`11: ${what}, which its source withdrew: ${why}`);
  }
  return found;
}

/** A rollback of the source, after this publication, to something older. */
function rolledBack(publication: TagOfTime, { ordinary, rollbacks }: ReturnType<typeof timesOf>): string | undefined {
  const past = rollbacks.find(({ stamp, digest }) => {
    const target = ordinary.findLast((one) => one.digest === digest && one.stamp < stamp);
    return stamp > publication.stamp && digest !== publication.digest && (!target || target.stamp < publication.stamp);
  });
  return past && `rolled back at ${past.stamp}`;
}

/** The moments at which the source showed what the follower published last: from, and until the next one. */
export function momentsOf(
  rule: Pick<FollowRule, "stream" | "source">,
  own: ReadonlyMap<string, string>,
  source: ReadonlyMap<string, string>,
): [from: string, until: string] | undefined {
  const last = timesOf(own, rule.stream).ordinary.at(-1);
  const { ordinary } = timesOf(source, rule.source);
  const at = ordinary.findLastIndex(({ digest, stamp }) => digest === last?.digest && stamp <= last.stamp);
  return at === -1 ? undefined : [ordinary[at]?.stamp ?? "", ordinary[at + 1]?.stamp ?? "~"];
}
