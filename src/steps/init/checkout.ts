import { type FoundFiles, foundFiles } from "../../core/init/found-files.ts";
import type { Repository } from "../../ports/repository.ts";
import type { Session } from "../../ports/session.ts";
import { Texts } from "./texts.ts";

/** What `init` knows of the checkout before it reads workflows. */
export interface InitCheckout {
  tree: Repository;
  /** `octo-org/app`, or `local/FOLDER` without a remote. */
  repository: string;
  /** Its page: absent without a remote. */
  page?: string;
  defaultBranch: string;
  /** Whether the clone does not know it. */
  isDefaultBranchGuessed: boolean;
  head: string;
  branches: readonly string[];
  gitTags: readonly string[];
  /** Files that git tracks, and those that it neither tracks nor ignores. */
  paths: readonly string[];
  found: FoundFiles;
  texts: Texts;
  /** Remarks for people, in lower case without a full stop. */
  notes: readonly string[];
}

/**
 * Looks at the checkout and, where there is a network, at its remote.
 * @param isAlone never at the remote: no branches and git tags then
 */
export async function lookAtCheckout({ ports, event }: Session, isAlone: boolean): Promise<InitCheckout> {
  const { repository: tree, files } = ports;
  const [paths, refs] = await Promise.all([files.listed(tree.root), isAlone ? noRefs : tree.refs(true)]);
  const branches = [...refs.heads.keys()];
  return {
    tree,
    repository: event.repository,
    ...(event.page === undefined ? {} : { page: event.page }),
    defaultBranch: defaultBranchAmong(branches, event.defaultBranch ?? "main"),
    isDefaultBranchGuessed: event.isDefaultBranchGuessed === true,
    head: event.sha,
    branches,
    gitTags: [...refs.tags.keys()],
    paths,
    found: foundFiles(paths),
    texts: new Texts(tree.root, paths, files),
    notes: refs.stale ? ["the remote did not answer: branches and git tags are those that this clone knows"] : [],
  };
}

const noRefs: Awaited<ReturnType<Repository["refs"]>> = { heads: new Map(), tags: new Map() };

/** A clone that does not know its remote's default branch names the checked-out one, which may be anyone's. */
function defaultBranchAmong(branches: readonly string[], known: string): string {
  if (branches.includes(known) || branches.length === 0) return known;
  return ["main", "master"].find((name) => branches.includes(name)) ?? known;
}
