import { Failure, failure } from "../../../core/lib/problem.ts";
import type { Log } from "../../../ports/log.ts";
import type { Manifest, Removal, StayCheck } from "../../../ports/registry.ts";
import { get, resolve } from "../read/manifest.ts";
import { listTags } from "../read/tags.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, mayPass } from "../transport/answer.ts";
import { backoff } from "../transport/retry.ts";
import { putManifest } from "../upload/put.ts";

/** What is to go: a tag, what it shows, and the other tags that show the same. */
export interface Target {
  tag: string;
  manifest: Manifest;
  siblings: readonly string[];
}

/**
 * Removes one tag alone, or tells why it was kept: a clause for people. Never removes what a sibling names. Throws a Failure for what may
 * pass: then running again helps.
 */
export type RemoveTag = (address: RepositoryAddress, target: Target) => Promise<string | undefined>;

/** Throws the refusal of a removal that may be answered otherwise later. @throws Failure `registry-…` */
export async function throwIfPassing(
  session: Pick<RegistrySession, "refusal">,
  address: RepositoryAddress,
  { tag }: Pick<Target, "tag">,
  answer: Answer,
): Promise<void> {
  if (mayPass(answer)) throw await session.refusal(address, { verb: "remove", reference: tag }, answer);
}

/** Tags that are looked up at the same time. */
const parallel = 12;
/** Looks for what was removed: some registries show it a moment longer. About 4 s in all. */
const looks = 4;

/** A session with the registry's own way to remove a tag. */
interface Remover extends RegistrySession {
  removeTag: RemoveTag;
  whyStays?: StayCheck;
}

/** See `Registry.removeTags`. Tags are removed one after the other, so that a doubt stops what would come next. */
export async function removeTags(
  session: Remover,
  address: RepositoryAddress,
  tags: readonly string[],
  log: Log,
): Promise<Removal[]> {
  const removals: Removal[] = [];
  let doubt: string | undefined;
  const shown = await attempt(async () => {
    const there = await lookUp(session, address, tags);
    return there.every(([, digest]) => digest === undefined) ? new Map<string, string>() : await everyTag(session, address);
  });
  for (const tag of tags) {
    if (shown instanceof Failure) {
      removals.push({ tag, outcome: "failed", reason: shown.message });
      continue;
    }
    if (doubt !== undefined) {
      removals.push({ tag, outcome: "kept", reason: `nothing more is removed there, since ${doubt}` });
      continue;
    }
    const removal = await attempt(() => removeOne(session, address, tag, shown));
    if (removal instanceof Failure) {
      removals.push({ tag, outcome: "failed", reason: removal.message });
      if (removal.problems.some(({ code }) => code === "registry-changed")) doubt = "removing a tag took others along";
    } else removals.push(removal);
    const { outcome, reason } = removals.at(-1) ?? { outcome: "failed" };
    if (outcome === "removed") log.line(`removed ${tag} from ${address.text}`);
    else if (reason !== undefined) log.line(`${tag} stays in ${address.text}: ${reason}`);
  }
  return removals;
}

async function removeOne(
  session: Remover,
  address: RepositoryAddress,
  tag: string,
  shown: Map<string, string>,
): Promise<Removal> {
  const manifest = await get(session, address, tag); // right before, whatever a list said
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
  if (left === undefined) return { tag, outcome: "removed" };
  const reason =
    left === manifest.digest ? "the registry said that it had removed it, and shows it still" : "another run gave it a new image";
  return { tag, outcome: "kept", reason };
}

/** What a tag, or a digest, shows afterwards; undefined when it is gone. */
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
 * A registry that took more than it was told gets it back, and is not asked to remove anything again. A sibling goes along when the
 * image itself goes. As long as that is there, somebody else has removed the sibling, such as the run of another pull request that was
 * closed, and it must not come back. Where a registry hides an image without tags, two runs that remove its last two look like that
 * registry's doing: in doubt, the tags are put back, and the runs are red.
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
  const lost = await tagsStillMissing(session, address, siblings); // by now all that go with it
  for (const name of lost) await putManifest(session, address, name, manifest);
  if (lost.length === 0) return;
  throw failure(
    "registry-changed",
    `${address.registry} removed ${lost.slice(0, 5).join(", ")} along with ${removed}, since they name the same image. They were put back; no more tags are removed there.`,
  );
}

async function tagsStillMissing(
  session: RegistrySession,
  address: RepositoryAddress,
  tags: readonly string[],
): Promise<string[]> {
  return (await lookUp(session, address, tags)).flatMap(([name, digest]) => (digest === undefined ? [name] : []));
}

/** Every tag of the repository with what it shows. */
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

/** Failures are part of the answer; anything else is a defect. */
async function attempt<T>(work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
