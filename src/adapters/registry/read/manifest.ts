import * as v from "valibot";
import { type Digest, isDigest } from "../../../core/lib/digest.ts";
import { failure } from "../../../core/lib/problems/problem.ts";
import type { Manifest } from "../../../ports/registry.ts";
import { assertSame, digestOf, statedDigest } from "../hash.ts";
import { askForPushed } from "../lag.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isAbsent, isOk, parseJson } from "../transport/answer.ts";
import { readMaybeHidden } from "./hidden.ts";

/**
 * All types that we can keep. Registries answer 404 or 400 when the stored type is not accepted.
 */
export const manifestTypes: readonly string[] = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

const accept = manifestTypes.join(", ");

/**
 * The digest under a reference. Retries a 404 for what this run pushed, finally by GET: some caches
 * keep a 404 for HEAD only.
 */
export async function resolve(
  session: RegistrySession,
  address: RepositoryAddress,
  reference: string,
): Promise<Digest | undefined> {
  const expected = session.pushed.has(address, reference);
  const shown = await askForPushed(session, address, reference, () => observeDigest(session, address, reference), isMissing);
  return shown === undefined && expected ? (await getOnce(session, address, reference))?.digest : shown;
}

/**
 * One `HEAD`: the digest under a reference. Falls back to GET if the registry omits the digest, or
 * rejects HEAD.
 */
export async function observeDigest(
  session: RegistrySession,
  address: RepositoryAddress,
  reference: string,
): Promise<Digest | undefined> {
  const answer = await read(session, address, "HEAD", reference);
  if (answer === undefined) return undefined;
  const stated = isOk(answer) ? statedDigest(answer) : undefined;
  if (stated === undefined) return (await getOnce(session, address, reference))?.digest;
  assertSame(address, reference, isDigest(reference) ? reference : undefined, stated);
  return stated;
}

/**
 * The manifest under a reference. Retries a 404 for what this run pushed; the parts of such a
 * manifest count as pushed too.
 */
export async function get(
  session: RegistrySession,
  address: RepositoryAddress,
  reference: string,
): Promise<Manifest | undefined> {
  const manifest = await askForPushed(session, address, reference, () => getOnce(session, address, reference), isMissing);
  if (manifest && session.pushed.has(address, manifest.digest)) {
    for (const part of partsOf(manifest.bytes)) session.pushed.add(address, part);
  }
  return manifest;
}

function isMissing(found: unknown): boolean {
  return found === undefined;
}

const part = v.object({ digest: v.string() });
const partsSchema = v.object({
  manifests: v.optional(v.array(part), []),
  config: v.optional(part),
  layers: v.optional(v.array(part), []),
});

/** The digests of all parts that a manifest names. */
function partsOf(body: Uint8Array): string[] {
  const { manifests = [], config, layers = [] } = parseJson({ body }, partsSchema) ?? {};
  return [...manifests, ...(config ? [config] : []), ...layers].map(({ digest }) => digest);
}

/** `GET`: hashes the bytes, and compares the digest with the requested and the stated one. */
async function getOnce(session: RegistrySession, address: RepositoryAddress, reference: string): Promise<Manifest | undefined> {
  const answer = await read(session, address, "GET", reference);
  if (answer === undefined) return undefined;
  const digest = digestOf(answer.body);
  assertSame(address, reference, isDigest(reference) ? reference : undefined, digest);
  assertSame(address, reference, statedDigest(answer), digest);
  return { digest, mediaType: mediaTypeOf(address, reference, answer), bytes: answer.body };
}

/** Asks for a manifest; undefined when absent. Lets 405 pass for HEAD, since GET can replace it. */
async function read(
  session: RegistrySession,
  address: RepositoryAddress,
  method: "HEAD" | "GET",
  reference: string,
): Promise<Answer | undefined> {
  const answer = await readMaybeHidden(session, address, (access) =>
    session.call(address, { method, path: `manifests/${reference}`, access, headers: { accept } }),
  );
  if (answer === undefined || isAbsent(answer)) return undefined;
  if (isOk(answer) || (method === "HEAD" && answer.status === 405)) return answer;
  throw await session.refusal(address, { verb: "read", reference }, answer);
}

const typeSchema = v.object({ mediaType: v.optional(v.string()) });

/**
 * The type under which the registry stores the manifest, for pushing it elsewhere: from the header,
 * or from the manifest where a proxy changed the header.
 * @throws Failure `registry-mismatch` when the two name different manifest types
 */
function mediaTypeOf(address: RepositoryAddress, reference: string, answer: Answer): string {
  const header = (answer.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const own = parseJson(answer, typeSchema)?.mediaType;
  const known = manifestTypes.includes(header) ? header : undefined;
  if (known !== undefined && own !== undefined && own !== known) {
    throw failure(
      "registry-mismatch",
      `${address.registry} gives ${address.name} (${reference}) as ${known}, but the manifest names another type. Tagstream discarded it.`,
    );
  }
  const type = known ?? own;
  if (type !== undefined && manifestTypes.includes(type)) return type;
  throw failure(
    "registry-invalid",
    `${address.registry} gave no image for ${address.name} (${reference}): its type is neither an OCI nor a current Docker manifest.`,
  );
}
