import * as v from "valibot";
import type { Session } from "../session.ts";
import type { RemoveTag } from "./remove.ts";

const versionSchema = v.object({
  id: v.number(),
  name: v.string(),
  metadata: v.object({ container: v.object({ tags: v.array(v.string()) }) }),
});
type Version = v.InferOutput<typeof versionSchema>;

/**
 * GHCR cannot remove a tag: its API removes a version, which is a digest with all tags of its own. So that is done only where
 * GitHub itself says, right before, that the version has this tag and no other, and nothing refers to it; otherwise the tag stays.
 */
export function createGhcrRemoval(
  { credentialsFor }: Pick<Session, "credentialsFor">,
  apiUrl: string | undefined,
  second = 1000,
): RemoveTag {
  return async ({ registry, name }, { tag, manifest, siblings }) => {
    const shared = siblings[0];
    if (shared !== undefined) return `GHCR can only remove an image with all its tags, and ${shared} names this one, too`;
    const credentials = await credentialsFor(registry);
    if (credentials?.kind !== "basic") return "there is no login for ghcr.io";
    // Loads Octokit, which few commands need.
    const { createPackages } = await import("../../github/packages.ts");
    const packages = await createPackages({
      name,
      token: credentials.password,
      ...(apiUrl === undefined ? {} : { apiUrl }),
      second,
    });
    const found = await packages.find((version) => read(version)?.name === manifest.digest);
    const referring = await packages.find((version) =>
      (read(version)?.metadata.container.tags ?? []).some(refersTo(manifest.digest)),
    );
    if (found === undefined) return "GitHub's list of the package's versions does not have it (yet)";
    if (referring !== undefined) return "a signature or an attestation refers to it";
    const { id } = v.parse(versionSchema, found);
    const version = read(await packages.version(id));
    const others = version?.metadata.container.tags.filter((name) => name !== tag);
    if (version?.name !== manifest.digest || others?.length !== 0) {
      return `GHCR can only remove an image with all its tags, and ${others?.[0] ?? "another"} names this one, too`;
    }
    return packages.remove(id);
  };
}

function read(version: unknown): Version | undefined {
  const { success, output } = v.safeParse(versionSchema, version);
  return success ? output : undefined;
}

/** Fallback tags of referrers (OCI) and Cosign's: `sha256-…`. */
function refersTo(digest: string): (tag: string) => boolean {
  return (tag) => tag.startsWith(digest.replace(":", "-"));
}
