import { type Digest, isDigest } from "../../core/digest.ts";
import { failure } from "../../core/problem.ts";
import type { Manifest } from "../../ports.ts";
import { isOk } from "./answer.ts";
import type { Call } from "./client.ts";
import { assertSame, digestOf, statedDigest } from "./hash.ts";
import { resolve } from "./manifest.ts";
import type { RepositoryAddress } from "./reference.ts";
import { backoff } from "./retry.ts";
import type { Session } from "./session.ts";

/** Looks for what was put: some registries show it a moment later only. About 4 s in all. */
const confirmations = 4;

/** Puts a manifest's bytes, under the type that it has, and looks whether the registry then shows its digest. */
export async function putManifest(
  session: Session,
  address: RepositoryAddress,
  reference: string,
  manifest: Manifest,
): Promise<void> {
  assertWhole(address, reference, manifest);
  const answer = await session.call(address, manifestPut(reference, manifest));
  if (!isOk(answer)) throw await session.refusal(address, { verb: "push", reference }, answer);
  const stated = statedDigest(answer);
  assertSame(address, reference, manifest.digest, stated);
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

/** What a reference shows once something was put there: what was put, or what it still shows after some time. Throws when that is nothing. */
export async function shownAfter(session: Session, address: RepositoryAddress, reference: string, put: Digest): Promise<Digest> {
  for (let looked = 1; ; looked++) {
    const shown = await resolve(session, address, reference);
    if (shown === put) return shown;
    if (looked === confirmations) {
      if (shown !== undefined) return shown;
      throw failure(
        "registry-changed",
        `${address.registry} took ${put} as ${address.name}:${reference}, and shows nothing there. See the registry's health, then run again.`,
      );
    }
    const wait = backoff(looked, Math.random()) * (session.retry.scale ?? 1);
    await new Promise((done) => setTimeout(done, wait));
  }
}
