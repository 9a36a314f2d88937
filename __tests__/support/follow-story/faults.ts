import { type FollowRule, momentsOf, timesOf, wrongFollows } from "../chaos/follow-rule.ts";
import type { FollowedEnd } from "../followed-project.ts";
import { day, type FollowStory, type Image, images, soak, sourceTags, tagsIn, verified } from "./story.ts";

/** A run that has just ended, as the checks see it. */
export interface EndedRun {
  end: Pick<FollowedEnd, "status" | "text">;
  /** Only a follow publishes anything in a follower; what only completes, and what a person does, does not. */
  isFollow?: boolean;
  /** Whether something was let go wrong, so that it may be red and incomplete. */
  isDisturbed?: boolean;
  /** Followers that were held before it published. */
  held?: ReadonlySet<string>;
}

/** What does not hold after a run, in words. It reads the registries alone, and what people said. */
export async function faultsAfter(story: FollowStory, run: EndedRun): Promise<string[]> {
  const found: string[] = [];
  for (const image of images) {
    found.push(...changedTags(story, image), ...(await published(story, image, run)));
    if (run.end.status === 0 && !run.isDisturbed) found.push(...wrongTags(story, image));
  }
  return found;
}

function ruleOf(story: FollowStory, image: Image): FollowRule {
  const standing = (digest: string, word: string) => {
    const said = story.verdicts.filter((one) => one.digest === digest);
    const since = said.slice(said.findLastIndex(({ verdict }) => verdict === "undone") + 1);
    return ["ann", "bob"].some((by) => since.findLast((one) => one.by === by)?.verdict === word);
  };
  return {
    name: `${image}:stable`,
    stream: "stable",
    source: "fresh",
    soakOf: (digest) => (standing(digest, "good") ? verified : soak) * day,
    withdrawn: (digest) => {
      if (standing(digest, "bad")) return "a bad verdict";
      if (story.yanks.some((yank) => yank.digest === digest && !yank.undone)) return "yanked";
      const held = story.held.get(`${image}:fresh`);
      if (held === undefined || held === digest) return undefined;
      const { ordinary } = timesOf(sourceTags(story, image), "fresh");
      const at = (one: string) => ordinary.findLast((other) => other.digest === one)?.stamp ?? "";
      return at(held) < at(digest) ? "held at something older" : undefined;
    },
    seen: story.seen,
  };
}

/** Invariants 11 and 1, and who may publish in a follower at all. */
async function published(story: FollowStory, image: Image, { isFollow, held }: EndedRun): Promise<string[]> {
  const [first = ""] = story.places;
  const rule = ruleOf(story, image);
  const own = tagsIn(story, first, image);
  const before = new Set(story.seen);
  const { name } = rule;
  const found = wrongFollows(rule, own, sourceTags(story, image), 0);
  for (const { stamp, digest } of timesOf(own, "stable").ordinary) {
    if (before.has(`0 ${name} ${stamp}`)) continue;
    if (!isFollow) found.push(`11: what is no follow published ${stamp} of ${name}`);
    const isHeld = story.shape.isSet ? held?.size : held?.has(name);
    if (isHeld) found.push(`5: ${name} or its set is held, and a follow published ${stamp}`);
    if (story.shape.isSet && !(await hasPassed(story, `${first}/${image}`, digest)))
      found.push(`1: ${digest} of ${name} never passed its test`);
  }
  return found;
}

/** Whether the test of the follower passed on the image of the platform. */
async function hasPassed({ project, passed }: FollowStory, repository: string, digest: string): Promise<boolean> {
  const manifest = await project.made.registry.manifest(repository, digest);
  const index = Buffer.from(manifest?.bytes ?? []).toString();
  return [...passed].some((platform) => index.includes(platform));
}

/** Invariant 2. */
function changedTags(story: FollowStory, image: Image): string[] {
  return story.places.flatMap((where) =>
    [...tagsIn(story, where, image)].flatMap(([tag, digest]) => {
      if (!/-\d{8}-\d{4}(-\d\d)?$/.test(tag)) return [];
      const name = `${where}/${image}:${tag}`;
      const was = story.fixed.get(name) ?? digest;
      story.fixed.set(name, was);
      return was === digest ? [] : [`2: ${name} was ${was}, and is ${digest}`];
    }),
  );
}

/** Invariants 3, 4 and 5, of the follower. */
function wrongTags(story: FollowStory, image: Image): string[] {
  const { places, shape, held } = story;
  const first = tagsIn(story, places[0] ?? "", image);
  const { ordinary, rollbacks } = timesOf(first, "stable");
  const newest = [...ordinary, ...rollbacks].toSorted((one, other) => (one.stamp < other.stamp ? -1 : 1)).at(-1);
  const wanted = held.get(`${image}:stable`) ?? newest?.digest;
  return places.slice(0, shape.registries === "optional" ? 1 : 2).flatMap((where) => {
    const tags = tagsIn(story, where, image);
    return [
      ...(tags.get("stable") === wanted ? [] : [`4: ${where}/${image} shows ${tags.get("stable")} as stable, not ${wanted}`]),
      ...(newest && tags.get(`stable-${newest.stamp}`) !== newest.digest
        ? [`3: ${where}/${image} lacks stable-${newest.stamp}`]
        : []),
    ];
  });
}

/** A set that does not show one moment of its source. */
export function splitSet(story: FollowStory): string[] {
  if (!story.shape.isSet) return [];
  const [first = ""] = story.places;
  const rule = { stream: "stable", source: "fresh" };
  const spans = images.map((image) => momentsOf(rule, tagsIn(story, first, image), sourceTags(story, image)));
  const known = spans.filter((span) => span !== undefined);
  const from =
    known
      .map(([since]) => since)
      .sort()
      .at(-1) ?? "";
  const until = known.map(([, end]) => end).sort()[0] ?? "~";
  const isOne = known.length === 0 || (known.length === images.length && from < until);
  return isOne ? [] : [`11: the set shows no one moment of its source: ${JSON.stringify(spans)}`];
}
