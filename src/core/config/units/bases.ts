import { didYouMean, listed } from "../../lib/text/nearest.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel, Model } from "../model.ts";
import type { Draft } from "./draft.ts";
import { platformsFault } from "./platforms.ts";

/** Reports bases that are no image of this file, and cycles of bases. */
export function checkBases(model: Model, problems: Problems): void {
  const images = new Map(model.images.map((image) => [image.name, image]));
  for (const { config, path, name } of model.images) {
    const { base } = config;
    if (base === undefined || images.has(base) || model.names.includes(base)) continue;
    const others = model.names.filter((other) => other !== name);
    const known = didYouMean(base, others) || ": this file has no other image";
    const hint = known.endsWith("?") ? known : `${known}. Name an external base only in the Dockerfile`;
    problems.add("config-base", `unknown image "${base}"${hint}`, [...path, "base"]);
  }
  const done = new Set<string>();
  for (const { name } of model.images) {
    const cycle = cycleFrom(name, images, done);
    const [first] = cycle;
    if (first === undefined) continue;
    const message =
      cycle.length === 1
        ? `image "${first}" is its own base`
        : `these images are each other's bases: ${[...cycle, first].join(" → ")}`;
    problems.add("config-base", message, ["images", first, "base"]);
    for (const member of cycle) problems.blame(["images", member, "base"]);
  }
}

/** The cycle at the end of an image's chain of bases, unless it has been found before. */
function cycleFrom(start: string, images: ReadonlyMap<string, ImageModel>, done: Set<string>): string[] {
  const chain: string[] = [];
  for (let name: string | undefined = start; name !== undefined && !done.has(name); name = images.get(name)?.config.base) {
    const index = chain.indexOf(name);
    if (index >= 0) {
      for (const member of chain) done.add(member);
      return chain.slice(index);
    }
    chain.push(name);
  }
  for (const member of chain) done.add(member);
  return [];
}

/** The images, bases first, then in the configuration's order. There must be no cycle. */
export function basesFirst(images: readonly ImageModel[]): ImageModel[] {
  const byName = new Map(images.map((image) => [image.name, image]));
  const ordered = new Set<ImageModel>();
  for (const image of images) {
    const chain: ImageModel[] = [];
    for (let next: ImageModel | undefined = image; next && !ordered.has(next) && !chain.includes(next); ) {
      chain.push(next);
      next = next.config.base === undefined ? undefined : byName.get(next.config.base);
    }
    for (const member of chain.reverse()) ordered.add(member);
  }
  return [...ordered];
}

/** Gives each unit its base: the base image's one unit with the same stream and the same values. */
export function joinBases(drafts: ReadonlyMap<string, readonly Draft[]>, problems: Problems): void {
  for (const [name, children] of drafts) {
    const base = children[0]?.image.config.base;
    const parents = base === undefined ? undefined : drafts.get(base);
    if (base !== undefined && parents) joinImage({ name, children, base, parents }, problems);
  }
}

/** The units of an image and of its base. */
interface Family {
  name: string;
  children: readonly Draft[];
  base: string;
  parents: readonly Draft[];
}

function joinImage(movingTag: Family, problems: Problems): void {
  const { name, children, parents } = movingTag;
  const dimensions = [...new Set(parents.flatMap(({ combination }) => Object.keys(combination.dimensions)))];
  const keyOf = ({ combination: { stream, values } }: Draft) =>
    JSON.stringify([stream, ...dimensions.map((dimension) => values[dimension])]);
  const index = new Map<string, Draft[]>();
  for (const parent of parents) index.set(keyOf(parent), [...(index.get(keyOf(parent)) ?? []), parent]);
  const orphans: Draft[] = [];
  const joined: [Draft, Draft][] = [];
  for (const child of children) {
    const [parent, ...others] = index.get(keyOf(child)) ?? [];
    if (!parent || others.length > 0) orphans.push(child);
    else {
      child.unit.base = parent.unit.name;
      joined.push([child, parent]);
    }
  }
  const lacking = platformsFault(name, movingTag.base, joined);
  if (lacking !== undefined) problems.add("config-base", lacking, ["images", name, "base"]);
  const [first] = orphans;
  if (!first) return;
  const several = (index.get(keyOf(first))?.length ?? 0) > 1;
  problems.add("config-base", orphanMessage(first, orphans.length - 1, movingTag, dimensions, several), ["images", name, "base"]);
}

function orphanMessage(first: Draft, more: number, movingTag: Family, dimensions: readonly string[], several: boolean): string {
  const { base, parents } = movingTag;
  const others = more === 0 ? "" : ` (and ${more} more)`;
  const fault = several ? `matches several units of "${base}"` : `matches no unit of "${base}"`;
  return `${first.unit.name}${others} ${fault}: ${reasonOf(first, base, parents, dimensions, several)}`;
}

function reasonOf(
  { combination }: Draft,
  base: string,
  parents: readonly Draft[],
  dimensions: readonly string[],
  several: boolean,
): string {
  if (several) return `only dimensions of its matrix can distinguish them, and it has ${listed(dimensions) || "none"}`;
  if (!parents.some(({ combination: { stream } }) => stream === combination.stream))
    return `"${base}" is not in the stream "${combination.stream}"`;
  const missingDimension = dimensions.find((dimension) => combination.values[dimension] === undefined);
  if (missingDimension !== undefined)
    return `"${base}" has the dimension "${missingDimension}", and this unit has no value for it`;
  const wanted = dimensions.map((dimension) => `${dimension} ${combination.values[dimension]}`).join(", ");
  return `the matrix of "${base}" has no combination of ${wanted} and stream ${combination.stream}`;
}
