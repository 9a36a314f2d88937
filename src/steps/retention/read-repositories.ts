import type { Digest } from "../../core/lib/digest.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import { interruptedRemoval } from "../../core/oci/interrupted-removal.ts";
import type { RepositoryTags, RetentionUnit } from "../../core/retention/facts.ts";
import { disagreeingTags } from "../../core/retention/interrupted.ts";
import { roleOf } from "../../core/retention/publications.ts";
import { tagKey } from "../../core/retention/retention-plan.ts";
import { kindOfTag, movingTagsOf, readTag } from "../../core/tags/publication-tags.ts";
import { candidatesRepository } from "../../core/unit/repositories.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { resolveListed } from "../observe/listed-tag.ts";
import type { WorkProgress } from "../report/work-progress.ts";
import { orReason } from "./or-reason.ts";

/** Repositories to read at the same time, and tags to look up in each: the client has a limit for each host. */
const parallelRepositories = 4;
const parallelTags = 12;

type Reads = Pick<Registry, "tags" | "resolve" | "manifest">;

/** What the registries have of all units. Whatever could not be read is in `unknown`. */
export interface ReadRepositories {
  units: RetentionUnit[];
  /** Sentences for people, one for each repository that could not be read. */
  unknown: string[];
}

/**
 * Reads every repository of these units once: its list of tags, and one HEAD for each tag that is a
 * tag of some unit there, also if units share it.
 * @param progress shows each repository
 */
export async function readRepositories(
  units: readonly Unit[],
  registry: Reads,
  progress: WorkProgress,
): Promise<ReadRepositories> {
  const unitsIn = unitsByRepository(units);
  const read = await mapLimited([...unitsIn], parallelRepositories, async ([repository, own]) => {
    progress.begin(repository, "tags");
    const tags = await orReason(() => digestsIn(repository, own, registry));
    progress.finish(repository, typeof tags === "string");
    return [repository, tags] as const;
  });
  const tagsIn = new Map(read);
  const unknown: string[] = [];
  const of = (repository: string, unit: Unit): RepositoryTags => {
    const tags = tagsIn.get(repository);
    const own = tags instanceof Map ? [...tags].filter(([tag]) => kindOfTag(unit, tag) !== undefined) : [];
    return { repository, tags: new Map(own) };
  };
  const found = units.map((unit): RetentionUnit => {
    const candidates = candidatesElsewhere(unit);
    return {
      unit,
      destinations: unit.destinations.map(({ repository }) => of(repository, unit)),
      ...(candidates === undefined ? {} : { candidates: of(candidates, unit) }),
    };
  });
  const whole = await mapLimited(found, parallelRepositories, async (one) => {
    const restored = await orReason(() => withoutInterruptions(one, registry));
    if (typeof restored !== "string") return restored;
    unknown.push(`Could not read the images of ${one.unit.name}: ${withoutStop(restored)}.`);
    return one;
  });
  const unread = read.flatMap(([repository, tags]) =>
    typeof tags === "string" ? [`Could not read the tags of ${repository}: ${withoutStop(tags)}.`] : [],
  );
  return { units: whole, unknown: [...unread, ...unknown] };
}

/**
 * A unit with what its tags showed before removals that were cut off. Only where tags of one publication
 * disagree: one GET for each of these.
 */
async function withoutInterruptions(one: RetentionUnit, registry: Pick<Registry, "manifest">): Promise<RetentionUnit> {
  const odd = disagreeingTags(one);
  if (odd.length === 0) return one;
  const before = await mapLimited(odd, parallelTags, async ({ repository, tag }) => {
    const manifest = await registry.manifest(repository, tag);
    return [tagKey({ repository, tag }), manifest && interruptedRemoval(manifest.bytes, tag)] as const;
  });
  const had = new Map(before);
  const restored = ({ repository, tags }: RepositoryTags): RepositoryTags => ({
    repository,
    tags: new Map([...tags].map(([tag, digest]) => [tag, had.get(tagKey({ repository, tag })) ?? digest])),
  });
  return { ...one, destinations: one.destinations.map(restored) };
}

/** The repository of a unit's candidates, if it is none of its destinations. */
function candidatesElsewhere(unit: Unit): string | undefined {
  const repository = candidatesRepository(unit);
  return unit.destinations.some((destination) => destination.repository === repository) ? undefined : repository;
}

/** The units with tags in each repository. */
export function unitsByRepository(units: readonly Unit[]): Map<string, Unit[]> {
  const found = new Map<string, Unit[]>();
  for (const unit of units) {
    const candidates = candidatesElsewhere(unit);
    const own = [...unit.destinations.map(({ repository }) => repository), ...(candidates === undefined ? [] : [candidates])];
    for (const repository of new Set(own)) found.set(repository, [...(found.get(repository) ?? []), unit]);
  }
  return found;
}

/** The digests of the tags of these units in a repository. @throws Failure if the list is incomplete */
async function digestsIn(repository: string, units: readonly Unit[], registry: Reads): Promise<Map<string, Digest>> {
  const listed = new Set(await registry.tags(repository));
  const moving = new Set(units.flatMap(movingTagsOf));
  const own = [...listed].filter((tag) => units.some((unit) => kindOfTag(unit, tag) !== undefined));
  const unlisted = [...moving].filter((tag) => !listed.has(tag));
  const found = await mapLimited([...own, ...unlisted], parallelTags, async (tag) => {
    const digest = await (listed.has(tag) ? resolveListed(registry, repository, tag) : registry.resolve(repository, tag));
    if (digest !== undefined && !listed.has(tag)) throw incompleteList(tag);
    // Tagstream never removes such a tag: nobody knows what it shows.
    if (digest === undefined && listed.has(tag) && units.some((unit) => isShown(unit, tag))) throw hiddenTag(tag);
    return [tag, digest] as const;
  });
  return new Map(found.flatMap(([tag, digest]) => (digest === undefined ? [] : [[tag, digest] as const])));
}

/** A list without a tag that exists lacks others, too: what it does not show would not be protected. */
function incompleteList(tag: string): Error {
  return failure("registry-invalid", `its list of tags lacks "${tag}", which exists. Run again: lists of tags may lag behind`);
}

function isShown(unit: Unit, tag: string): boolean {
  const found = readTag(unit, tag);
  return found !== undefined && roleOf(found.kind, found.facts) === "shown";
}

function hiddenTag(tag: string): Error {
  return failure("registry-invalid", `it lists the tag "${tag}", but does not give it. Run again: registries may lag behind`);
}
