import { childHash, hashOf } from "./model-ports.ts";
import type { ModelWorld } from "./model-world.ts";

/** The repositories of registries that are not optional. */
export const required = ({ repositories }: ModelWorld): string[] => repositories.filter((name) => !name.startsWith("mirror"));
const publicationIdsIn = (tags: Record<string, string>): string[] =>
  Object.keys(tags)
    .filter((tag) => /^release-\d{8}-\d{4}(-\d\d)?$/.test(tag))
    .sort();

/**
 * After a green push without holds the stream is made of the tip, unless it shows a rollback, and what was rolled back is of the tip. What is built on
 * it is made of what it shows.
 */
export function tipIsShown(world: ModelWorld): string[] {
  if (world.isHeld) return [];
  const [repository = ""] = world.repositories;
  const front = repository.replace(/squid$/, "front");
  const base = inputsOf(world, repository, "release") ?? "";
  const faults = [
    newestButRollbacks(world, repository) === hashOf(world.tip)
      ? []
      : [`the tip is ${world.tip}, and the stream ${world.shown()}`],
    !world.hasChild || newestButRollbacks(world, front) === childHash(base) ? [] : ["front is not made of what squid shows"],
  ];
  return faults.flat();
}

/** A first registry that was restored lacks what the other one still has: that is published all the same. */
function newestButRollbacks(world: ModelWorld, repository: string): string | undefined {
  const repositories = required(world).map((name) => name.replace(/squid$/, repository.split("/").at(-1) ?? ""));
  const tags = Object.assign({}, ...repositories.toReversed().map((name) => world.registry.shown(name))) as Record<
    string,
    string
  >;
  const stamps = publicationIdsIn(tags);
  const ordinary = stamps.findLast((tag) => tags[`rb.${tag}`] !== tags[tag]) ?? "";
  const holder = repositories.find((name) => world.registry.shown(name)[ordinary] !== undefined);
  return ordinary === stamps.at(-1) ? inputsOf(world, repository, "release") : inputsOf(world, holder ?? "", ordinary);
}

function inputsOf(world: ModelWorld, repository: string, tag: string): string | undefined {
  return world.registry.annotationsOf(repository, tag)["io.github.tagstream.inputs"];
}

/** @param fixed every digest that a tag which never changes has shown, by registry: it is added to */
export function neverChanged(world: ModelWorld, fixed: Map<string, string>): string[] {
  return world.repositories.flatMap((repository) =>
    Object.entries(world.registry.shown(repository)).flatMap(([tag, digest]) => {
      if (!/-\d{8}-\d{4}(-\d\d)?(\.|$)/.test(tag)) return []; // timestamp tags, and the marks of aliases
      const name = `${repository}:${tag}`;
      const was = fixed.get(name) ?? digest;
      fixed.set(name, was);
      return was === digest ? [] : [`${name} was ${was}, and is ${digest}`];
    }),
  );
}

/** @param planted what somebody put into the optional registry */
export function neverCopied(world: ModelWorld, planted: ReadonlySet<string>): string[] {
  return required(world).flatMap((repository) =>
    Object.entries(world.registry.shown(repository)).flatMap(([tag, digest]) =>
      planted.has(digest) ? [`${repository}:${tag} is what was planted`] : [],
    ),
  );
}

/** Without holds each stream shows the newest publication, everywhere that decides; with one, the same everywhere. */
export function agree(world: ModelWorld, image: string): string[] {
  const [first = "", ...others] = required(world).map((name) => name.replace(/squid$/, image));
  const tags = world.registry.shown(first);
  const wanted = world.isHeld ? tags["release"] : tags[publicationIdsIn(tags).at(-1) ?? ""];
  return [first, ...others].flatMap((repository) => {
    const shown = world.registry.shown(repository)["release"];
    return shown === wanted ? [] : [`${repository} shows ${shown}, not ${wanted}`];
  });
}

/**
 * Each alias shows the newest publication that gives its text, as long as nothing was ever held; under a hold and after one, an image that some
 * publication gives it for. The marks, the day and the label `version` say what a publication gives.
 */
export function aliasesShowNewest(world: ModelWorld, wasHeld: boolean): string[] {
  if (world.aliases.length === 0) return [];
  const [first = ""] = required(world);
  const tags = world.registry.shown(first);
  const givers = new Map<string, string[]>();
  for (const stamp of publicationIdsIn(tags)) {
    const digest = tags[stamp] ?? "";
    const marks = Object.keys(tags).filter((tag) => tag.startsWith(`${stamp}.`) && tags[tag] === digest);
    const texts = [
      ...marks.map((tag) => tag.slice(stamp.length + 1)),
      stamp.slice("release-".length, "release-20261123".length),
      ...[world.labelOf(world.madeOf(first, stamp) ?? "")].flatMap((label) => (label === undefined ? [] : [`v${label}`])),
    ];
    for (const text of texts) givers.set(text, [...(givers.get(text) ?? []), digest]);
  }
  const current = tags[publicationIdsIn(tags).at(-1) ?? ""];
  return required(world).flatMap((repository) =>
    [...givers].flatMap(([text, digests]) => {
      const shows = world.registry.shown(repository)[text];
      const isRight =
        wasHeld && digests.at(-1) !== current ? shows === undefined || digests.includes(shows) : shows === digests.at(-1);
      return isRight || world.isHeld ? [] : [`${repository}:${text} shows ${shows}, not ${digests.at(-1)}`];
    }),
  );
}
