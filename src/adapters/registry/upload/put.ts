import { type Digest, isDigest } from "../../../core/lib/digest.ts";
import { failure } from "../../../core/lib/problems/problem.ts";
import type { Manifest } from "../../../ports/registry.ts";
import type { Call } from "../client.ts";
import { assertSame, digestOf, statedDigest } from "../hash.ts";
import { askAgain } from "../lag.ts";
import { observeDigest } from "../read/manifest.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isOk, lacksPart } from "../transport/answer.ts";

/** How often to look while the registry shows other content. About 4 s in all. */
const confirmations = 4;

/**
 * Puts a manifest's bytes under its type, and checks that the registry then shows its digest.
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
  if (isDigest(reference) && stated !== undefined) return; // A digest names nothing else, and the registry has confirmed it.
  const shown = await shownAfter(session, address, reference, manifest.digest);
  if (shown !== manifest.digest) {
    throw failure(
      "registry-changed",
      `${address.registry} accepted ${manifest.digest} as ${address.name}:${reference}, but shows ${shown} there. If another run is publishing, its result stands. Otherwise run again.`,
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

/** Throws when the bytes do not match the digest: a defect of ours, found before sending. */
export function assertWhole(address: RepositoryAddress, reference: string, manifest: Manifest): void {
  if (digestOf(manifest.bytes) !== manifest.digest || (isDigest(reference) && reference !== manifest.digest)) {
    throw new TypeError(`the manifest for ${address.text} ${reference} is not ${manifest.digest}`);
  }
}

/**
 * Retries to put a manifest, for at most 30 s, while the registry lacks a part that this run
 * pushed.
 * @param complete brings missing parts before each retry
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
 * The digest under a reference after a put: the new one, or what the registry still shows after
 * some time. Throws if the registry shows nothing for 30 s.
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
