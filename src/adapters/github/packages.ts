import { type ClientOptions, createGitHubClient } from "./client.ts";
import { explain, isRequestError, mayPass } from "./explain.ts";

/** The versions of one container package, as GitHub's API has them: unchecked. */
export interface Packages {
  /** The first version that a test takes, read page by page; undefined when none does. */
  find(wanted: (version: unknown) => boolean): Promise<unknown>;
  version(id: number): Promise<unknown>;
  /** Removes a version for good; tells why it could not be. Throws for what may pass. */
  remove(id: number): Promise<string | undefined>;
}

/**
 * @param name as GHCR has it: `octo-org/app`, whose owner is an organisation or a person, which the API tells apart
 * @throws Failure `github-…`
 */
export async function createPackages({ name, ...options }: { name: string } & Omit<ClientOptions, "id">): Promise<Packages> {
  const client = await createGitHubClient({ id: name, ...options });
  const [owner = "", ...rest] = name.split("/");
  const of = { package_type: "container" as const, package_name: rest.join("/") };
  const what = `the versions of the package ${name}`;
  const explained = (error: unknown): never => {
    throw explain(error, what, "packages: write");
  };
  let kind: "orgs" | "users" | undefined;
  const pages = (owners: "orgs" | "users") =>
    client.paginate.iterator(`GET /${owners}/{owner}/packages/{package_type}/{package_name}/versions`, {
      owner,
      ...of,
      state: "active",
      per_page: 100,
    });
  const search = async (owners: "orgs" | "users", wanted: (version: unknown) => boolean): Promise<unknown> => {
    for await (const { data } of pages(owners)) {
      kind = owners;
      const found = (data as unknown[]).find(wanted);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const path = "/{owners}/{owner}/packages/{package_type}/{package_name}/versions/{id}";
  return {
    async find(wanted) {
      try {
        return await search(kind ?? "orgs", wanted);
      } catch (error) {
        if (kind !== undefined || !isRequestError(error) || error.status !== 404) return explained(error);
        return search("users", wanted).catch(explained);
      }
    },
    async version(id) {
      const { data } = await client.request(`GET ${path}`, { owners: kind ?? "orgs", owner, ...of, id }).catch(explained);
      return data as unknown;
    },
    async remove(id) {
      try {
        await client.request(`DELETE ${path}`, { owners: kind ?? "orgs", owner, ...of, id });
        return undefined;
      } catch (error) {
        if (!isRequestError(error) || !error.response || mayPass(error)) return explained(error);
        return whyNotRemoved(error.status);
      }
    },
  };
}

/** Undefined when the version was gone already. */
function whyNotRemoved(status: number): string | undefined {
  if (status === 404) return undefined;
  if (status === 403) {
    return "the token may not remove versions: it needs `packages: write`, and this repository the role Admin in the package's settings";
  }
  return `GitHub answered ${status} to its removal`;
}
