import type { Digest } from "../lib/digest.ts";
import { type ManifestContent, ManifestGraph, type StoredManifest } from "./manifest-graph.ts";

/** What is known of the manifests of one repository. */
export interface UntaggedFacts {
  /** Milliseconds since 1970, UTC. */
  now: number;
  /**
   * Every manifest that the registry lists or, if it lists none, those that have a tag and those that
   * this run took the last tag from.
   */
  manifests: readonly StoredManifest[];
  /** The content of each of them, and of indexes in them. One that is missing here could not be read. */
  contents: ReadonlyMap<Digest, ManifestContent>;
  /** Digests that must stay: those of the plan. */
  needed: ReadonlySet<Digest>;
}

/** Which manifests without a tag go. */
export interface UntaggedPlan {
  /** In an order in which what refers to a manifest comes before it. */
  remove: readonly Digest[];
  /**
   * Of those that are attached to others that go, and of their parts: the others. They go only once all
   * of these are gone, because a registry may refuse: an image must not lose its signature.
   */
  attached: ReadonlyMap<Digest, readonly Digest[]>;
  /** Tags to remove before attached ones: each is the list of what is attached to a manifest that goes (`sha256-…`). */
  tags: readonly { tag: string; digest: Digest }[];
  /** Why nothing goes: a manifest could not be read, and may refer to any other. */
  refused?: string;
}

/**
 * The manifests of a repository that go: older than `age`, and reached by no tag, no index that
 * stays, and no manifest that stays and that they are attached to.
 * @param age milliseconds
 */
export function planUntagged(facts: UntaggedFacts, age: number): UntaggedPlan {
  const { manifests, contents } = facts;
  const unread = manifests.find(({ digest }) => !contents.has(digest));
  if (unread)
    return {
      remove: [],
      attached: new Map(),
      tags: [],
      refused: `it lists ${unread.digest}, but does not give it, so nobody knows what that needs. Run again`,
    };
  const graph = new ManifestGraph(manifests, contents);
  const kept = keptIn(graph, facts, age);
  const remove = parentsFirst(
    graph,
    graph.all.filter((digest) => !kept.has(digest)),
  );
  return {
    remove,
    attached: attachedAmong(remove, graph),
    tags: remove.flatMap((digest) => graph.tagsOf(digest).map((tag) => ({ tag, digest }))),
  };
}

function keptIn(graph: ManifestGraph, { now, needed }: UntaggedFacts, age: number): Set<Digest> {
  const isYoung = (digest: Digest): boolean => {
    const date = graph.dateOf(digest);
    return date === undefined || now - date <= age;
  };
  const kept = new Set<Digest>();
  for (const digest of graph.all) {
    const young = isYoung(digest);
    if (young || needed.has(digest) || graph.keepingTags(digest).length > 0) kept.add(digest);
    // Who attaches something to an image needs the image.
    const subject = young ? graph.subjectOf(digest) : undefined;
    if (subject !== undefined) kept.add(subject);
  }
  // The loop visits what it adds, too.
  for (const digest of kept) for (const needs of [...graph.childrenOf(digest), ...graph.referrersOf(digest)]) kept.add(needs);
  return kept;
}

function attachedAmong(remove: readonly Digest[], graph: ManifestGraph): Map<Digest, Digest[]> {
  const going = new Set(remove);
  const known = new Map<Digest, Digest[]>();
  const ownersOf = (digest: Digest): Digest[] => {
    const before = known.get(digest);
    if (before) return before;
    known.set(digest, []); // a circle has no owner
    const subject = graph.subjectOf(digest);
    const indexes = graph.indexesWith(digest).filter((index) => going.has(index));
    const owners = subject !== undefined && going.has(subject) ? [subject, ...ownersOf(subject)] : ofAll(indexes.map(ownersOf));
    known.set(digest, owners);
    return owners;
  };
  return new Map(remove.map((digest) => [digest, ownersOf(digest)] as const).filter(([, owners]) => owners.length > 0));
}

/** All owners of a part; none if one of its indexes has none: then it goes with that. */
function ofAll(owners: readonly Digest[][]): Digest[] {
  return owners.some(({ length }) => length === 0) ? [] : [...new Set(owners.flat())];
}

function parentsFirst(graph: ManifestGraph, going: readonly Digest[]): Digest[] {
  const wanted = new Set(going);
  const childrenFirst = new Set<Digest>();
  const open = new Set<Digest>();
  const visit = (digest: Digest): void => {
    if (!wanted.has(digest) || open.has(digest)) return;
    open.add(digest);
    const subject = graph.subjectOf(digest);
    for (const child of graph.childrenOf(digest)) visit(child);
    if (subject !== undefined) visit(subject);
    childrenFirst.add(digest);
  };
  for (const digest of going) visit(digest);
  return [...childrenFirst].reverse();
}
