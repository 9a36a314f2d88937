import { type Digest, isDigest } from "../../../core/lib/digest.ts";
import { failure } from "../../../core/lib/problem.ts";
import type { Manifest } from "../../../ports/registry.ts";
import type { Call } from "../client.ts";
import { assertSame, digestOf, statedDigest } from "../hash.ts";
import { askAgain } from "../lag.ts";
import { observeDigest } from "../read/manifest.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isOk, lacksPart } from "../transport/answer.ts";

/** Looks for what was put, while the registry shows something else there. About 4 s in all. */
const confirmations = 4;

/**
 * Puts a manifest's bytes, under the type that it has, and looks whether the registry then shows its digest.
 * @param complete see `untilWhole`
 */
export async function putManifest(
  session: RegistrySession,
  address: RepositoryAddress,
  reference: string,
  manifest: Manifest,
  complete?: () => Promise<void>,
): Promise<void> {
  assertWhole(address, reference, manifest);
  const put = () => session.call(address, manifestPut(reference, manifest));
  const answer = await untilWhole(session, address, manifest, put, complete);
  if (!isOk(answer)) throw await session.refusal(address, { verb: "push", reference }, answer);
  const stated = statedDigest(answer);
  assertSame(address, reference, manifest.digest, stated);
  session.pushed.add(address, manifest.digest);
  if (isDigest(reference) && stated !== undefined) return; // a digest names nothing else, and the registry has said that it has it
  const shown = await shownAfter(session, address, reference, manifest.digest);
  if (shown !== manifest.digest) {
    throw failure(
      "registry-changed",
      `${address.registry} took ${manifest.digest} as ${address.name}:${reference}, and shows ${shown} there. If another run is publishing, its result stands; otherwise run again.`,
    );
  }
}

/** The request that puts a manifest. */
export function manifestPut(reference: string, { mediaType, bytes }: Manifest): Call {
  return {
    method: "PUT",
    path: `manifests/${reference}`,
    access: "pull,push",
    headers: { "content-type": mediaType },
    body: bytes,
  };
}

/** Throws when the bytes are not what the manifest is called: a defect of ours, found before anything is sent. */
export function assertWhole(address: RepositoryAddress, reference: string, manifest: Manifest): void {
  if (digestOf(manifest.bytes) !== manifest.digest || (isDigest(reference) && reference !== manifest.digest)) {
    throw new TypeError(`the manifest for ${address.text} ${reference} is not ${manifest.digest}`);
  }
}

/**
 * Retries to put a manifest, for 30 s at most, while the registry lacks a part that this run pushed.
 * @param complete what brings the parts that are missing, before it is put again
 */
export function untilWhole<T extends Pick<Answer, "status" | "body">>(
  session: RegistrySession,
  address: RepositoryAddress,
  { digest }: Manifest,
  put: () => Promise<T>,
  complete?: () => Promise<void>,
): Promise<T> {
  const isOurs = complete !== undefined || session.pushed.has(address, digest);
  let tries = 0;
  const attempt = async (): Promise<T> => {
    if (tries++ > 0) await complete?.();
    return put();
  };
  return askAgain(attempt, (answer) => isOurs && lacksPart(answer), session.retry);
}

/**
 * What a reference shows once something was put there: what was put, or what it still shows after some time. Throws when that is nothing,
 * for 30 s.
 */
export async function shownAfter(
  session: RegistrySession,
  address: RepositoryAddress,
  reference: string,
  put: Digest,
): Promise<Digest> {
  let looks = 0;
  const ask = () => {
    looks++;
    return observeDigest(session, address, reference);
  };
  const isLate = (shown: Digest | undefined) => shown === undefined || (shown !== put && looks < confirmations);
  const shown = await askAgain(ask, isLate, session.retry);
  if (shown === undefined) {
    throw failure(
      "registry-changed",
      `${address.registry} accepted ${put} as ${address.name}:${reference}, but shows nothing there 30 s later. Check the registry's health, then run again.`,
    );
  }
  if (shown === put) session.pushed.add(address, reference);
  return shown;
}
