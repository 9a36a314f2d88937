import type { Digest } from "../../../core/lib/digest.ts";
import type { Manifest } from "../../../ports/registry.ts";
import { explained } from "../client.ts";
import { assertSame, statedDigest } from "../hash.ts";
import { resolve } from "../read/manifest.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { isOk } from "../transport/answer.ts";
import { retrying } from "../transport/retry.ts";
import { assertWhole, manifestPut, shownAfter, untilWhole } from "./put.ts";

/**
 * Puts a manifest under a tag that must never be overwritten, if nothing is there; returns the digest that the tag then has: ours,
 * or another's, of which nothing was touched.
 *
 * Looking first does not exclude that two write at the same instant: only a registry with immutable tags does. But no PUT is
 * repeated without another look, so that one that was delayed does not overwrite what was written meanwhile.
 */
export async function claim(
  session: RegistrySession,
  address: RepositoryAddress,
  tag: string,
  manifest: Manifest,
): Promise<Digest> {
  assertWhole(address, tag, manifest);
  const attempt = async () => {
    const held = await resolve(session, address, tag);
    if (held !== undefined) return { held, status: 200, headers: {}, body: nothing };
    const call = manifestPut(tag, manifest);
    // Registries that know it answer 412; the others ignore it (measured: distribution 2.8 and 3.1).
    return session.once(address, { ...call, headers: { ...call.headers, "if-none-match": "*" } });
  };
  const put = () => explained(address.registry, () => retrying(attempt, true, session.retry));
  const answer = await untilWhole(session, address, manifest, put);
  if ("held" in answer) return answer.held;
  if (isOk(answer)) {
    assertSame(address, tag, manifest.digest, statedDigest(answer));
    session.pushed.add(address, manifest.digest);
  } else {
    // A rule of the registry, or of this very request, that keeps the tag as it is: somebody was faster.
    const held = refusals.has(answer.status) ? await resolve(session, address, tag) : undefined;
    if (held !== undefined) return held;
    throw await session.refusal(address, { verb: "push", reference: tag }, answer);
  }
  return shownAfter(session, address, tag, manifest.digest);
}

const nothing = new Uint8Array();

/** With which registries say that a tag may not be overwritten. */
const refusals = new Set([400, 403, 405, 409, 412]);
