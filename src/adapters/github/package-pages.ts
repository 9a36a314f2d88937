import { Failure, failure } from "../../core/lib/problems/problem.ts";
import type { GitHubClient } from "./client.ts";
import { answered } from "./explain.ts";

/** GitHub has the packages of organisations and of users under different addresses. */
export type OwnerKind = "orgs" | "users";

/** The list of a container package's versions. */
interface VersionList {
  /** The owner's kind, once a page was read. */
  kind(): OwnerKind | undefined;
  /**
   * Page after page, until one is neither full nor names a next one.
   * @param explained throws the Failure for a request that failed
   * @throws Failure `github-failed` if the list ends before the page that it called its last,
   *   repeats a page, or is none
   */
  pages(explained: (error: unknown) => never): AsyncGenerator<unknown[]>;
}

/** The most that GitHub gives in a page. */
const pageSize = 100;

interface Page {
  versions: unknown[];
  link: string;
}

export function createVersionList(client: GitHubClient, owner: string, name: string): VersionList {
  let kind: OwnerKind | undefined;
  const broken = (why: string): Error =>
    failure("github-failed", `GitHub's list of the versions of the package ${owner}/${name} ${why}. Run again.`);
  const ofKind = async (owners: OwnerKind, page: number): Promise<Page> => {
    const answer = await client.request(`GET /${owners}/{owner}/packages/{package_type}/{package_name}/versions`, {
      owner,
      package_type: "container",
      package_name: name,
      state: "active",
      per_page: pageSize,
      page,
    });
    if (!Array.isArray(answer.data)) throw broken("has a page that is no list");
    kind = owners;
    return { versions: answer.data as unknown[], link: answer.headers.link ?? "" };
  };
  /** Asks once which kind the owner is. */
  const read = async (page: number): Promise<Page> => {
    try {
      return await ofKind(kind ?? "orgs", page);
    } catch (error) {
      if (!answered(error, 404)) throw error;
      // The package itself is not missing: it had a page before.
      if (page > 1) throw broken(`has lost page ${page}`);
      if (kind !== undefined) throw error;
      return ofKind("users", page);
    }
  };
  return {
    kind: () => kind,
    pages: (explained) =>
      eachPage(
        (page) => read(page).catch((error: unknown) => (error instanceof Failure ? Promise.reject(error) : explained(error))),
        broken,
      ),
  };
}

async function* eachPage(read: (page: number) => Promise<Page>, broken: (why: string) => Error): AsyncGenerator<unknown[]> {
  const seen = new Set<string>();
  let last = 1;
  for (let page = 1; ; page++) {
    const { versions, link } = await read(page);
    last = Math.max(last, Number(/[?&]page=(\d+)[^>]*>;\s*rel="last"/.exec(link)?.[1] ?? 1));
    const before = seen.size;
    for (const version of versions) seen.add(JSON.stringify(version));
    if (page > 1 && versions.length > 0 && seen.size === before) throw broken("repeats a page");
    yield versions;
    const isLast = versions.length < pageSize && !/rel="next"/.test(link);
    if (isLast && page < last) throw broken(`ends at page ${page} of ${last}`);
    if (isLast) return;
  }
}
