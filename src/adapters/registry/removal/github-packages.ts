import * as v from "valibot";
import type { Packages } from "../../github/packages.ts";
import type { RegistrySession } from "../registry-session.ts";
import { backoff } from "../transport/retry.ts";
import { swapAndRemove } from "./placeholder.ts";
import type { RemoveTag } from "./remove.ts";

const versionSchema = v.object({
  id: v.number(),
  name: v.string(),
  metadata: v.object({ container: v.object({ tags: v.array(v.string()) }) }),
});
type Version = v.InferOutput<typeof versionSchema>;

/** Looks at GitHub's list, which lags behind the registry, to find the placeholder: 15 s in all. */
const looks = 6;

/**
 * GitHub's API removes a version (a digest with all its tags), never a single tag. So the tag moves
 * to an empty index, and GitHub removes the version of exactly that digest with this tag alone. A
 * list that lags can therefore never name the image. It checks that versions are readable before it
 * moves anything.
 */
export function createPackagesRemoval(session: RegistrySession, apiUrl: string | undefined, second = 1000): RemoveTag {
  return async (address, target) => {
    const credentials = await session.credentialsFor(address.registry);
    if (credentials?.kind !== "basic") return `Tagstream found no login for ${address.registry}`;
    // Loads Octokit only now: few commands need it.
    const { createPackages } = await import("../../github/packages.ts");
    const options = { name: address.name, token: credentials.password, second };
    const packages = await createPackages({ ...options, ...(apiUrl === undefined ? {} : { apiUrl }) });
    const own = await packages.find((version) => read(version)?.name === target.manifest.digest);
    if (own === undefined) return "GitHub does not list that version of the package (yet)";
    return swapAndRemove(session, address, target, async ({ digest }) => {
      const found = await observeVersion(packages, digest, session.retry.scale ?? 1);
      if (found === undefined) return "GitHub's list of the package's versions is not up to date";
      const other = found.metadata.container.tags.find((tag) => tag !== target.tag);
      if (other !== undefined) return `the placeholder to remove also has the tag ${other}`;
      return packages.remove(found.id);
    });
  };
}

/** The version of a digest, confirmed by its id. */
async function observeVersion(packages: Packages, digest: string, scale: number): Promise<Version | undefined> {
  for (let looked = 1; looked <= looks; looked++) {
    const listed = read(await packages.find((version) => read(version)?.name === digest));
    const version = listed && read(await packages.version(listed.id));
    if (version?.name === digest) return version;
    await new Promise((done) => setTimeout(done, backoff(looked, Math.random()) * scale));
  }
  return undefined;
}

function read(version: unknown): Version | undefined {
  const { success, output } = v.safeParse(versionSchema, version);
  return success ? output : undefined;
}
