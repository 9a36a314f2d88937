/** Where the repository's files can be looked at, at the commit that the site is made of. */
export interface Repository {
  /** Such as `https://github.com/octo/tagstream`. */
  address: string;
  commit: string;
}

/** The repository, as a workflow's environment names it; undefined elsewhere. */
export function repositoryIn(environment: Record<string, string | undefined>): Repository | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name, GITHUB_SHA: commit } = environment;
  return server && name && commit ? { address: `${server}/${name}`, commit } : undefined;
}

/**
 * The address of a file or a folder.
 * @param file path from the repository's root
 */
export function addressIn({ address, commit }: Repository, file: string, kind: "file" | "folder"): string {
  return `${address}/${kind === "file" ? "blob" : "tree"}/${commit}/${file}`;
}
