import * as v from "valibot";
import type { Digest } from "../../../core/lib/digest.ts";
import { shortDigest } from "../../../core/lib/digest.ts";
import { Failure, orFailure } from "../../../core/lib/problems/problem.ts";
import type { Log } from "../../../ports/log.ts";
import type { ManifestRemoval } from "../../../ports/manifests.ts";
import { get } from "../read/manifest.ts";
import { createReferrerFinder } from "../read/referrers.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { parseJson } from "../transport/answer.ts";

interface Staying {
  outcome: "kept" | "failed";
  reason: string;
  /** Whether the registry would refuse all others as well. */
  stops?: boolean;
}

/** What became of one manifest. */
export type ManifestAttempt = { outcome: "removed"; restore?: string } | { outcome: "absent" } | Staying;

/** How a registry removes manifests without tags. */
export interface ManifestWay {
  /** @throws Failure for faults that the next manifest would meet, too */
  remove(address: RepositoryAddress, digest: Digest): Promise<ManifestAttempt>;
  /** Whether the registry itself refuses to remove what another manifest needs. */
  refusesReferenced: boolean;
}

/**
 * Removes manifests one after another. What belongs to one that stays, stays: the list of it may be
 * older than its newest tag. A fault, or a part that cannot be read, ends the removal.
 */
export async function removeManifests(
  session: RegistrySession,
  way: ManifestWay,
  address: RepositoryAddress,
  digests: readonly Digest[],
  log: Log,
): Promise<ManifestRemoval[]> {
  const parts = new Parts(session, address);
  const removals: ManifestRemoval[] = [];
  let end: Staying | undefined;
  for (const digest of digests) {
    const attempt = end ?? parts.whyStays(digest) ?? (await tryOne(way, address, digest));
    const { stops, ...removal } = { stops: false, ...attempt };
    removals.push({ digest, ...removal });
    report(log, address, digest, attempt);
    if (!("reason" in attempt)) continue;
    if (stops) end = { outcome: attempt.outcome, reason: attempt.reason };
    const needsParts = end === undefined && !way.refusesReferenced && removals.length < digests.length;
    if (needsParts) end = await parts.keepOf(digest);
  }
  return removals;
}

/** The manifests that stay because another one does. */
class Parts {
  readonly #belongsTo = new Map<Digest, Digest>();
  readonly #session: RegistrySession;
  readonly #address: RepositoryAddress;
  readonly #findReferrers: ReturnType<typeof createReferrerFinder>;

  constructor(session: RegistrySession, address: RepositoryAddress) {
    this.#session = session;
    this.#address = address;
    this.#findReferrers = createReferrerFinder(session);
  }

  whyStays(digest: Digest): Staying | undefined {
    const to = this.#belongsTo.get(digest);
    return to && { outcome: "kept", reason: `it belongs to ${shortDigest(to)}, which stays` };
  }

  /**
   * Keeps the manifests of an index, its subject, and what refers to it. Returns why no other
   * manifest may go, if it cannot read them.
   */
  async keepOf(digest: Digest): Promise<Staying | undefined> {
    const parts = await orFailure(() => this.#read(digest));
    if (parts instanceof Failure) {
      return { outcome: "failed", reason: `Tagstream could not read what ${shortDigest(digest)} needs: ${parts.message}` };
    }
    for (const part of parts) this.#belongsTo.set(part, digest);
    return undefined;
  }

  async #read(digest: Digest): Promise<Digest[]> {
    const manifest = await get(this.#session, this.#address, digest);
    if (!manifest) return [];
    const { manifests = [], subject } = parseJson({ body: manifest.bytes }, partsSchema) ?? {};
    const { referring } = await this.#findReferrers(this.#address, digest);
    return [...manifests, ...(subject ? [subject] : []), ...referring].map((part) => part.digest as Digest);
  }
}

const part = v.object({ digest: v.string() });
const partsSchema = v.object({ manifests: v.optional(v.array(part), []), subject: v.optional(part) });

async function tryOne(way: ManifestWay, address: RepositoryAddress, digest: Digest): Promise<ManifestAttempt> {
  const attempt = await orFailure(() => way.remove(address, digest));
  return attempt instanceof Failure ? { outcome: "failed", reason: attempt.message, stops: true } : attempt;
}

function report(log: Log, address: RepositoryAddress, digest: Digest, attempt: ManifestAttempt): void {
  if ("reason" in attempt) log.line(`${digest} stays in ${address.text}: ${attempt.reason}`);
  if (attempt.outcome !== "removed") return;
  const restore = attempt.restore === undefined ? "" : ` (to restore it: ${attempt.restore})`;
  log.line(`removed ${digest} from ${address.text}${restore}`);
}
