import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import { interruptedRemoval } from "../../core/oci/interrupted-removal.ts";
import type { RetentionImage, RetentionUnit } from "../../core/retention/facts.ts";
import { readContent } from "../../core/retention/manifest-content.ts";
import { type CandidateTag, readUnit } from "../../core/retention/publications.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Registry, StayCheck } from "../../ports/registry.ts";
import { orReason } from "./or-reason.ts";

const parallelImages = 12;
const parallelPullRequests = 4;

/** What is known of candidates. */
export interface ReadCandidates {
  images: Map<Digest, RetentionImage>;
  openPullRequests: Map<number, boolean>;
  /** Sentences for people. */
  unknown: string[];
}

/**
 * Reads the images under the candidate tags of these units, and asks GitHub whether their pull
 * requests are open. One GET for each image: when it was built is in no tag.
 * @param forge absent without a token: then no pull request is known to be closed
 */
export async function readCandidates(
  units: readonly RetentionUnit[],
  registry: Pick<Registry, "manifest">,
  whyStays: StayCheck,
  forge: Pick<Forge, "pullRequest"> | undefined,
): Promise<ReadCandidates> {
  const candidates = units.flatMap((unit) => readUnit(unit).candidates);
  const byDigest = new Map(candidates.map((candidate) => [candidate.digest, candidate]));
  const unknown: string[] = [];
  const read = await mapLimited([...byDigest.values()], parallelImages, async (candidate) => {
    const image = await orReason(() => imageOf(candidate, registry, whyStays));
    if (typeof image !== "string") return image ? [[candidate.digest, image] as const] : [];
    unknown.push(`Could not read the candidate ${candidate.repository}:${candidate.tag}: ${withoutStop(image)}.`);
    return [];
  });
  const images = new Map(read.flat());
  // A pull request of another repository may have the same number as one of ours.
  const own = candidates.filter(({ digest }) => images.get(digest)?.foreign === undefined);
  const numbers = new Set(own.flatMap(({ pullRequest }) => (pullRequest === undefined ? [] : [pullRequest])));
  const open = await openAmong([...numbers], forge);
  return { images, openPullRequests: open.states, unknown: [...unknown, ...open.unknown] };
}

/** Undefined if it was removed since. @throws Failure */
async function imageOf(
  { repository, tag, digest }: CandidateTag,
  registry: Pick<Registry, "manifest">,
  whyStays: StayCheck,
): Promise<RetentionImage | undefined> {
  const manifest = await registry.manifest(repository, digest);
  if (!manifest) return undefined;
  const { built, pullRequest } = readManifestAnnotations(manifest.bytes);
  const foreign = await whyStays(tag, manifest);
  return {
    ...(built === undefined ? {} : { built }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    bases: [],
    members: readContent(manifest.bytes)?.children ?? [],
    ...(foreign === undefined ? {} : { foreign }),
    ...(interruptedRemoval(manifest.bytes, tag) === undefined ? {} : { isEmpty: true as const }),
  };
}

/** Whether pull requests are open. One that is missing from the answer is not known to be closed. */
export async function openAmong(
  numbers: readonly number[],
  forge: Pick<Forge, "pullRequest"> | undefined,
): Promise<{ states: Map<number, boolean>; unknown: string[] }> {
  const states = new Map<number, boolean>();
  const unknown: string[] = [];
  await mapLimited(forge ? numbers : [], parallelPullRequests, async (number) => {
    const state = await orReason(async () => forge?.pullRequest(number));
    if (typeof state === "string") unknown.push(`Could not ask whether #${number} is open: ${withoutStop(state)}.`);
    else if (state) states.set(number, state.open);
  });
  return { states, unknown };
}
