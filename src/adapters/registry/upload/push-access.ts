import type { Digest } from "../../../core/lib/digest.ts";
import { type Failure, failure } from "../../../core/lib/problems/problem.ts";
import type { Call } from "../client.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isOk } from "../transport/answer.ts";
import { BadRedirect, resolveUrl } from "../transport/redirect.ts";

/** The status of an upload that begins. */
const begun = 202;
/** Fraction of the usual patience: 10 s. */
const cancelPatience = 1 / 3;

/** Begins the upload of a blob and cancels it; throws the reason if the registry refuses. */
export async function assertCanPush(session: RegistrySession, address: RepositoryAddress): Promise<void> {
  const answer = await tryUpload(session, address);
  if (!isOk(answer)) throw await session.refusal(address, { verb: "push" }, answer);
  if (answer.status !== begun) throw noUpload(address, `began no upload to ${address.name}, and answered ${answer.status}`);
}

/** Whether the registry would accept a push; false for any obstacle. */
export async function mayPush(session: RegistrySession, address: RepositoryAddress): Promise<boolean> {
  return (await tryUpload(session, address)).status === begun;
}

async function tryUpload(session: RegistrySession, address: RepositoryAddress): Promise<Answer> {
  const answer = await beginUpload(session, address);
  if (answer.status === begun) await cancelUpload(session, address, uploadUrl(address, answer));
  return answer;
}

/**
 * Cancels an upload with one short try. Not every registry can cancel; all remove unfinished
 * uploads in time.
 */
export async function cancelUpload(session: RegistrySession, address: RepositoryAddress, upload: URL): Promise<void> {
  await session
    .once(address, { method: "DELETE", path: upload, access: "pull,push", patience: cancelPatience })
    .catch(() => undefined);
}

/** `POST …/blobs/uploads/`. Repeatable: an abandoned upload has no effect. */
export function beginUpload(session: RegistrySession, address: RepositoryAddress): Promise<Answer> {
  return session.call(address, uploadCall);
}

/** The request that mounts another repository's blob, or begins an upload. */
export function mountCall(digest: Digest, from: RepositoryAddress): Call {
  const query = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.name)}`;
  return { ...uploadCall, path: `${uploadCall.path}${query}`, mountFrom: from.name };
}

const uploadCall = {
  method: "POST",
  path: "blobs/uploads/",
  access: "pull,push",
  headers: { "content-length": "0" },
} as const satisfies Call;

/**
 * Where an upload continues: its `Location`, relative or whole. A registry behind a proxy may name
 * http; the same host then gets https, as before.
 */
export function uploadUrl(address: RepositoryAddress, answer: Answer): URL {
  try {
    const url = resolveUrl(answer.headers.location ?? "", answer.url);
    if (answer.headers.location !== undefined) {
      if (url.hostname === answer.url.hostname) url.protocol = answer.url.protocol;
      if (url.protocol === answer.url.protocol) return url;
    }
  } catch (error) {
    if (!(error instanceof BadRedirect)) throw error;
  }
  throw noUpload(address, `began an upload to ${address.name} without a valid address to continue it`);
}

/** A page of a proxy, or something else that is no registry. */
function noUpload({ registry }: RepositoryAddress, what: string): Failure {
  return failure("registry-invalid", `${registry} ${what}. Check the proxy in front of the registry.`);
}
