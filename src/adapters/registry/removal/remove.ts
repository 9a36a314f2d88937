import { Failure, failure, orFailure } from "../../../core/lib/problems/problem.ts";
import type { Log } from "../../../ports/log.ts";
import type { Manifest, Removal, StayCheck } from "../../../ports/registry.ts";
import { get, resolve } from "../read/manifest.ts";
import { listTags } from "../read/tags.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, mayPass } from "../transport/answer.ts";
import { backoff } from "../transport/retry.ts";
import { putManifest } from "../upload/put.ts";

/** A tag to remove, its manifest, and the other tags of the same digest. */
export interface Target {
  tag: string;
  manifest: Manifest;
  siblings: readonly string[];
}

/**
 * Removes one tag alone, or says why it kept the tag: a clause for people. Never removes a digest
 * that a sibling names.
 * @throws Failure for passing faults: running again helps
 */
export type RemoveTag = (address: RepositoryAddress, target: Target) => Promise<string | undefined>;

/** @throws Failure `registry-…` if the refusal may pass: running again helps */
export async function throwIfPassing(
  session: Pick<RegistrySession, "refusal">,
  address: RepositoryAddress,
  { tag }: Pick<Target, "tag">,
  answer: Answer,
): Promise<void> {
  if (mayPass(answer)) throw await session.refusal(address, { verb: "remove", reference: tag }, answer);
}

/** Tags looked up at the same time. */
const parallel = 12;
/** Checks after a removal: some registries still show the tag for a moment. About 4 s in all. */
const looks = 4;

/** A session with the registry's own way to remove a tag. */
interface Remover extends RegistrySession {
  removeTag: RemoveTag;
  whyStays?: StayCheck;
}

/** See `Registry.removeTags`. Removes tags one after another, so that a doubt stops the rest. */
export async function removeTags(
  session: Remover,
  address: RepositoryAddress,
  tags: readonly string[],
  log: Log,
): Promise<Removal[]> {
  const removals: Removal[] = [];
  const shown = await orFailure(async () => {
    const there = await lookUp(session, address, tags);
    return there.every(([, digest]) => digest === undefined) ? new Map<string, string>() : await everyTag(session, address);
  });
  if (shown instanceof Failure) return tags.map((tag) => ({ tag, ...failed(shown) }));
  let end: Omit<Removal, "tag"> | undefined;
  let faults = 0;
  for (const tag of tags) {
    if (end !== undefined) {
      removals.push({ tag, ...end });
      continue;
    }
    const removed = await orFailure(() => removeOne({ session, address, log }, tag, shown));
    faults = removed instanceof Failure ? faults + 1 : 0;
    if (removed instanceof Failure) end = whatEnds(removed, faults);
    const removal = removed instanceof Failure ? { tag, ...failed(removed) } : removed;
    removals.push(removal);
    report(log, address, removal);
  }
  return removals;
}

function report(log: Log, address: RepositoryAddress, { tag, outcome, reason }: Removal): void {
  if (outcome !== "removed" && reason !== undefined) log.line(`${tag} stays in ${address.text}: ${reason}`);
}

function failed(fault: Failure): { outcome: "failed"; reason: string } {
  return { outcome: "failed", reason: fault.message };
}

/** Faults in a row after which a registry is not asked again: each may have taken two minutes. */
const maxFaults = 2;

/** The outcome of all further tags, if a fault stops the removal. */
function whatEnds(fault: Failure, faults: number): Omit<Removal, "tag"> | undefined {
  const has = (wanted: string) => fault.problems.some(({ code }) => code === wanted);
  if (has("registry-changed")) {
    return { outcome: "kept", reason: "Tagstream stopped removing tags there: one removal deleted other tags too" };
  }
  return faults === maxFaults || has("github-rate-limit") ? failed(fault) : undefined;
}

