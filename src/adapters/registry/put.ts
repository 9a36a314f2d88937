import { isDigest } from "../../core/digest.ts";
import { failure } from "../../core/problem.ts";
import type { Manifest } from "../../ports.ts";
import { isOk } from "./answer.ts";
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
  if (digestOf(manifest.bytes) !== manifest.digest || (isDigest(reference) && reference !== manifest.digest)) {
    throw new TypeError(`the manifest for ${address.text} ${reference} is not ${manifest.digest}`);
  }
  const answer = await session.call(address, {
    method: "PUT",
    path: `manifests/${reference}`,
    access: "pull,push",
    headers: { "content-type": manifest.mediaType },
    body: manifest.bytes,
  });
  if (!isOk(answer)) throw await session.refusal(address, { verb: "push", reference }, answer);
  assertSame(address, reference, manifest.digest, statedDigest(answer));
  await confirm(session, address, reference, manifest);
}

async function confirm(session: Session, address: RepositoryAddress, reference: string, { digest }: Manifest): Promise<void> {
  for (let looked = 1; ; looked++) {
    const shown = await resolve(session, address, reference);
    if (shown === digest) return;
    if (looked === confirmations) {
      throw failure(
        "registry-changed",
        `${address.registry} took ${digest} as ${address.name}:${reference}, and shows ${shown ?? "nothing"} there. If another run is publishing, its result stands; otherwise run again.`,
      );
    }
    const wait = backoff(looked, Math.random()) * (session.retry.scale ?? 1);
    await new Promise((done) => setTimeout(done, wait));
  }
}
