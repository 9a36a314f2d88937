import { type Digest, shortDigest } from "../../core/lib/digest.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import type { DoomedTag } from "../../core/retention/doomed.ts";
import { readContent } from "../../core/retention/manifest-content.ts";
import type { ManifestContent, StoredManifest } from "../../core/retention/manifest-graph.ts";
import type { PrunedImage, UntaggedImage } from "../../core/retention/pruned.ts";
import { planUntagged, type UntaggedPlan } from "../../core/retention/untagged.ts";
import type { Ports } from "../../ports/index.ts";
import type { Log } from "../../ports/log.ts";
import type { Registry } from "../../ports/registry.ts";
import { resolveListed } from "../observe/listed-tag.ts";
import { inGroup } from "../report/in-group.ts";
import type { RetentionQuestion } from "./gather.ts";
import type { PlannedFacts } from "./latest-plan.ts";
import { orReason } from "./or-reason.ts";
import { unitsByRepository } from "./read-repositories.ts";

/** Repositories to read at the same time, and manifests in each. */
const parallelRepositories = 4;
const parallelManifests = 12;

/** Images without a tag in one repository. */
interface RepositoryPlan extends UntaggedPlan {
  repository: string;
}

/** What a run knows of images without a tag. `unread` has sentences for people: nothing goes from there. */
interface Untagged {
  plans: RepositoryPlan[];
  unread: string[];
}

/**
 * The images without a tag that a run would remove, once these tags are gone. Changes nothing, and reads
 * nothing where a registry lists no manifests: Docker Hub counts each read as a pull.
 */
export async function lookForUntagged(
  gathered: PlannedFacts,
  question: RetentionQuestion,
  gone: readonly DoomedTag[],
  ports: Ports,
): Promise<{ images: UntaggedImage[]; unread: string[] }> {
  const { plans, unread } = await readUntagged(gathered, question, gone, ports, true);
  return { images: plans.flatMap(({ repository, remove }) => remove.map((digest) => ({ repository, digest }))), unread };
}

/** Removes images without a tag where registries keep them for ever. @param gone the tags that this run removed */
export async function removeUntagged(
  gathered: PlannedFacts,
  question: RetentionQuestion,
  gone: readonly DoomedTag[],
  ports: Ports,
): Promise<{ images: PrunedImage[]; unread: string[] }> {
  const { plans, unread } = await readUntagged(gathered, question, gone, ports);
  const images = await mapLimited(plans, parallelRepositories, async (plan) => {
    if (plan.remove.length === 0) return [];
    return inGroup(ports.reporter, `${plan.repository}: images without a tag`, (log) => removeIn(plan, ports.registry, log));
  });
  return { images: images.flat(), unread };
}

/** Removes images and then, of those that are gone, what is attached to them. */
async function removeIn(plan: RepositoryPlan, registry: Registry, log: Log): Promise<PrunedImage[]> {
  const { repository, remove, attached, tags } = plan;
  const first = await registry.removeManifests(
    repository,
    remove.filter((digest) => !attached.has(digest)),
    log,
  );
  const staying = new Set(first.flatMap(({ digest, outcome }) => (outcome === "kept" || outcome === "failed" ? [digest] : [])));
  const ownerOf = (digest: Digest): Digest | undefined => attached.get(digest)?.find((owner) => staying.has(owner));
  const rest = remove.filter((digest) => attached.has(digest));
  const going = new Set(rest.filter((digest) => ownerOf(digest) === undefined));
  const digests = new Map(tags.flatMap(({ tag, digest }) => (going.has(digest) ? [[tag, digest] as const] : [])));
  if (digests.size > 0) {
    await registry.removeTags(repository, [...digests.keys()], log, async (tag, { digest }) =>
      digest === digests.get(tag) ? undefined : "it changed since the plan",
    );
  }
  const second = going.size === 0 ? [] : await registry.removeManifests(repository, [...going], log);
  const left = rest.flatMap((digest): PrunedImage[] => {
    const owner = ownerOf(digest);
    return owner === undefined
      ? []
      : [{ repository, digest, outcome: "kept", reason: `it is attached to ${shortDigest(owner)}, which stays` }];
  });
  return [...[...first, ...second].map((removal) => ({ repository, ...removal })), ...left];
}

async function readUntagged(
  { plan }: PlannedFacts,
  { policy, units, selected }: RetentionQuestion,
  gone: readonly DoomedTag[],
  { registry, clock }: Pick<Ports, "registry" | "clock">,
  onlyListed = false,
): Promise<Untagged> {
  const { untagged: age } = policy;
  if (age === undefined) return { plans: [], unread: [] };
  const repositories = [...unitsByRepository(units.filter(({ name }) => selected.has(name))).keys()];
  const now = clock.now().getTime();
  const read = await mapLimited(repositories, parallelRepositories, async (repository) => {
    const planned = await orReason(async () => {
      if (!(await registry.keepsUntagged(repository))) return undefined;
      const manifests = await manifestsIn(repository, gone, registry, onlyListed);
      if (!manifests) return undefined;
      const contents = new Map<Digest, ManifestContent>();
      await addContents(repository, manifests, registry, contents);
      // Reading contents takes minutes where there are thousands: a build may have pushed meanwhile what
      // needs an old manifest. And one list may lack what the other one has.
      const all = onlyListed ? manifests : merged(manifests, await manifestsIn(repository, gone, registry, true));
      await addContents(repository, all, registry, contents);
      const found = planUntagged({ now, manifests: all, contents, needed: plan.needed }, age);
      if (found.refused !== undefined) throw failure("registry-invalid", found.refused);
      return { repository, ...found };
    });
    if (typeof planned !== "string") return planned ?? [];
    return `No image without a tag is removed from ${repository}: ${withoutStop(planned)}.`;
  });
  const texts = read.flat();
  return {
    plans: texts.filter((one) => typeof one !== "string"),
    unread: texts.filter((one) => typeof one === "string"),
  };
}

