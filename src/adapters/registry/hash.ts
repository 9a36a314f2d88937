import { createHash } from "node:crypto";
import { type Digest, isDigest } from "../../core/lib/digest.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { RepositoryAddress } from "./reference.ts";
import type { Answer } from "./transport/answer.ts";

export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** The `Docker-Content-Digest` of an answer; undefined unless it is a sha256 digest. */
export function statedDigest(answer: Pick<Answer, "headers">): Digest | undefined {
  const value = answer.headers["docker-content-digest"];
  return typeof value === "string" && isDigest(value) ? value : undefined;
}

/** Throws `registry-mismatch` unless the registry gave what was asked for. */
export function assertSame(address: RepositoryAddress, what: string, asked: Digest | undefined, given: Digest | undefined): void {
  if (asked === undefined || given === undefined || asked === given) return;
  throw failure(
    "registry-mismatch",
    `${address.registry} gave ${given} instead of ${asked} for ${address.name} (${what}). Tagstream discarded it. Check the registry's storage, and any cache in front of the registry.`,
  );
}
