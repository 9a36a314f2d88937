import type { Digest } from "../../../core/lib/digest.ts";
import { failure } from "../../../core/lib/problems/problem.ts";
import { hashed } from "../../hashed.ts";
import { explained, type Stream } from "../client.ts";
import { assertSame, digestOf } from "../hash.ts";
import { askForPushed } from "../lag.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isAbsent, isOk } from "../transport/answer.ts";
import { errorCode } from "../transport/error-code.ts";
import { backoff } from "../transport/retry.ts";

/** A small blob (4 MiB at most), verified. @throws Failure `registry-missing` */
export async function readBlob(session: RegistrySession, address: RepositoryAddress, digest: Digest): Promise<Uint8Array> {
  const ask = () => session.call(address, { method: "GET", path: `blobs/${digest}`, access: "pull" });
  const answer = await askForPushed(session, address, digest, ask, isAbsent);
  if (isAbsent(answer)) throw missingBlobError(session, address, digest);
  if (!isOk(answer)) throw await session.refusal(address, { verb: "read", reference: digest }, answer);
  assertSame(address, "a blob", digest, digestOf(answer.body));
  return answer.body;
}

/**
 * A blob's bytes as they arrive. Goes on where a connection broke.
 * @param limit bytes
 * @throws Failure `registry-missing`; `registry-invalid` for a longer blob; after the last bytes
 *   `registry-mismatch` unless all of them match the digest
 */
export async function* streamBlob(
  session: RegistrySession,
  address: RepositoryAddress,
  digest: Digest,
  limit: number,
): AsyncGenerator<Uint8Array> {
  const tooLong = failure(
    "registry-invalid",
    `${address.registry} sent more than ${limit} bytes for ${digest}. Tagstream discarded them.`,
  );
  const open = async (): Promise<AsyncIterable<Uint8Array>> => {
    const { headers, body } = await openBody(session, address, digest);
    if (!(Number(headers["content-length"]) > limit)) return body;
    body.destroy();
    throw tooLong;
  };
  const given = yield* hashed(resuming(session, address, open), limit, tooLong);
  assertSame(address, "a blob", digest, given);
}

const maximumAttempts = 4;

/** The bytes of all attempts: each after the first skips what was given already. */
async function* resuming(
  { retry }: RegistrySession,
  { registry }: RepositoryAddress,
  open: () => Promise<AsyncIterable<Uint8Array>>,
): AsyncGenerator<Uint8Array> {
  let given = 0;
  for (let attempt = 1; ; attempt++) {
    let position = 0;
    try {
      for await (const chunk of await open()) {
        const rest = chunk.subarray(Math.max(0, given - position));
        position += chunk.length;
        given = Math.max(given, position);
        if (rest.length > 0) yield rest;
      }
      return;
    } catch (error) {
      if (errorCode(error) === "" || attempt === maximumAttempts) await explained(registry, () => Promise.reject(error));
      await new Promise((resolve) => setTimeout(resolve, backoff(attempt, Math.random()) * (retry.scale ?? 1)));
    }
  }
}

/** A blob's unread and unverified body. */
export async function openBody(session: RegistrySession, address: RepositoryAddress, digest: Digest): Promise<Stream> {
  const ask = () => session.open(address, { method: "GET", path: `blobs/${digest}`, access: "pull" });
  const isMissing = (answer: Answer | Stream): answer is Answer => !("stream" in answer) && isAbsent(answer);
  const answer = await askForPushed(session, address, digest, ask, isMissing);
  if ("stream" in answer) return answer;
  if (isAbsent(answer)) throw missingBlobError(session, address, digest);
  throw await session.refusal(address, { verb: "read", reference: digest }, answer);
}

export function missingBlobError({ pushed }: Pick<RegistrySession, "pushed">, address: RepositoryAddress, digest: Digest): Error {
  const text = pushed.gaveUp(address, digest)
    ? `This run pushed ${digest} to ${address.text}, but ${address.registry} still does not show it after 30 s. Check the registry's health, then run again.`
    : `${address.text} does not have ${digest}. If a clean-up removed it, publish the image again.`;
  return failure("registry-missing", text);
}