/**
 * The manifests of a repository without the tags that are gone. A registry that lists none has at least
 * those that have a tag, and those that lost their last one just now. Undefined without the latter: then it
 * has nothing to remove, and Docker Hub counts each read as a pull.
 */
async function manifestsIn(
  repository: string,
  gone: readonly DoomedTag[],
  registry: Pick<Registry, "manifests" | "tags" | "resolve" | "manifest">,
  onlyListed: boolean,
): Promise<StoredManifest[] | undefined> {
  const own = gone.filter((tag) => tag.repository === repository);
  // A build may have given a candidate's tag to another image since.
  const isGone = new Set(own.map(({ tag, digest }) => `${tag} ${digest}`));
  const stamps = stampsOf(own);
  const listed = await registry.manifests(repository);
  if (!listed && (onlyListed || own.length === 0)) return undefined;
  const all = listed ?? (await taggedIn(repository, registry));
  const known = new Set(all.map(({ digest }) => digest));
  const untagged = listed ? [] : [...new Set(own.map(({ digest }) => digest))].filter((digest) => !known.has(digest));
  return [...all, ...untagged.map((digest) => ({ digest, tags: [] }))].map((one) => {
    const stamped = stamps.get(one.digest);
    const tags = one.tags.filter((tag) => !isGone.has(`${tag} ${one.digest}`));
    return { ...one, tags, ...(stamped === undefined ? {} : { stamped }) };
  });
}

/** Two lists of a repository's manifests as one: with every tag, and the newest time, of either. */
function merged(first: readonly StoredManifest[], second: readonly StoredManifest[] = []): StoredManifest[] {
  const before = new Map(first.map((one) => [one.digest, one]));
  const after = second.map((one): StoredManifest => {
    const { tags = [], pushed = 0 } = before.get(one.digest) ?? {};
    return {
      ...one,
      tags: [...new Set([...one.tags, ...tags])],
      ...(one.pushed === undefined ? {} : { pushed: Math.max(one.pushed, pushed) }),
    };
  });
  return [...new Map([...first, ...after].map((one) => [one.digest, one])).values()];
}

/** The newest timestamp among the tags that each digest lost. */
function stampsOf(gone: readonly DoomedTag[]): Map<Digest, NonNullable<StoredManifest["stamped"]>> {
  const stamps = new Map<Digest, NonNullable<StoredManifest["stamped"]>>();
  for (const { digest, stamp } of gone) {
    const known = stamps.get(digest);
    if (stamp && (known === undefined || known < stamp.timestamp)) stamps.set(digest, stamp.timestamp);
  }
  return stamps;
}

async function taggedIn(
  repository: string,
  registry: Pick<Registry, "tags" | "resolve" | "manifest">,
): Promise<{ digest: Digest; tags: string[] }[]> {
  const tags = await registry.tags(repository);
  const shown = await mapLimited(tags, parallelManifests, async (tag) => {
    const digest = await resolveListed(registry, repository, tag);
    return digest === undefined ? [] : [{ tag, digest }];
  });
  return [...groupBy(shown.flat(), ({ digest }) => digest)].map(([digest, own]) => ({ digest, tags: own.map(({ tag }) => tag) }));
}

/**
 * Reads what each manifest refers to: one GET for each but for the images in an index that is read. Those
 * refer to nothing, and go or stay with their index.
 * @param contents what is known; gets the rest
 */
async function addContents(
  repository: string,
  manifests: readonly StoredManifest[],
  registry: Pick<Registry, "manifest">,
  contents: Map<Digest, ManifestContent>,
): Promise<void> {
  const read = async (digests: readonly Digest[]): Promise<void> => {
    const nested = await mapLimited(
      digests.filter((digest) => !contents.has(digest)),
      parallelManifests,
      async (digest) => {
        const manifest = await registry.manifest(repository, digest);
        const content = manifest && readContent(manifest.bytes);
        if (!content) return [];
        const { indexes, ...rest } = content;
        contents.set(digest, rest);
        for (const child of content.children)
          if (!indexes.includes(child) && !contents.has(child)) contents.set(child, { children: [] });
        return indexes;
      },
    );
    const next = nested.flat().filter((digest) => !contents.has(digest));
    if (next.length > 0) await read(next);
  };
  await read(manifests.filter(({ tags }) => tags.length > 0).map(({ digest }) => digest));
  await read(manifests.map(({ digest }) => digest));
}
