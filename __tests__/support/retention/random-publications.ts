import type { Digest } from "../../../src/core/lib/digest.ts";
import { makeDigest } from "../units.ts";
import { day } from "./facts.ts";
import type { Draft, DraftUnit, RandomPublication } from "./random-draft.ts";

/** Publishes a unit's images over two years, into registries that miss some tags and lag. */
export function publishAtRandom(draft: Draft, own: DraftUnit): void {
  const { follows } = own.unit;
  const source = follows && draft.units.get(follows.unit);
  const moments = source
    ? source.publications.filter(() => draft.random.chance(0.4)).map(({ moment }) => moment)
    : someMoments(draft);
  const delay = 1 + draft.random.below(20);
  for (const moment of moments) {
    const taken = source?.publications.find((one) => one.moment === moment && !one.rollback);
    if (source && !taken) continue;
    publish(draft, own, taken ? moment + delay * day : moment, taken?.image);
  }
  show(draft, own);
}

/** Oldest first; some in the same minute. */
function someMoments({ random, now }: Draft): number[] {
  const moments: number[] = [];
  let moment = now - (random.chance(0.2) ? random.below(400) : random.below(8)) * day - random.below(1440) * 60_000;
  if (random.chance(0.02)) moment = now + 400 * day; // a clock that was wrong
  for (let count = random.below(22); count >= 0; count--) {
    moments.push(moment);
    moment -= random.chance(0.08)
      ? 0
      : random.pick([1, 3, 7, 7, 7, 14, 30, 60]) * day - (random.chance(0.5) ? 0 : random.below(60) * 60_000);
  }
  return moments.toReversed();
}

function publish(draft: Draft, own: DraftUnit, moment: number, taken: string | undefined): void {
  const { random } = draft;
  if (moment > draft.now && taken !== undefined) return;
  const { name } = own.unit;
  const earlier = own.publications.length > 0 && random.chance(0.12) ? random.pick(own.publications).image : undefined;
  const image = earlier ?? taken ?? newImage(draft, own);
  const rollback = earlier !== undefined && random.chance(0.6);
  const one: RandomPublication = { unit: name, image, stamp: freeStamp(draft, own, moment), moment, rollback };
  own.publications.push(one);
  draft.images.set(makeDigest(image), { bases: basesFor(draft, own, moment), members: [memberOf(image)] });
  write(draft, own, one);
}

/** Some images are the same in several units. */
function newImage({ random }: Draft, { unit, publications }: DraftUnit): string {
  return random.chance(0.04) ? `shared ${random.below(3)}` : `${unit.name} ${publications.length}`;
}

/** Some runs did not reach a registry, and some wrote only a part. */
function write(draft: Draft, own: DraftUnit, { image, stamp, rollback }: RandomPublication): void {
  const { random } = draft;
  const tags = tagsFor(draft, own, stamp, rollback);
  for (const [index, place] of [...own.places.values()].entries()) {
    if (random.chance(index === 0 ? 0.03 : 0.08)) continue;
    const digest = makeDigest(random.chance(0.004) ? `other ${image}` : image);
    for (const tag of tags) if (random.chance(0.98)) place.set(tag, digest);
  }
}

function freeStamp({ form }: Draft, { publications }: DraftUnit, moment: number): string {
  const iso = new Date(moment).toISOString();
  const time = form === "day" ? "" : `-${iso.slice(11, 16).replace(":", "")}`;
  const stamp = `${iso.slice(0, 10).replaceAll("-", "")}${time}`;
  const taken = publications.filter((one) => one.stamp.slice(0, stamp.length) === stamp).length;
  return taken === 0 ? stamp : `${stamp}-${String(taken).padStart(2, "0")}`;
}

function basesFor({ random, units }: Draft, { unit }: DraftUnit, moment: number): Digest[] {
  const base = unit.base === undefined ? undefined : units.get(unit.base);
  const before = base?.publications.filter((one) => one.moment <= moment) ?? [];
  const used = random.chance(0.9) ? before.at(-1) : before[0];
  if (!used) return [];
  return [random.chance(0.2) ? memberOf(used.image) : makeDigest(used.image)];
}

/** The manifest of one platform in an image. */
export function memberOf(image: string): Digest {
  return makeDigest(`${image} on amd64`);
}

function tagsFor({ random }: Draft, { unit }: DraftUnit, stamp: string, rollback: boolean): string[] {
  const { streamTag } = unit;
  const sha = hex(random);
  const evaluated = unit.evaluatedAliases?.[0];
  return [
    `${streamTag}-${stamp}`,
    ...unit.aliases.flatMap(({ tag, timestamps }) => (timestamps ? [`${tag}-${stamp}`] : [])),
    ...(rollback ? [`rb.${streamTag}-${stamp}`] : []),
    ...(random.chance(0.1) ? [`vm.${streamTag}-${stamp}.1.4.${random.below(9)}`] : []),
    ...(evaluated ? [`${streamTag}-${stamp}.${streamTag}.${sha}`] : []),
    ...(evaluated?.timestamps ? [`${streamTag}.${sha}-${stamp}`] : []),
    ...(evaluated && random.chance(0.2) ? [`${streamTag}.${sha}`] : []),
  ];
}

/** Streams, aliases and versions show a publication; registries may lag. Failed runs have left marks. */
function show(draft: Draft, own: DraftUnit): void {
  const { random } = draft;
  const { publications, places } = own;
  if (publications.length === 0) return;
  const shown = random.chance(0.85) ? publications.at(-1) : random.pick(publications);
  const mark = `20260${1 + random.below(9)}03-0101`;
  for (const [index, place] of [...places.values()].entries()) {
    const lagging = index > 0 && random.chance(0.2) ? random.pick(publications) : shown;
    if (lagging && random.chance(0.97)) showIn(place, draft, own, lagging.image);
    addRemains(place, draft, own, mark);
  }
}

function showIn(place: Map<string, Digest>, { random }: Draft, { unit, publications }: DraftUnit, image: string): void {
  place.set(unit.streamTag, makeDigest(image));
  for (const { tag } of unit.aliases) place.set(tag, makeDigest(random.chance(0.95) ? image : random.pick(publications).image));
  if (!unit.versions) return;
  place.set(`1.${random.below(3)}.0`, makeDigest(random.pick(publications).image));
  place.set("1", makeDigest(random.pick(publications).image));
}

function addRemains(place: Map<string, Digest>, { random }: Draft, { unit, publications }: DraftUnit, stamp: string): void {
  const image = random.chance(0.2) ? random.pick(publications).image : `lost ${unit.name}`;
  if (random.chance(0.3)) place.set(`rb.${unit.streamTag}-${stamp}`, makeDigest(image));
  if (random.chance(0.2)) place.set(`cache.${unit.streamTag}`, makeDigest("cache"));
  if (random.chance(0.2)) place.set("20200101-somebody", makeDigest("foreign"));
}

export function hex({ below }: { below: (count: number) => number }): string {
  return Array.from({ length: 12 }, () => below(16).toString(16)).join("");
}
