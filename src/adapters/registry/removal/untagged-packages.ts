import { type Digest, isDigest } from "../../../core/lib/digest.ts";
import { Failure, failure } from "../../../core/lib/problems/problem.ts";
import type { ListedManifest } from "../../../ports/manifests.ts";
import { resolve } from "../read/manifest.ts";
import { listTags } from "../read/tags.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { backoff } from "../transport/retry.ts";
import { type OwnPackage, type PackageSource, readVersion, type Version } from "./package-source.ts";
import type { ManifestAttempt, ManifestWay } from "./remove-manifests.ts";

/** Readings of GitHub's list until it has every tag of the registry: 7 s in all. */
const readings = 5;

/**
 * Every version of a package. GitHub's list lags behind the registry, and versions that go while it
 * is read move others to pages that were read before: so it counts only once it has every tag that
 * the registry shows, and no image that lost its tags and is gone.
 */
export async function listVersions(
  session: RegistrySession,
  source: PackageSource,
  address: RepositoryAddress,
): Promise<ListedManifest[]> {
  const own = await opened(source, address);
  for (let reading = 1; ; reading++) {
    const tags = await listTags(session, address);
    const versions = await readAll(own, address, tags.length === 0);
    const fault = await faultOf(session, address, tags, versions);
    if (fault === undefined) return versions.flatMap(manifestOf);
    if (reading === readings) {
      throw failure("github-failed", `GitHub's list of the versions of ${address.name} ${fault}. Run again later.`);
    }
    const wait = backoff(reading, Math.random()) * (session.retry.scale ?? 1);
    await new Promise((done) => setTimeout(done, wait));
  }
}

/** How a list differs from what the registry shows: a clause. */
async function faultOf(
  session: RegistrySession,
  address: RepositoryAddress,
  tags: readonly string[],
  versions: readonly Version[],
): Promise<string | undefined> {
  const listed = new Set(versions.flatMap(({ metadata }) => metadata.container.tags));
  const missing = await firstShown(
    session,
    address,
    tags.filter((tag) => !listed.has(tag)),
  );
  if (missing !== undefined) return `lacks the tag ${missing}, which the registry shows`;
  const shown = new Set(tags);
  for (const { name, metadata } of versions) {
    const own = metadata.container.tags;
    if (own.length === 0 || own.some((tag) => shown.has(tag))) continue;
    if ((await resolve(session, address, name)) === undefined) return `still has ${name}, which the registry no longer has`;
  }
  return undefined;
}

/** The first of these tags that exists: the registry lists a removed one for a while. */
async function firstShown(
  session: RegistrySession,
  address: RepositoryAddress,
  tags: readonly string[],
): Promise<string | undefined> {
  for (const tag of tags) if ((await resolve(session, address, tag)) !== undefined) return tag;
  return undefined;
}

async function opened(source: PackageSource, address: RepositoryAddress): Promise<OwnPackage> {
  const own = await source(address);
  if (own) return own;
  const text = `Tagstream found no login for ${address.registry}, which it needs to list the versions of ${address.name}.`;
  throw failure("registry-login", text);
}

/** @param mayLack whether the package may not exist: its registry shows no tag of it */
async function readAll(own: OwnPackage, { name }: RepositoryAddress, mayLack: boolean): Promise<Version[]> {
  const listed = await own.packages.all().catch((error: unknown) => {
    const isUnknown = error instanceof Failure && error.problems.every(({ code }) => code === "github-not-found");
    if (mayLack && isUnknown) return [];
    throw error;
  });
  const versions = listed.flatMap((version) => readVersion(version) ?? []);
  if (versions.length < listed.length) {
    throw failure("github-failed", `GitHub lists a version of ${name} in a form that Tagstream does not know.`);
  }
  own.learn(versions);
  return versions;
}

/** The later time counts: a digest that is pushed again keeps its first `created_at`. */
function manifestOf({ name, metadata, created_at = "", updated_at = "" }: Version): ListedManifest[] {
  if (!isDigest(name)) return [];
  const times = [created_at, updated_at].map((text) => Date.parse(text)).filter((time) => !Number.isNaN(time));
  const pushed = times.length === 0 ? {} : { pushed: Math.max(...times) };
  return [{ digest: name, tags: metadata.container.tags, ...pushed }];
}

/**
 * Removes versions by their ids, each looked at right before: it must be that digest, without a tag.
 * Two requests for each. GitHub does not know what else needs a manifest.
 */
export function createPackagesWay(session: RegistrySession, source: PackageSource): ManifestWay {
  const remove = async (address: RepositoryAddress, digest: Digest): Promise<ManifestAttempt> => {
    const own = await source(address);
    if (own === undefined) return { outcome: "kept", reason: `Tagstream found no login for ${address.registry}`, stops: true };
    const id = await own.idOf(digest);
    if (id === undefined) return unlisted(session, address, digest);
    const found = await own.packages.version(id);
    if (found === undefined) return { outcome: "absent" };
    const version = readVersion(found);
    if (version?.name !== digest) return { outcome: "failed", reason: "GitHub shows another version under its id" };
    const [tag] = version.metadata.container.tags;
    if (tag !== undefined) return { outcome: "kept", reason: `it has the tag ${tag} by now` };
    session.pushed.drop(address, digest);
    return outcomeOf(own, id);
  };
  return { remove, refusesReferenced: false };
}

async function outcomeOf({ packages }: OwnPackage, id: number): Promise<ManifestAttempt> {
  const removal = await packages.remove(id);
  if (removal === "absent") return { outcome: "absent" };
  if (removal === "removed") {
    return { outcome: "removed", restore: `\`gh api --method ${packages.restoreRequest(id)}\` within 30 days` };
  }
  return { outcome: "kept", reason: removal.kept, stops: removal.missingRight };
}

async function unlisted(session: RegistrySession, address: RepositoryAddress, digest: Digest): Promise<ManifestAttempt> {
  session.pushed.drop(address, digest);
  if ((await resolve(session, address, digest)) === undefined) return { outcome: "absent" };
  return { outcome: "failed", reason: "GitHub does not list that version of the package (yet)" };
}
