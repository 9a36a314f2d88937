import type { RegistrySession } from "../registry-session.ts";
import { backoff } from "../transport/retry.ts";
import { type OwnPackage, type PackageSource, readVersion, type Version } from "./package-source.ts";
import { swapAndRemove } from "./placeholder.ts";
import type { RemoveTag } from "./remove.ts";

/** Looks at GitHub's list, which lags behind the registry, to find the placeholder: 15 s in all. */
const looks = 6;

/**
 * GitHub's API removes a version (a digest with all its tags), never a single tag. So the tag moves
 * to an empty index, and GitHub removes the version of exactly that digest with this tag alone. A
 * list that lags can therefore never name the image. It checks that versions are readable before it
 * moves anything. Three requests for a tag, once the list has been read up to its image.
 */
export function createPackagesRemoval(session: RegistrySession, source: PackageSource): RemoveTag {
  return async (address, target) => {
    const own = await source(address);
    if (own === undefined) return `Tagstream found no login for ${address.registry}`;
    if ((await own.idOf(target.manifest.digest)) === undefined) return "GitHub does not list that version of the package (yet)";
    return swapAndRemove(session, address, target, async ({ digest }) => {
      const found = await observeVersion(own, digest, session.retry.scale ?? 1);
      if (found === undefined) return "GitHub's list of the package's versions is not up to date";
      const other = found.metadata.container.tags.find((tag) => tag !== target.tag);
      if (other !== undefined) return `the placeholder to remove also has the tag ${other}`;
      const removal = await own.packages.remove(found.id);
      return typeof removal === "string" ? undefined : removal.kept;
    });
  };
}

/** The version of a digest, confirmed by its id. */
async function observeVersion(own: OwnPackage, digest: string, scale: number): Promise<Version | undefined> {
  for (let looked = 1; looked <= looks; looked++) {
    const id = await own.findId(digest);
    const version = id === undefined ? undefined : readVersion(await own.packages.version(id));
    if (version?.name === digest) return version;
    await new Promise((done) => setTimeout(done, backoff(looked, Math.random()) * scale));
  }
  return undefined;
}
