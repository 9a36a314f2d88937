// Part of the independent checker: which publications the words of the documentation keep.
import type { RetentionFacts } from "../../../src/core/retention/facts.ts";
import type { RetentionRules } from "../../../src/core/retention/rules.ts";
import { minutesBetween, stampAt } from "./checker-dates.ts";
import type { CheckedPublication, CheckedUnit } from "./checker-model.ts";

const minute = 60_000;

/** The rollback that went back past a publication, and where it went. */
function rollbackPast(one: CheckedPublication, all: CheckedPublication[]) {
  for (const rollback of all) {
    if (!rollback.rollback || rollback.order <= one.order || rollback.digest === one.digest) continue;
    const target = targetOf(rollback, all);
    if (target && target.order < one.order) return { rollback, target };
  }
  return undefined;
}

function targetOf(rollback: CheckedPublication, all: CheckedPublication[]): CheckedPublication | undefined {
  return all.filter((one) => !one.rollback && one.digest === rollback.digest && one.order < rollback.order).at(-1);
}

function isYanked(digest: string, { judgements }: RetentionFacts): boolean {
  return judgements.yanks.some((yank) => yank.digest === digest && yank.undone === undefined);
}

/** The publications that a rule of the unit keeps. */
export function keptByRules({ publications }: CheckedUnit, rules: RetentionRules, facts: RetentionFacts): CheckedPublication[] {
  const now = stampAt(facts.now);
  const newest = publications.filter(({ counts }) => counts).at(-1) ?? publications.at(-1) ?? now;
  const reference = minutesBetween(newest, now) < 0 ? now : newest;
  const good = publications.filter((one) => !isYanked(one.digest, facts) && !rollbackPast(one, publications));
  return publications.filter((one) => {
    const age = minutesBetween(one, reference) * minute;
    const isNewestOf = (key: "week" | "month"): boolean =>
      good.includes(one) && !good.some((other) => other[key] === one[key] && isInFrontOf(other, one));
    const isOfLast = [publications, publications.filter(({ counts }) => counts)].some((some) => {
      const newer = new Set(some.filter(({ order }) => order > one.order).map(({ digest }) => digest));
      return rules.last !== undefined && some.includes(one) && !newer.has(one.digest) && newer.size < rules.last;
    });
    return (
      (rules.all !== undefined && age <= rules.all) ||
      (rules.weekly !== undefined && age <= rules.weekly && isNewestOf("week")) ||
      (rules.monthly !== undefined && age <= rules.monthly && isNewestOf("month")) ||
      isOfLast ||
      (rules.protect ?? []).some((glob) => one.tags.some(({ tag }) => globMatches(glob, tag)))
    );
  });
}

/** What counts as published comes before what does not. */
function isInFrontOf(one: CheckedPublication, other: CheckedPublication): boolean {
  return one.counts === other.counts ? one.order > other.order : one.counts;
}

function globMatches(glob: string, tag: string): boolean {
  const escaped = [...glob].map((c) => (c === "*" ? ".*" : c === "?" ? "." : c.replace(/[.\\+^$()[\]{}|]/, "\\$&")));
  return new RegExp(`^${escaped.join("")}$`).test(tag);
}

/** Digests that are in use outside of publications, whatever tags they have. */
export function digestsInUse(units: CheckedUnit[], facts: RetentionFacts, candidates: ReadonlySet<string>): Set<string> {
  const found = new Set<string>(candidates);
  for (const { tags } of units) for (const { role, digest } of tags) if (role === "shown") found.add(digest);
  for (const { digest } of facts.holds) if (digest !== undefined) found.add(digest);
  for (const { digest } of facts.judgements.verdicts) found.add(digest);
  for (const digest of neededDigests(units, facts)) found.add(digest);
  for (const unit of units) for (const one of previousOf(unit, facts)) found.add(one.digest);
  return found;
}

/** Digests that a file names, itself or by a tag. */
export function neededDigests(units: CheckedUnit[], facts: RetentionFacts): Set<string> {
  const needs = [...facts.pins, ...facts.keepFile];
  const names = new Set(needs.flatMap(({ tag }) => tag?.tag ?? []));
  const named = units.flatMap(({ tags }) => tags.filter(({ tag }) => names.has(tag)));
  const found = withIndexes(
    needs.flatMap(({ digest }) => digest ?? []),
    facts,
  );
  for (const { tag } of needs)
    for (const one of named)
      if (tag && one.tag === tag.tag && (tag.repository ?? one.repository) === one.repository) found.add(one.digest);
  return found;
}

/** Digests, and the images that have one of them as the manifest of a platform. */
export function withIndexes(digests: readonly string[], { images }: RetentionFacts): Set<string> {
  const found = new Set(digests);
  for (const [image, { members = [] }] of images) if (members.some((one) => digests.includes(one))) found.add(image);
  return found;
}

/** What `rollback` may go to. */
function previousOf(unit: CheckedUnit, facts: RetentionFacts): CheckedPublication[] {
  const [home = ""] = unit.repositories;
  const shown = (unit.stream.find(({ repository }) => repository === home) ?? unit.stream[0])?.digest;
  const lists = [
    unit.publications.filter(({ tags }) => tags.some(({ repository }) => repository === home)),
    unit.publications.filter(({ counts }) => counts),
  ];
  return lists.flatMap((list) => {
    const first = list.findIndex(({ digest }) => digest === shown);
    const older = first < 0 ? list : list.slice(0, first);
    const target = older.filter(({ digest }) => !isYanked(digest, facts)).at(-1);
    const start = list[first];
    return [...(target ? [target] : []), ...(start ? [start] : [])];
  });
}