/** Tells with a removed tag what it showed: who wants it back needs the digest. */
async function removeOne(
  { session, address, log }: { session: Remover; address: RepositoryAddress; log: Log },
  tag: string,
  shown: Map<string, string>,
): Promise<Removal> {
  const manifest = await get(session, address, tag); // Right before the removal, whatever a list said.
  if (!manifest) return { tag, outcome: "absent" };
  const reasonToStay = await session.whyStays?.(tag, manifest);
  if (reasonToStay !== undefined) return { tag, outcome: "kept", reason: reasonToStay };
  const siblings = [...shown].flatMap(([name, digest]) => (digest === manifest.digest && name !== tag ? [name] : []));
  session.pushed.drop(address, tag);
  const kept = await session.removeTag(address, { tag, manifest, siblings });
  await assertThere(session, address, manifest, siblings, tag);
  if (kept !== undefined) return { tag, outcome: "kept", reason: kept };
  shown.delete(tag);
  const left = await leftAfter(session, address, tag, manifest);
  if (left === undefined) {
    log.line(`removed ${tag} (${manifest.digest}) from ${address.text}`);
    return { tag, outcome: "removed" };
  }
  const reason =
    left === manifest.digest ? "the registry confirmed the removal but still shows the tag" : "another run gave it a new image";
  return { tag, outcome: "kept", reason };
}

/** The digest under a tag or digest afterwards; undefined when removed. */
async function leftAfter(
  session: RegistrySession,
  address: RepositoryAddress,
  reference: string,
  { digest }: Manifest,
): Promise<string | undefined> {
  for (let looked = 1; ; looked++) {
    const left = await resolve(session, address, reference);
    if (left !== digest || looked === looks) return left;
    const wait = backoff(looked, Math.random()) * (session.retry.scale ?? 1);
    await new Promise((done) => setTimeout(done, wait));
  }
}

/**
 * Restores what a registry removed beyond the request, and requests no further removal. If the
 * image still exists, another run removed the missing sibling (for another closed pull request,
 * say), which must not return. Where a registry hides an image without tags, two runs that remove
 * its last two tags look the same: in doubt, restore the tags and fail the runs.
 */
async function assertThere(
  session: RegistrySession,
  address: RepositoryAddress,
  manifest: Manifest,
  siblings: readonly string[],
  removed: string,
): Promise<void> {
  if ((await tagsStillMissing(session, address, siblings)).length === 0) return;
  if ((await leftAfter(session, address, manifest.digest, manifest)) !== undefined) return;
  const lost = await tagsStillMissing(session, address, siblings); // By now all affected siblings are missing.
  for (const name of lost) await putManifest(session, address, name, manifest);
  if (lost.length === 0) return;
  throw failure(
    "registry-changed",
    `${address.registry} removed ${lost.slice(0, 5).join(", ")} along with ${removed}: they name the same image. Tagstream restored them and stopped removing tags there.`,
  );
}

async function tagsStillMissing(
  session: RegistrySession,
  address: RepositoryAddress,
  tags: readonly string[],
): Promise<string[]> {
  return (await lookUp(session, address, tags)).flatMap(([name, digest]) => (digest === undefined ? [name] : []));
}

/** Every tag of the repository with its digest. */
async function everyTag(session: RegistrySession, address: RepositoryAddress): Promise<Map<string, string>> {
  const shown = await lookUp(session, address, await listTags(session, address));
  return new Map(shown.flatMap(([tag, digest]) => (digest === undefined ? [] : [[tag, digest]])));
}

async function lookUp(
  session: RegistrySession,
  address: RepositoryAddress,
  tags: readonly string[],
): Promise<[string, string | undefined][]> {
  const waiting = [...tags];
  const found: [string, string | undefined][] = [];
  const work = async (): Promise<void> => {
    for (let tag = waiting.pop(); tag !== undefined; tag = waiting.pop()) {
      found.push([tag, await resolve(session, address, tag)]);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return found;
}
