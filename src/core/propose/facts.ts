/** What a proposal needs to know about the repository, besides its workflows. */
export interface ProposeFacts {
  /** `octo-org/app`. */
  repository: string;
  /** The address of its GitHub server; `https://github.com` if absent. */
  serverUrl?: string;
  defaultBranch: string;
  /** All files that git tracks, from the repository's root. */
  paths: readonly string[];
  /** The text of a tracked file; undefined if there is none, or if it is no text. */
  textOf(path: string): string | undefined;
  /** All branches and git tags that are known, by name. */
  branches: readonly string[];
  gitTags: readonly string[];
}

/** The kind of a tracked path. */
export function kindOfPath(paths: readonly string[], path: string): "file" | "folder" | undefined {
  if (paths.includes(path)) return "file";
  return path === "." || paths.some((one) => one.startsWith(`${path}/`)) ? "folder" : undefined;
}

/** A path from the root as one from a folder there: `../Dockerfile`. */
export function relativePath(path: string, folder: string): string {
  const [to, from] = [path, folder].map((text) => (text === "." ? [] : text.split("/")));
  if (!to || !from) return path;
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}
