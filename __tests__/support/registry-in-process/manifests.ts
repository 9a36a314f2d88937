import { isDigest } from "../../../src/core/lib/digest.ts";
import type { Manifest } from "../../../src/ports/registry.ts";
import type { Reply } from "../registry-server.ts";
import type { InProcessOptions, RepositoryRequest } from "./options.ts";
import { type Removing, remove } from "./removal.ts";
import { empty, refusal } from "./replies.ts";
import { contentOf, type RegistryStore, sha256 } from "./store.ts";

const indexType = "application/vnd.oci.image.index.v1+json";
const types = [
  indexType,
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];
const tagPattern = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** `GET`, `HEAD`, `PUT` and `DELETE` of a manifest by tag or digest. */
export function answerManifest(store: RegistryStore, request: RepositoryRequest, options: InProcessOptions): Reply {
  const { method, name, rest, headers } = request;
  if (!tagPattern.test(rest) && !isDigest(rest)) return refusal(400, "MANIFEST_INVALID");
  if (method === "PUT") return put(store, request, options);
  if (method === "DELETE") return remove(store.at(name), rest, removing(options));
  if (method !== "GET" && method !== "HEAD") return refusal(405, "UNSUPPORTED");
  const found = store.has(name) ? store.at(name).find(rest) : undefined;
  if (!found || !accepts(headers["accept"], found)) return refusal(404, "MANIFEST_UNKNOWN");
  return {
    headers: {
      "content-type": found.mediaType,
      "content-length": String(found.bytes.length),
      "docker-content-digest": found.digest,
      etag: `"${found.digest}"`,
    },
    body: found.bytes,
  };
}

const removing = ({ version, removal }: InProcessOptions): Removing => removal ?? (version === 2 ? "by digest" : "by tag");

/** As distribution has it: an OCI manifest is unknown to whoever does not accept its type. */
function accepts(accept: string | string[] | undefined, { mediaType }: Manifest): boolean {
  if (!mediaType.startsWith("application/vnd.oci.")) return true;
  const accepted = [accept ?? []].flat().flatMap((text) => text.split(",").map((type) => type.split(";")[0]?.trim()));
  return accepted.includes(mediaType);
}

function put(store: RegistryStore, { name, rest, headers, body }: RepositoryRequest, options: InProcessOptions): Reply {
  const mediaType = String(headers["content-type"] ?? "");
  const content = contentOf(body);
  if (!types.includes(mediaType) || !content) return refusal(400, "MANIFEST_INVALID");
  if (content.mediaType !== undefined && content.mediaType !== mediaType) return refusal(400, "MANIFEST_INVALID");
  const digest = sha256(body);
  if (isDigest(rest) && rest !== digest) return refusal(400, "DIGEST_INVALID");
  if (options.acceptsIncomplete !== true && store.at(name).missingParts(body).length > 0)
    return refusal(400, "MANIFEST_BLOB_UNKNOWN");
  store.at(name).put(rest, { digest, mediaType, bytes: new Uint8Array(body) });
  const subject = options.referrers === true ? content.subject?.digest : undefined;
  return empty(201, {
    location: `/v2/${name}/manifests/${digest}`,
    "docker-content-digest": digest,
    ...(subject === undefined ? {} : { "oci-subject": subject }),
  });
}

/** `GET` of `tags/list`, sorted, in pages of `n` after `last`. */
export function answerTags(
  store: RegistryStore,
  { method, name, query }: RepositoryRequest,
  { version }: InProcessOptions,
): Reply {
  if (method !== "GET") return refusal(405, "UNSUPPORTED");
  if (!store.has(name) || store.at(name).tags.size === 0) return refusal(404, "NAME_UNKNOWN");
  const all = [...store.at(name).tags.keys()];
  const size = query.get("n");
  const headers = { "content-type": "application/json" };
  if (version === 2) return { headers, body: JSON.stringify({ name, tags: all }) };
  all.sort();
  if (size === null) return { headers, body: JSON.stringify({ name, tags: after(all, query.get("last")) }) };
  if (!/^\d+$/.test(size)) return refusal(400, "PAGINATION_NUMBER_INVALID");
  const rest = after(all, query.get("last"));
  const tags = rest.slice(0, Number(size));
  const next = new URLSearchParams({ last: tags.at(-1) ?? "", n: size });
  const link = rest.length > tags.length && tags.length > 0 ? { link: `</v2/${name}/tags/list?${next}>; rel="next"` } : {};
  return { headers: { ...headers, ...link }, body: JSON.stringify({ name, tags }) };
}

function after(tags: readonly string[], last: string | null): string[] {
  return tags.filter((tag) => last === null || tag > last);
}

/** `GET` of `referrers/DIGEST`, filtered by `artifactType`. */
export function answerReferrers(store: RegistryStore, { method, name, rest, query }: RepositoryRequest): Reply {
  if (method !== "GET") return refusal(405, "UNSUPPORTED");
  if (!isDigest(rest)) return refusal(400, "DIGEST_INVALID");
  const wanted = query.get("artifactType");
  const manifests = [...(store.has(name) ? store.at(name).manifests.values() : [])].flatMap(({ mediaType, digest, bytes }) => {
    const { subject, config, annotations, artifactType = config?.mediaType } = contentOf(bytes) ?? {};
    if (subject?.digest !== rest || (wanted !== null && artifactType !== wanted)) return [];
    return [{ mediaType, digest, size: bytes.length, artifactType, ...(annotations ? { annotations } : {}) }];
  });
  const headers = { "content-type": indexType, ...(wanted === null ? {} : { "oci-filters-applied": "artifactType" }) };
  return { headers, body: JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }) };
}