/** Publications that are in use by their own name. */
export function namedInUse(units: CheckedUnit[], facts: RetentionFacts): Set<CheckedPublication> {
  const found = new Set<CheckedPublication>();
  for (const unit of units) {
    const { publications, name } = unit;
    const counted = publications.filter(({ counts }) => counts);
    for (const list of [publications, counted])
      addAll(found, [...list.slice(-1), ...list.filter(({ rollback }) => !rollback).slice(-1)]);
    addAll(found, previousOf(unit, facts));
    addAll(
      found,
      publications.filter(({ tags }) => new Set(tags.flatMap((tag) => (tag.role === "stamp" ? [tag.digest] : []))).size > 1),
    );
    addAll(
      found,
      publications.filter((one) => facts.holds.some(({ unit: held, stamp }) => held === name && stamp && isStamp(one, stamp))),
    );
    addAll(
      found,
      publications.filter((one) => isNamed(one, unit, facts)),
    );
  }
  for (const follower of units) addAll(found, followedBy(follower, units));
  return found;
}

function isStamp({ order }: CheckedPublication, { timestamp, sequence }: { timestamp: string; sequence: number }): boolean {
  const time = timestamp.endsWith("2400") ? "99:99" : `${timestamp.slice(9, 11)}:${timestamp.slice(11)}`;
  return order === `${timestamp.slice(0, 8)}-${time}-${String(sequence).padStart(2, "0")}`;
}

function isNamed(one: CheckedPublication, { repositories, name }: CheckedUnit, { pins, keepFile }: RetentionFacts): boolean {
  const stream = name.slice(name.indexOf(":") + 1);
  return [...pins, ...keepFile].some(
    ({ tag }) => tag?.tag === `${stream}-${one.text}` && (tag.repository === undefined || repositories.includes(tag.repository)),
  );
}

/** What a follower shows or may still take, in everything that it follows. */
function followedBy(follower: CheckedUnit, units: CheckedUnit[]): CheckedPublication[] {
  const found: CheckedPublication[] = [];
  for (let name = follower.follows; name !== undefined; ) {
    const source = units.find((one) => one.name === name);
    if (!source) break;
    found.push(...neededOf(source, follower));
    name = source.follows;
  }
  return found;
}

function neededOf(source: CheckedUnit, follower: CheckedUnit): CheckedPublication[] {
  if (follower.stream.length === 0) return source.publications;
  const last = follower.publications.filter(({ rollback }) => !rollback).at(-1);
  const images = new Set([...follower.stream.map(({ digest }) => digest), ...(last ? [last.digest] : [])]);
  const found: CheckedPublication[] = [];
  let from = "~"; // after every order
  for (const image of images) {
    const taken = ordinaryOf(follower.publications, image);
    const at = takenFrom(source, image, taken?.order ?? "~");
    const own = at ? undefined : taken;
    if (own) found.push(own);
    const order = (at ?? own)?.order ?? "";
    if (order < from) from = order;
  }
  return [...found, ...source.publications.filter(({ order }) => order >= from)];
}

/** What a follower took until then: as its source's first registry has it, if that has the image. */
function takenFrom({ publications, repositories: [home] }: CheckedUnit, image: string, until: string) {
  const ofImage = publications.filter(({ digest }) => digest === image);
  const atHome = ofImage.filter(({ tags }) => tags.some(({ repository }) => repository === home));
  const known = atHome.length > 0 ? atHome : ofImage;
  return (
    ordinaryOf(
      known.filter(({ order }) => order <= until),
      image,
    ) ?? ordinaryOf(known, image)
  );
}

function ordinaryOf(publications: readonly CheckedPublication[], image: string): CheckedPublication | undefined {
  const all = publications.filter(({ digest }) => digest === image);
  return all.filter(({ rollback }) => !rollback).at(-1) ?? all[0];
}

/** What kept publications need, until nothing is added: bases, and what tells that one is a bad one. */
export function withWhatTheyNeed(
  kept: Set<CheckedPublication>,
  digests: Set<string>,
  staying: readonly CheckedPublication[],
  units: CheckedUnit[],
  facts: RetentionFacts,
): void {
  for (let before = -1; before !== kept.size + digests.size; ) {
    before = kept.size + digests.size;
    for (const one of [...kept, ...staying]) for (const base of withIndexes(basesOf(one, facts), facts)) digests.add(base);
    for (const unit of units) addAll(kept, holdersIn(unit, digests));
    for (const unit of units)
      addAll(
        kept,
        unit.publications.filter((one) => kept.has(one)).flatMap((one) => tellsOf(one, unit)),
      );
  }
}

function addAll<T>(to: Set<T>, some: readonly T[]): void {
  for (const one of some) to.add(one);
}

function basesOf(one: CheckedPublication, facts: RetentionFacts): string[] {
  const images: ReadonlyMap<string, { bases: readonly string[] }> = facts.images;
  const digests = new Set([one.digest, ...one.tags.map(({ digest }) => digest)]);
  return [...digests].flatMap((digest) => images.get(digest)?.bases ?? []);
}

/** The publications that tell what one is: the rollback past it, and what it went back to itself. */
function tellsOf(one: CheckedPublication, { publications }: CheckedUnit): CheckedPublication[] {
  const past = rollbackPast(one, publications);
  const target = one.rollback ? targetOf(one, publications) : undefined;
  return [...(past ? [past.rollback] : []), ...(target ? [target] : [])];
}

/** In each repository, the newest publication of an image by the stream's own tag, and by another tag. */
function holdersIn({ publications }: CheckedUnit, digests: ReadonlySet<string>): CheckedPublication[] {
  const newest = new Map<string, CheckedPublication>();
  for (const one of publications)
    for (const { repository, digest, role } of one.tags)
      if (digests.has(digest)) newest.set(`${repository} ${digest} ${role === "stamp"}`, one);
  return [...newest.values()];
}
