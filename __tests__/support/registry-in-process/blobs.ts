import { type Digest, isDigest } from "../../../src/core/lib/digest.ts";
import type { Reply } from "../registry-server.ts";
import type { RepositoryRequest } from "./options.ts";
import { empty, refusal } from "./replies.ts";
import { type RegistryStore, sha256 } from "./store.ts";

/** `GET`, `HEAD` and `DELETE` of a blob. */
export function answerBlob(store: RegistryStore, { method, name, rest, headers }: RepositoryRequest): Reply {
  if (!isDigest(rest)) return refusal(400, "DIGEST_INVALID");
  const bytes = store.has(name) ? store.at(name).blobs.get(rest) : undefined;
  if (!bytes) return refusal(404, "BLOB_UNKNOWN");
  if (method === "DELETE") {
    store.at(name).blobs.delete(rest);
    return empty(202);
  }
  if (method !== "GET" && method !== "HEAD") return refusal(405, "UNSUPPORTED");
  const common = {
    "content-type": "application/octet-stream",
    "docker-content-digest": rest,
    etag: `"${rest}"`,
    "accept-ranges": "bytes",
  };
  const range = method === "GET" ? headers["range"] : undefined;
  if (typeof range === "string") return partOf(bytes, range, common);
  return { headers: { ...common, "content-length": String(bytes.length) }, body: bytes };
}

function partOf(bytes: Uint8Array, range: string, common: Record<string, string>): Reply {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const from = first === "" ? Math.max(0, bytes.length - Number(last)) : Number(first);
  const to = first === "" || last === "" ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
  if ((first === "" && last === "") || from > to) return empty(416, { "content-range": `bytes */${bytes.length}` });
  const part = bytes.subarray(from, to + 1);
  const headers = {
    ...common,
    "content-length": String(part.length),
    "content-range": `bytes ${from}-${to}/${bytes.length}`,
  };
  return { status: 206, headers, body: part };
}

/** `POST` to begin an upload or to mount; `PATCH`, `PUT`, `GET` and `DELETE` of one that was begun. */
export function answerUpload(store: RegistryStore, request: RepositoryRequest): Reply {
  const { method, name, rest } = request;
  if (rest === "") return method === "POST" ? begin(store, request) : refusal(405, "UNSUPPORTED");
  const upload = store.uploads.get(rest);
  if (upload?.name !== name) return refusal(404, "BLOB_UPLOAD_UNKNOWN");
  switch (method) {
    case "GET":
      return empty(204, progress(name, rest, upload.bytes.length));
    case "DELETE":
      store.uploads.delete(rest);
      return empty(204);
    case "PATCH":
      return append(store, request) ?? empty(202, progress(name, rest, upload.bytes.length));
    case "PUT":
      return append(store, request) ?? finish(store, request);
    default:
      return refusal(405, "UNSUPPORTED");
  }
}

function begin(store: RegistryStore, { name, query }: RepositoryRequest): Reply {
  const [mount, from] = [query.get("mount"), query.get("from")];
  const blob = mount !== null && from !== null && store.has(from) ? store.at(from).blobs.get(mount as Digest) : undefined;
  if (blob) return created(name, store.at(name).addBlob(blob));
  return empty(202, progress(name, store.beginUpload(name), 0)); // also where a digest comes at once, as distribution has it
}

/** Adds a request's body to an upload; a refusal where it does not go on where the upload ended. */
function append(store: RegistryStore, { name, rest, headers, body }: RepositoryRequest): Reply | undefined {
  const upload = store.uploads.get(rest);
  if (!upload) return refusal(404, "BLOB_UPLOAD_UNKNOWN");
  const range = headers["content-range"];
  const [, first, last] = typeof range === "string" ? (/^(\d+)-(\d+)$/.exec(range) ?? []) : [];
  const isInPlace = Number(first) === upload.bytes.length && Number(last) - Number(first) + 1 === body.length;
  if (range !== undefined && !isInPlace) return empty(416, progress(name, rest, upload.bytes.length));
  upload.bytes = Buffer.concat([upload.bytes, body]);
  return undefined;
}

function finish(store: RegistryStore, { name, rest, query }: RepositoryRequest): Reply {
  const bytes = store.uploads.get(rest)?.bytes ?? Buffer.alloc(0);
  store.uploads.delete(rest);
  if (query.get("digest") !== sha256(bytes)) return refusal(400, "DIGEST_INVALID");
  return created(name, store.at(name).addBlob(bytes));
}

function created(name: string, digest: string): Reply {
  return empty(201, { location: `/v2/${name}/blobs/${digest}`, "docker-content-digest": digest });
}

function progress(name: string, id: string, length: number): Record<string, string> {
  return {
    location: `/v2/${name}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, length - 1)}`,
    "docker-upload-uuid": id,
  };
}
