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
  /** In the order of removal: what refers to a manifest goes before it. */
  remove: readonly Digest[];
  /** Tags to remove before: each is the list of what is attached to a manifest that goes (`sha256-…`). */
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
      tags: [],
      refused: `it lists ${unread.digest}, but does not give it, so nobody knows what that needs. Run again`,
    };
  const graph = new ManifestGraph(manifests, contents);
  const kept = keptIn(graph, facts, age);
  const remove = parentsFirst(
    graph,
    graph.all.filter((digest) => !kept.has(digest)),
  );
  return { remove, tags: remove.flatMap((digest) => graph.tagsOf(digest).map((tag) => ({ tag, digest }))) };
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
