import { indexAt, one, two } from "../native-project.ts";
import { atLeast, every, images, type KeptStory, places } from "./story.ts";

/** A run that has just ended, as the checks see it. */
export interface EndedRun {
  status: number | "threw";
  intent: "publish" | "rebuild" | "other";
  /** Whether it was about every image, whatever is due. */
  isWhole?: boolean;
  /** Whether something else was published between its plan and its end. */
  isLate?: boolean;
}

const day = 86_400_000;
const isStamp = (tag: string): boolean => /^release-\d{8}-\d{4}(-\d\d)?$/.test(tag);
const prefix = "io.github.tagstream.";
const reasons = ["due", "base", "inputs", "retry", "asked"];

/** The moment that a timestamp names, in milliseconds. */
function momentOf(stamp: string): number {
  const [, year, month, date, hours, minutes] = /(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)/.exec(stamp) ?? [];
  return Date.parse(`${year}-${month}-${date}T${hours}:${minutes}:00Z`);
}

/** What does not hold after a run, in words. It reads the registries alone, and the tests that ran. */
export async function faultsAfter(story: KeptStory, run: EndedRun): Promise<string[]> {
  const found: string[] = [];
  for (const image of images) {
    if (run.intent === "rebuild") found.push(...overtaking(story, image));
    for (const place of places) found.push(...changedTags(story, `${place}/${image}`));
    for (const place of places) found.push(...(await untested(story, `${place}/${image}`)));
    if (run.status === 0 && run.intent !== "other")
      found.push(...wrongTags(story, image), ...(await notRebuilt(story, image, run)));
  }
  return run.status === 0 ? [...found, ...stillCounted(story, run)] : found;
}

/** What a green run has not rebuilt, although it is about it. */
async function notRebuilt(story: KeptStory, image: string, run: EndedRun): Promise<string[]> {
  if (run.intent !== "rebuild") return [];
  return [...notFresh(story, image, run), ...(run.isWhole && !run.isLate ? await outdated(story, image) : [])];
}

function stillCounted({ made }: KeptStory, { isWhole, isLate }: EndedRun): string[] {
  if (!isWhole || isLate || made.freshness.length === 0) return [];
  return ["all images are published or kept, and the issue still counts a failed rebuild"];
}

/** Invariant 2. */
function changedTags({ made, fixed }: KeptStory, repository: string): string[] {
  return Object.entries(made.registry.shown(repository)).flatMap(([tag, digest]) => {
    if (!isStamp(tag.replace(/^rb\./, ""))) return [];
    const name = `${repository}:${tag}`;
    const was = fixed.get(name) ?? digest;
    fixed.set(name, was);
    return was === digest ? [] : [`2: ${name} was ${was}, and is ${digest}`];
  });
}

/** Invariant 1. */
async function untested({ made, tested }: KeptStory, repository: string): Promise<string[]> {
  const digests = new Set<string>(Object.values(made.registry.shown(repository)));
  const found: string[] = [];
  for (const digest of digests) {
    const { platforms } = await indexAt(made, repository, digest);
    const lacking = platforms.filter((platform) => !tested.has(platform.digest)).map(({ platform }) => platform);
    if (lacking.length > 0) found.push(`1: ${repository}@${digest} was never tested on ${lacking.join()}`);
  }
  return found;
}

/** The timestamp tags of an image in the first registry, oldest first. */
function stampsOf({ made }: KeptStory, image: string) {
  const tags = made.registry.shown(`${one}/${image}`);
  const stamps = Object.keys(tags)
    .filter(isStamp)
    .sort()
    .map((tag) => ({ tag, digest: tags[tag] ?? "", isRollback: tags[`rb.${tag}`] === tags[tag] }));
  return { stamps, newest: stamps.at(-1) };
}

/** Invariants 3, 4 and 9, and the day's alias. */
function wrongTags(story: KeptStory, image: string): string[] {
  const { made, held } = story;
  const { newest } = stampsOf(story, image);
  const wanted = held.get(image) ?? newest?.digest;
  return (story.isTwoRequired ? [one, two] : [one]).flatMap((place) => {
    const tags = made.registry.shown(`${place}/${image}`);
    const today = newest?.tag.slice("release-".length, "release-20261123".length) ?? "";
    return [
      ...(tags["release"] === wanted ? [] : [`4: ${place}/${image} shows ${tags["release"]}, not ${wanted}`]),
      ...(tags[newest?.tag ?? ""] === newest?.digest ? [] : [`3: ${place}/${image} lacks ${newest?.tag}`]),
      ...(!story.hasDates || held.size > 0 || story.wasHeld || tags[today] === newest?.digest
        ? []
        : [`4: ${place}/${image}:${today} shows ${tags[today]}, not ${newest?.digest}`]),
    ];
  });
}

/** After a rebuild of everything, the newest publication has what a build has now. */
async function outdated(story: KeptStory, image: string): Promise<string[]> {
  const { made, had, contents } = story;
  const { newest } = stampsOf(story, image);
  const { platforms } = await indexAt(made, `${one}/${image}`, newest?.digest);
  const isOld = platforms.some(({ digest }) => had.get(digest) !== (contents.get(image) ?? 0));
  return isOld ? [`${image} was rebuilt, and ${newest?.tag} has not what the build has`] : [];
}

/** Invariant 4: what a rebuild publishes again is the newest publication, and no older one. */
function overtaking(story: KeptStory, image: string): string[] {
  const { newest, stamps } = stampsOf(story, image);
  const before = stamps.at(-2);
  if (!newest || !before || newest.isRollback) return [];
  if (story.fixed.has(`${one}/${image}:${newest.tag}`) || before.digest === newest.digest) return [];
  const isOld = stamps.slice(0, -2).some(({ digest }) => digest === newest.digest);
  return isOld ? [`4: ${newest.tag} of ${image} is an older image than ${before.tag}, which another run published`] : [];
}

/** The reason on each rebuild, and no image that is too old. */
function notFresh(story: KeptStory, image: string, { isWhole, isLate }: EndedRun): string[] {
  const { made } = story;
  const { newest, stamps } = stampsOf(story, image);
  const repository = `${one}/${image}`;
  const annotations = newest ? made.registry.annotationsOf(repository, newest.tag) : {};
  const isRebuild = annotations[`${prefix}intent`] === "rebuild";
  const reason = annotations[`${prefix}reason`] ?? "";
  const age = (stamp: string) => made.now.getTime() - momentOf(stamp);
  const last = stamps.findLast(({ isRollback }) => !isRollback);
  const limit = (isWhole ? atLeast : atLeast + every) * day;
  return [
    ...(isRebuild && !reasons.includes(reason) ? [`${repository}:${newest?.tag} says no reason, but "${reason}"`] : []),
    ...(isLate || (last && age(last.tag) < every * day) ? [] : [`${image} is green, and was last built at ${last?.tag}`]),
    ...(isLate || newest?.isRollback || age(annotations[`${prefix}built`] ?? "") < limit + 3_600_000
      ? []
      : [`${repository}:${newest?.tag} was built at ${annotations[`${prefix}built`]}, longer ago than \`at-least\``]),
  ];
}
