import { type ClientOptions, createGitHubClient } from "./client.ts";
import { answered, explain, isRequestError, mayPass } from "./explain.ts";
import { createVersionList } from "./package-pages.ts";

/** What became of a version: removed, not there any more, or the reason why it stays. */
export type VersionRemoval = "removed" | "absent" | { kept: string; missingRight: boolean };

/** The versions of one container package from GitHub's API, unchecked. */
export interface Packages {
  /** The first matching version, read page by page; undefined without one. */
  find(wanted: (version: unknown) => boolean): Promise<unknown>;
  /** Every version. @throws Failure `github-…` if a page is missing or broken */
  all(): Promise<unknown[]>;
  /** Undefined if it does not exist (any more). */
  version(id: number): Promise<unknown>;
  /** Removes a version with all its tags. Throws passing faults. */
  remove(id: number): Promise<VersionRemoval>;
  /** GitHub's request that brings a removed version back within 30 days: `POST /orgs/…/restore`. */
  restoreRequest(id: number): string;
}

/**
 * @param name the name in GHCR: `octo-org/app`, owned by an organisation or a user, which the API
 *   treats differently
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
  const list = createVersionList(client, owner, of.package_name);
  const owners = () => list.kind() ?? "orgs";
  const path = "/{owners}/{owner}/packages/{package_type}/{package_name}/versions/{id}";
  const version = async (id: number): Promise<unknown> => {
    try {
      return (await client.request(`GET ${path}`, { owners: owners(), owner, ...of, id })).data as unknown;
    } catch (error) {
      return answered(error, 404) ? undefined : explained(error);
    }
  };
  return {
    async find(wanted) {
      for await (const versions of list.pages(explained)) {
        const found = versions.find(wanted);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    async all() {
      const all: unknown[] = [];
      for await (const versions of list.pages(explained)) all.push(...versions);
      return all;
    },
    version,
    async remove(id) {
      try {
        await client.request(`DELETE ${path}`, { owners: owners(), owner, ...of, id });
        return "removed";
      } catch (error) {
        if (!isRequestError(error) || !error.response || mayPass(error)) return explained(error);
        if (error.status !== 404) return whyNotRemoved(error.status, error.message);
        // GitHub also answers 404 to a request that the token may not make.
        return (await version(id)) === undefined ? "absent" : missingRight;
      }
    },
    restoreRequest: (id) =>
      `POST /${owners()}/${owner}/packages/container/${encodeURIComponent(of.package_name)}/versions/${id}/restore`,
  };
}

const missingRight: VersionRemoval = {
  kept: "the token may not remove versions: give the job `packages: write`, and this repository the role Admin in the package's settings",
  missingRight: true,
};

/** GitHub's refusals that no later run changes by itself. */
function whyNotRemoved(status: number, message: string): VersionRemoval {
  if (status === 403) return missingRight;
  const of = { missingRight: false };
  if (/\bdownloads\b/i.test(message)) return { kept: "GitHub keeps a public version with more than 5,000 downloads", ...of };
  if (/\blast (?:tagged )?version\b/i.test(message)) {
    return { kept: "it is the last version of the package, which GitHub removes only with the package", ...of };
  }
  return { kept: `GitHub answered ${status} to the removal`, ...of };
}
