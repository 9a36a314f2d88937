import * as v from "valibot";
import { type Digest, isDigest } from "../../../core/lib/digest.ts";
import type { Manifest } from "../../../ports/registry.ts";
import { digestOf } from "../hash.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { isOk, parseJson } from "../transport/answer.ts";
import { manifestPut, putManifest, untilWhole } from "../upload/put.ts";
import { get, resolve } from "./manifest.ts";
import { listTags } from "./tags.ts";

/** More than any real image has; stops a registry that lists referrers without end. */
const maxReferrers = 100;
const indexType = "application/vnd.oci.image.index.v1+json";

/** A registry's description of a referrer (OCI image specification, "Content Descriptors"). */
const descriptor = v.looseObject({
  mediaType: v.string(),
  digest: v.custom<Digest>((value) => typeof value === "string" && isDigest(value)),
  size: v.number(),
});
type Descriptor = v.InferOutput<typeof descriptor>;
const indexSchema = v.object({ manifests: v.array(descriptor) });

/** Signatures and attestations that refer to an image without being part of it. */
export interface Referrers {
  /** Those that name their subject: from the referrers API, or from the fallback tag. */
  referring: Descriptor[];
  /** Cosign's older form, under its own tags: `sha256-….sig`, `.att`, `.sbom`. */
  tagged: string[];
}

export type ReferrerFinder = (address: RepositoryAddress, digest: Digest) => Promise<Referrers>;

/**
 * Finds a manifest's referrers: one request with the referrers API; one tag listing per repository.
 */
export function createReferrerFinder(session: RegistrySession): ReferrerFinder {
  const hasApi = new Map<string, Promise<boolean>>(); // By origin: the first request decides, concurrent ones wait for it.
  const listings = new Map<string, Promise<Set<string>>>();
  const tagsOf = (address: RepositoryAddress): Promise<Set<string>> => {
    const known = listings.get(address.text) ?? listTags(session, address).then((tags) => new Set(tags));
    listings.set(address.text, known);
    return known;
  };
  return async (address, digest) => {
    const tags = await tagsOf(address);
    const fallback = fallbackTag(digest);
    const tagged = [".sig", ".att", ".sbom"].map((end) => `${fallback}${end}`).filter((tag) => tags.has(tag));
    const known = hasApi.get(address.origin);
    let referring: Descriptor[] | undefined;
    if (known === undefined) {
      const asked = askApi(session, address, digest);
      hasApi.set(
        address.origin,
        asked.then(
          (found) => found !== undefined,
          () => true, // The next caller finds out.
        ),
      );
      referring = await asked;
    } else if (await known) {
      referring = await askApi(session, address, digest);
    }
    if (!referring) {
      const index = tags.has(fallback) ? await get(session, address, fallback) : undefined;
      referring = index ? descriptorsOf(index.bytes) : [];
    }
    return { referring: referring.slice(0, maxReferrers), tagged };
  };
}

/**
 * `GET /v2/NAME/referrers/DIGEST`; undefined without the API. Ignores filters and pages, which only
 * matter for hundreds.
 */
async function askApi(session: RegistrySession, address: RepositoryAddress, digest: Digest): Promise<Descriptor[] | undefined> {
  const headers = { accept: indexType };
  const answer = await session.call(address, { method: "GET", path: `referrers/${digest}`, access: "pull", headers });
  return isOk(answer) ? parseJson(answer, indexSchema)?.manifests : undefined;
}

/**
 * The tag that lists referrers if a registry lacks the API (OCI distribution specification,
 * "Referrers Tag Schema").
 */
function fallbackTag(digest: Digest): string {
  return digest.replace(":", "-");
}

function descriptorsOf(bytes: Uint8Array): Descriptor[] {
  return parseJson({ body: bytes }, indexSchema)?.manifests ?? [];
}

/**
 * Puts a manifest that refers to `subject`, and lists it under the subject's tag unless the
 * registry does.
 */
export async function putReferrer(
  session: RegistrySession,
  address: RepositoryAddress,
  subject: Digest,
  entry: Descriptor,
  manifest: Manifest,
  complete: () => Promise<void>,
): Promise<void> {
  const put = () => session.call(address, manifestPut(manifest.digest, manifest));
  const answer = await untilWhole(session, address, manifest, put, complete);
  if (!isOk(answer)) throw await session.refusal(address, { verb: "push", reference: manifest.digest }, answer);
  session.pushed.add(address, manifest.digest);
  if (answer.headers["oci-subject"] !== undefined) return;
  const tag = fallbackTag(subject);
  const there = await get(session, address, tag);
  const manifests = there ? descriptorsOf(there.bytes) : [];
  if (manifests.some(({ digest }) => digest === entry.digest)) return;
  const index = { schemaVersion: 2, mediaType: indexType, manifests: [...manifests, entry] };
  const bytes = Buffer.from(JSON.stringify(index));
  await putManifest(session, address, tag, { digest: digestOf(bytes), mediaType: indexType, bytes });
}

/** Puts a Cosign tag if it is absent. */
export async function putTagged(
  session: RegistrySession,
  address: RepositoryAddress,
  tag: string,
  manifest: Manifest,
  complete: () => Promise<void>,
): Promise<void> {
  if ((await resolve(session, address, tag)) === undefined) await putManifest(session, address, tag, manifest, complete);
}
