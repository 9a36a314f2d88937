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
 * Puts a manifest under a tag that must never be overwritten, if the tag is free; returns the tag's
 * digest afterwards, ours or another's. Never touches another's.
 *
 * Looking first does not stop two writers at the same instant; only immutable tags do. But no PUT
 * is repeated without a new look, so a delayed one never overwrites a newer tag.
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
    // Registries that support it answer 412; the others ignore it (measured: distribution 2.8 and
    // 3.1).
    return session.once(address, { ...call, headers: { ...call.headers, "if-none-match": "*" } });
  };
  const put = () => explained(address.registry, () => retrying(attempt, true, session.retry));
  const answer = await untilWhole(session, address, manifest, put);
  if ("held" in answer) return answer.held;
  if (isOk(answer)) {
    assertSame(address, tag, manifest.digest, statedDigest(answer));
    session.pushed.add(address, manifest.digest);
  } else {
    // An immutability rule, or this request's own condition, kept the tag: another writer was
    // faster.
    const held = refusals.has(answer.status) ? await resolve(session, address, tag) : undefined;
    if (held !== undefined) return held;
    throw await session.refusal(address, { verb: "push", reference: tag }, answer);
  }
  return shownAfter(session, address, tag, manifest.digest);
}

const nothing = new Uint8Array();

/** Statuses by which registries refuse to overwrite a tag. */
const refusals = new Set([400, 403, 405, 409, 412]);
