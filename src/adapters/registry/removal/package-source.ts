import * as v from "valibot";
import type { Packages } from "../../github/packages.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";

const versionSchema = v.object({
  id: v.number(),
  name: v.string(),
  created_at: v.optional(v.string()),
  updated_at: v.optional(v.string()),
  metadata: v.object({ container: v.object({ tags: v.array(v.string()) }) }),
});
export type Version = v.InferOutput<typeof versionSchema>;

/** A version as GitHub's API gives it; undefined for anything else. */
export function readVersion(version: unknown): Version | undefined {
  const { success, output } = v.safeParse(versionSchema, version);
  return success ? output : undefined;
}

/** A package, and the ids of its versions, which never change. */
export interface OwnPackage {
  packages: Packages;
  /** The id of a digest's version, from any list so far; undefined if GitHub lists none. */
  idOf(digest: string): Promise<number | undefined>;
  /** The same from the list as it is now. */
  findId(digest: string): Promise<number | undefined>;
  /** Remembers the ids of listed versions. */
  learn(versions: readonly Version[]): void;
}

/** The package of a repository; undefined without a login that has a password. */
export type PackageSource = (address: RepositoryAddress) => Promise<OwnPackage | undefined>;

/**
 * Gives one client for each package and login.
 * @param apiUrl of GitHub's API for the registry's host; GitHub's own by default
 * @param second milliseconds per second of waiting
 */
export function createPackageSource(
  session: Pick<RegistrySession, "credentialsFor">,
  apiUrl: (registry: string) => string | undefined,
  second = 1000,
): PackageSource {
  const known = new Map<string, Promise<OwnPackage>>();
  return async (address) => {
    const credentials = await session.credentialsFor(address.registry);
    if (credentials?.kind !== "basic") return undefined;
    const key = JSON.stringify([address.text, credentials.password]);
    const url = apiUrl(address.registry);
    const options = { name: address.name, token: credentials.password, second, ...(url === undefined ? {} : { apiUrl: url }) };
    const own = known.get(key) ?? open(options);
    known.set(key, own);
    return own;
  };
}

async function open(options: { name: string; token: string; second: number; apiUrl?: string }): Promise<OwnPackage> {
  // Loads Octokit only now: few commands need it.
  const { createPackages } = await import("../../github/packages.ts");
  const packages = await createPackages(options);
  const ids = new Map<string, number>();
  const findId = async (digest: string): Promise<number | undefined> => {
    const found = await packages.find((listed) => {
      const version = readVersion(listed);
      if (version) ids.set(version.name, version.id);
      return version?.name === digest;
    });
    return readVersion(found)?.id;
  };
  return {
    packages,
    findId,
    idOf: async (digest) => ids.get(digest) ?? findId(digest),
    learn: (versions) => {
      for (const { name, id } of versions) ids.set(name, id);
    },
  };
}
