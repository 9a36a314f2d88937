import { createHash } from "node:crypto";
import { type Readable, Transform } from "node:stream";
import type { Digest } from "../../../core/lib/digest.ts";
import { failure } from "../../../core/lib/problems/problem.ts";
import { explained } from "../client.ts";
import { assertSame } from "../hash.ts";
import { openBody } from "../read/blob.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isOk, isRefused } from "../transport/answer.ts";
import { retrying } from "../transport/retry.ts";
import { uploadInChunks } from "./chunked-upload.ts";
import type { CopyProgress } from "./copy-progress.ts";
import { type EarlySource, openEarly } from "./early-source.ts";
import type { Mount } from "./mount.ts";
import { beginUpload, cancelUpload, uploadUrl } from "./push-access.ts";

/** A blob as a manifest names it; `size` in bytes. */
export interface Blob {
  digest: Digest;
  size: number;
}

/** A registry may store a large blob before it answers: five minutes instead of half a minute. */
const uploadPatience = 10;

/** Brings a missing blob from one repository to another: mounts it if possible, else streams it. */
export async function copyBlob(
  session: RegistrySession,
  mount: Mount,
  blob: Blob,
  from: RepositoryAddress,
  to: RepositoryAddress,
  progress: CopyProgress,
): Promise<void> {
  progress.expect(blob.size);
  if (await mount(blob.digest, from, to)) {
    progress.skip(blob.size);
    return;
  }
  await uploadBlob(session, to, blob, () => openBlob(session, from, blob, progress));
  progress.finish();
}

export async function hasBlob(session: RegistrySession, address: RepositoryAddress, digest: Digest): Promise<boolean> {
  const answer = await session.call(address, { method: "HEAD", path: `blobs/${digest}`, access: "pull,push" });
  if (isOk(answer)) return true;
  // A repository that does not exist yet may refuse reads; the upload shows whether we may write.
  if (answer.status === 404 || isRefused(answer)) return false;
  throw await session.refusal(address, { verb: "push", reference: digest }, answer);
}

/**
 * Uploads a blob in one piece (`POST`, then `PUT`), or in several after a refusal as too large.
 * Starts again when the connection breaks. `open` gives the bytes for each attempt; it is called
 * while the upload begins.
 */
export async function uploadBlob(
  session: RegistrySession,
  address: RepositoryAddress,
  blob: Blob,
  open: () => Promise<Readable>,
): Promise<void> {
  let chunked = false;
  let sending = false;
  const upload = async (): Promise<Answer> => {
    sending = false;
    const source = openEarly(open);
    try {
      const begun = await beginUpload(session, address);
      if (!isOk(begun)) return begun;
      sending = true;
      return await send(session, address, blob, begun, source, chunked);
    } finally {
      source.close();
    }
  };
  const attempt = () => explained(address.registry, () => retrying(upload, true, session.retry));
  let answer = await attempt();
  // The token expired during the upload; the call fetches a new one.
  if (answer.status === 401 && sending) answer = await attempt();
  if (answer.status === 413) {
    chunked = true;
    answer = await attempt();
  }
  if (!isOk(answer)) throw await session.refusal(address, { verb: "push", reference: blob.digest }, answer);
}

/** Sends a blob to the upload that has begun. Cancels the upload if the source fails. */
async function send(
  session: RegistrySession,
  address: RepositoryAddress,
  blob: Blob,
  begun: Answer,
  source: EarlySource,
  chunked: boolean,
): Promise<Answer> {
  const url = uploadUrl(address, begun);
  let body: Readable | undefined;
  try {
    body = await source.stream();
    return chunked
      ? await uploadInChunks(session, address, blob, begun, body)
      : await putWhole(session, address, blob, url, body);
  } catch (error) {
    if (!body || body.errored) await cancelUpload(session, address, url);
    throw error;
  } finally {
    body?.destroy();
  }
}

function putWhole(
  session: RegistrySession,
  address: RepositoryAddress,
  { digest, size }: Blob,
  url: URL,
  body: Readable,
): Promise<Answer> {
  const path = new URL(url);
  path.searchParams.set("digest", digest);
  return session.once(address, {
    method: "PUT",
    path,
    access: "pull,push",
    headers: { "content-type": "application/octet-stream", "content-length": String(size) },
    body,
    patience: uploadPatience,
  });
}

/** A blob's bytes as a stream that fails with `registry-mismatch` unless they match the digest. */
async function openBlob(
  session: RegistrySession,
  address: RepositoryAddress,
  blob: Blob,
  progress: CopyProgress,
): Promise<Readable> {
  const answer = await openBody(session, address, blob.digest);
  const verified = verifying(address, blob, progress);
  verified.on("error", () => {}); // The reader handles errors; before it comes, ignore them.
  answer.body.once("error", (error) => verified.destroy(error));
  verified.once("close", () => answer.body.destroy());
  return answer.body.pipe(verified);
}

function verifying(address: RepositoryAddress, { digest, size }: Blob, progress: CopyProgress): Transform {
  const hash = createHash("sha256");
  let length = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      length += chunk.length;
      progress.sent(chunk.length);
      hash.update(chunk);
      if (length > size)
        done(
          failure(
            "registry-mismatch",
            `${address.registry} gave more bytes of ${digest} than its manifest states (${size}). Check the registry's storage.`,
          ),
        );
      else done(null, chunk);
    },
    flush(done) {
      try {
        assertSame(address, `a blob of ${length} bytes`, digest, `sha256:${hash.digest("hex")}`);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}
