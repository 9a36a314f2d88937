import type { Digest } from "../../../core/lib/digest.ts";
import type { UntaggedRemoval } from "../../../core/registries/vendor.ts";
import type { Call } from "../client.ts";
import { resolve } from "../read/manifest.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isOk, mayPass } from "../transport/answer.ts";
import { backoff } from "../transport/retry.ts";
import type { ManifestAttempt, ManifestWay } from "./remove-manifests.ts";

/** Looks after a 500: about 4 s in all. */
const looks = 4;

/**
 * `DELETE` of a digest, for a registry that refuses while a tag or another image needs it. A 500
 * may mean that it still removes the manifest after its answer (Docker Hub's documentation says
 * so): Tagstream looks, and does not ask again.
 */
export function createDelete(session: RegistrySession, { whyKept }: Extract<UntaggedRemoval, { by: "delete" }>): ManifestWay {
  const remove = async (address: RepositoryAddress, digest: Digest): Promise<ManifestAttempt> => {
    session.pushed.drop(address, digest); // a 404 is the goal
    const answer = await ask(session, address, digest);
    if (isOk(answer)) return { outcome: "removed" };
    if (answer.status === 404) return { outcome: "absent" };
    if (answer.status === 500) return afterFault(session, address, digest);
    if (mayPass(answer)) throw await session.refusal(address, { verb: "remove", reference: digest }, answer);
    const reason = whyKept(answer.status) ?? `${address.registry} answered ${answer.status} to the removal`;
    return { outcome: "kept", reason, stops: answer.status === 401 };
  };
  return { remove, refusesReferenced: true };
}

/** Repeats the request as usual, but not after a 500. */
async function ask(session: RegistrySession, address: RepositoryAddress, digest: Digest): Promise<Answer> {
  const call: Call = { method: "DELETE", path: `manifests/${digest}`, access: "pull,push,delete" };
  const first = await session.once(address, call).catch(() => undefined);
  return first === undefined || (mayPass(first) && first.status !== 500) ? session.call(address, call) : first;
}

async function afterFault(session: RegistrySession, address: RepositoryAddress, digest: Digest): Promise<ManifestAttempt> {
  for (let looked = 1; looked <= looks; looked++) {
    if ((await resolve(session, address, digest)) === undefined) return { outcome: "removed" };
    const wait = backoff(looked, Math.random()) * (session.retry.scale ?? 1);
    if (looked < looks) await new Promise((done) => setTimeout(done, wait));
  }
  return { outcome: "kept", reason: `${address.registry} answered 500, and says that it completes such a removal by itself` };
}
