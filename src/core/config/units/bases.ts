import { didYouMean, listed } from "../../lib/text/nearest.ts";
import { baseKeys, type UnitBase } from "../../unit/bases.ts";
import { dependenciesFirst } from "../../unit/bases-first.ts";
import { hasVersionsAlone, noStream } from "../../unit/versions-alone.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel, Model } from "../model.ts";
import type { Draft } from "./draft.ts";
import { platformsFault } from "./platforms.ts";

/** A base that an image declares, and its place in the file. */
interface DeclaredBase {
  name: string;
  path: Path;
}

function declaredBasesOf({ config: { base = [] }, path }: ImageModel): DeclaredBase[] {
  if (typeof base === "string") return [{ name: base, path: [...path, "base"] }];
  return base.map((name, index) => ({ name, path: [...path, "base", index] }));
}

/** Reports bases that are no image of this file or are listed twice, and cycles of bases. */
export function checkBases(model: Model, problems: Problems): void {
  for (const image of model.images) {
    const bases = declaredBasesOf(image);
    for (const [index, { name, path }] of bases.entries()) {
      if (bases.findIndex((base) => base.name === name) < index) problems.add("config-base", `"${name}" is listed twice`, path);
      else if (!model.names.includes(name)) problems.add("config-base", unknownBase(name, image, model), path);
    }
  }
  basesFirst(model.images, (cycle) => reportCycle(cycle, problems));
}

function unknownBase(base: string, { name }: ImageModel, model: Model): string {
  const others = model.names.filter((other) => other !== name);
  const known = didYouMean(base, others) || ": this file has no other image";
  const hint = known.endsWith("?") ? known : `${known}. Name an external base only in the Dockerfile`;
  return `unknown image "${base}"${hint}`;
}

function reportCycle(cycle: readonly ImageModel[], problems: Problems): void {
  const [first, second = first] = cycle;
  if (!first) return;
  const names = [...cycle, first].map(({ name }) => name);
  const message =
    cycle.length === 1 ? `image "${first.name}" is its own base` : `these images are each other's bases: ${names.join(" → ")}`;
  const path = declaredBasesOf(first).find(({ name }) => name === second?.name)?.path ?? [...first.path, "base"];
  problems.add("config-base", message, path);
  for (const member of cycle) problems.blame([...member.path, "base"]);
}

/** The images, bases first, then in the configuration's order. */
export function basesFirst(images: readonly ImageModel[], report?: (cycle: ImageModel[]) => void): ImageModel[] {
  const byName = new Map(images.map((image) => [image.name, image]));
  return dependenciesFirst(images, (image) => declaredBasesOf(image).flatMap(({ name }) => byName.get(name) ?? []), report);
}

/**
 * Gives each unit its bases: of each base image the one unit with the same stream and values. A unit
 * that follows another one is not built: it has no base, and is none.
 */
export function joinBases(all: ReadonlyMap<string, readonly Draft[]>, problems: Problems): void {
  const drafts = new Map([...all].map(([name, each]) => [name, each.filter(({ source }) => !source)]));
  for (const [name, children] of drafts) {
    const found = new Map(children.map((child) => [child, [] as UnitBase[]]));
    for (const base of children[0] ? declaredBasesOf(children[0].image) : []) {
      const parents = drafts.get(base.name);
      if (parents) joinImage({ name, children, base: base.name, path: base.path, parents }, found, problems);
    }
    for (const [{ unit }, bases] of found) Object.assign(unit, baseKeys(bases));
  }
}

/** The units of an image and of one of its bases. */
interface Family {
  name: string;
  children: readonly Draft[];
  base: string;
  /** Where the image declares the base. */
  path: Path;
  parents: readonly Draft[];
}

function joinImage(family: Family, found: ReadonlyMap<Draft, UnitBase[]>, problems: Problems): void {
  const { name, base, children, parents, path } = family;
  const dimensions = [...new Set(parents.flatMap(({ combination }) => Object.keys(combination.dimensions)))];
  const streamOf = streamForBase(family);
  const keyOf = (draft: Draft) =>
    JSON.stringify([streamOf(draft), ...dimensions.map((dimension) => draft.combination.values[dimension])]);
  const index = new Map<string, Draft[]>();
  for (const parent of parents) {
    const key = keyOf(parent);
    index.set(key, [...(index.get(key) ?? []), parent]);
  }
  const orphans: Draft[] = [];
  const joined: [Draft, Draft][] = [];
  for (const child of children) {
    const [parent, ...others] = index.get(keyOf(child)) ?? [];
    if (!parent || others.length > 0) orphans.push(child);
    else {
      found.get(child)?.push({ unit: parent.unit.name });
      joined.push([child, parent]);
    }
  }
  const lacking = platformsFault(name, base, joined);
  if (lacking !== undefined) problems.add("config-base", lacking, path);
  const [first] = orphans;
  if (!first) return;
  const several = (index.get(keyOf(first))?.length ?? 0) > 1;
  problems.add("config-base", orphanMessage(first, orphans.length - 1, family, dimensions, several), path);
}

/**
 * The stream in which a unit looks for its base: its own. An image with versions alone is built on
 * the stream of its `versions`, or on the only stream of its base.
 */
function streamForBase({ children, parents }: Family): (draft: Draft) => string {
  const streams = new Set(parents.map(({ unit }) => unit.stream));
  const [only] = streams.size === 1 ? streams : [];
  const chosen = children[0]?.image.config.versions;
  const named = (chosen !== false && chosen?.stream) || only;
  return ({ unit }) => (hasVersionsAlone(unit) && !streams.has(unit.stream) ? (named ?? unit.stream) : unit.stream);
}

function orphanMessage(first: Draft, more: number, family: Family, dimensions: readonly string[], several: boolean): string {
  const { base, parents } = family;
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
  if (combination.stream === noStream && !parents.some(({ unit }) => unit.stream === noStream))
    return `"${base}" is in several streams: choose one with \`versions: { stream: … }\` of this image`;
  if (!parents.some(({ combination: { stream } }) => stream === combination.stream))
    return `"${base}" is not in the stream "${combination.stream}"`;
  const missingDimension = dimensions.find((dimension) => combination.values[dimension] === undefined);
  if (missingDimension !== undefined)
    return `"${base}" has the dimension "${missingDimension}", and this unit has no value for it`;
  const wanted = dimensions.map((dimension) => `${dimension} ${combination.values[dimension]}`).join(", ");
  return `the matrix of "${base}" has no combination of ${wanted} and stream ${combination.stream}`;
}
