import type { Digest } from "../../../src/core/lib/digest.ts";
import { parsePublicationId } from "../../../src/core/tags/timestamp.ts";
import { timesOf } from "../chaos/follow-rule.ts";
import type { RegistryCall } from "../memory-registry.ts";
import { settle } from "./endings.ts";
import { faultsAfter, splitSet } from "./faults.ts";
import { afterPlan, follow, isWrite, killedAt, publishSources, pushElsewhere, resumeOne, rollBack } from "./runs.ts";
import { beginStory, type FollowStory, images, later, publishWords, type Shape, sourceTags, tagsIn } from "./story.ts";

/** What happens in a story; it returns what does not hold, in words. */
type Deed = (story: FollowStory) => Promise<string[]> | string[];

/** What people, clocks and machines do, and how often of all times. */
const deeds: readonly [name: string, times: number, deed: Deed][] = [
  ["rebuild", 4, (story) => publishSources(story, story.random.chance(0.3) ? [story.random.pick(images)] : images)],
  ["push", 1, pushImage],
  ["follow", 5, (story) => follow(story)],
  ["judge", 2, judge],
  ["killed", 4, killed],
  ["the source is rolled back meanwhile", 1, (story) => meanwhile(story, () => rollOneBack(story, "fresh"))],
  ["the follower is rolled back meanwhile", 1, (story) => meanwhile(story, () => rollOneBack(story, "stable"))],
  ["judged meanwhile", 1, (story) => meanwhile(story, () => judge(story))],
  ["published meanwhile", 1, (story) => meanwhile(story, () => publishSources(story))],
  ["two at once", 2, twoAtOnce],
  ["a registry fails", 2, failing],
  ["a listing lags", 2, lagging],
  ["a test fails", 1, failOne],
  ["roll the source back", 1, (story) => rollOneBack(story, "fresh")],
  ["roll the source back and resume", 1, rolledAndResumed],
  ["roll the follower back", 1, (story) => rollOneBack(story, "stable")],
  ["resume", 2, resumeAny],
];
const choices = deeds.flatMap(([name, times, deed]) => Array.from({ length: times }, () => ({ name, deed })));

/**
 * One story from its first publication to an end at which nothing is left to do: what did not hold,
 * and all that happened.
 * @param only the names of the only deeds beside rebuilds and follows, with commas; any by default
 */
export async function tellStory(
  seed: number,
  only?: string,
  shape?: Shape,
  steps = 10,
): Promise<{ found: string[]; log: string[] }> {
  const story = beginStory(seed, shape);
  const found = await publishSources(story);
  const named = choices.filter(({ name }) => only?.split(",").includes(name));
  const usual = choices.filter(({ name }) => name === "rebuild" || name === "follow");
  const own = only === undefined ? choices : [...usual, ...Array.from({ length: 6 }, () => named).flat()];
  for (let step = 0; step < steps && found.length === 0; step++) {
    later(story, story.random.pick([0.01, 0.5, 1, 1, 2]));
    const { name, deed } = story.random.pick(own);
    story.log.push(`${story.project.made.now.toISOString()} ${name}`);
    found.push(...(await deed(story)));
  }
  if (found.length === 0) found.push(...(await settle(story)));
  return { found, log: story.log };
}

function pushImage(story: FollowStory): Promise<string[]> {
  const image = story.random.pick(images);
  story.project.made.repository.commit({ [`${image}/Dockerfile`]: `FROM scratch\n# ${story.log.length}\n` });
  return publishSources(story, images, "push");
}

/** Somebody says that a publication is good or bad, or yanks it, or takes that back. */
function judge(story: FollowStory): string[] {
  const { random, verdicts, yanks, project } = story;
  const image = random.pick(images);
  const publication = random.pick(timesOf(sourceTags(story, image), "fresh").ordinary.slice(-3));
  const stamp = parsePublicationId(publication.stamp);
  if (!stamp) throw new TypeError(publication.stamp);
  const at = `${project.made.now.toISOString().slice(0, 19)}Z`;
  const digest = publication.digest as Digest;
  const said = { unit: `${image}:fresh`, stamp, digest, by: random.pick(["ann", "bob"]), at, reason: "tried it" };
  const what = random.pick(["good", "bad", "bad", "undone", "yank"] as const);
  story.log.push(`  ${what} ${image} ${publication.stamp} ${digest.slice(0, 15)}`);
  if (what === "yank") yanks.push(said);
  else verdicts.push({ ...said, verdict: what });
  publishWords(story);
  return [];
}

async function rollOneBack(story: FollowStory, stream: "fresh" | "stable"): Promise<string[]> {
  const end = await rollBack(story, story.random.pick(images), stream);
  return faultsAfter(story, { end, isDisturbed: true }); // it is about this unit alone
}

/** The rollback stays in history, and counts there. */
async function rolledAndResumed(story: FollowStory): Promise<string[]> {
  const image = story.random.pick(images);
  const { status } = await rollBack(story, image, "fresh");
  later(story, 0.01);
  return status === 0 ? [...(await resumeOne(story, `${image}:fresh`)), ...(await follow(story))] : [];
}

async function resumeAny(story: FollowStory): Promise<string[]> {
  const name = story.random.pick([...story.held.keys(), ""]);
  return name === "" ? [] : resumeOne(story, name);
}

/** A follow is killed before or after one of its effects. What comes next completes it. */
async function killed(story: FollowStory): Promise<string[]> {
  const { random } = story;
  const kill = killedAt(1 + random.below(10), random.pick(["before", "after"]));
  const found = await follow(story, { around: kill.around, isDisturbed: true });
  later(story, 0.001);
  const next = random.pick(["follow", "push", "nothing"]);
  story.log.push(`  killed, then ${next}`);
  if (next === "nothing") return found;
  return [...found, ...(await (next === "follow" ? follow(story) : pushElsewhere(story)))];
}

/** Something happens to the source or the follower between a follow's plan and its publication. */
async function meanwhile(story: FollowStory, happens: () => Promise<string[]> | string[]): Promise<string[]> {
  const found: string[] = [];
  const during = afterPlan(async () => void found.push(...(await happens())));
  const ended = await follow(story, { around: during, isLate: true });
  return [...found, ...ended, ...(await follow(story))];
}

/** Two follows at once: the second one runs as a whole between two registry calls of the first. */
async function twoAtOnce(story: FollowStory): Promise<string[]> {
  const { random } = story;
  const found: string[] = [];
  let calls = random.below(60);
  let other: Promise<void> | undefined;
  const second = async (): Promise<void> => {
    if (random.chance(0.5)) later(story, 0.001);
    found.push(...(await follow(story, { isDisturbed: true })));
  };
  const before = (call: RegistryCall): Promise<void> | undefined => {
    if (!other && (calls-- <= 0 || (isWrite(call) && random.chance(0.3)))) other = second();
    return other;
  };
  const ended = await follow(story, { around: { before }, isDisturbed: true });
  return [...found, ...ended, ...(await follow(story))];
}

/** One of the follower's registries answers nothing any more, from some call on. */
async function failing(story: FollowStory): Promise<string[]> {
  const { random, project, places, shape } = story;
  const where = shape.registries === "optional" ? places[1] : random.pick(places);
  let calls = random.below(30);
  project.made.registry.refuse = ({ repository }) =>
    repository.startsWith(`${where}/`) && calls-- <= 0 ? "it is down" : undefined;
  const found = await follow(story, { isDisturbed: shape.registries !== "optional" });
  project.made.registry.refuse = () => undefined;
  later(story, 0.001);
  return [...found, ...(await (random.chance(0.5) ? follow(story) : pushElsewhere(story)))];
}

/** A listing does not show the newest timestamp tag of a stream yet. */
async function lagging(story: FollowStory): Promise<string[]> {
  const { random, project, places } = story;
  const image = random.pick(images);
  const stream = random.pick(["fresh", "stable"]);
  const where = stream === "fresh" ? "one.example.org/osg" : (places[0] ?? "");
  const { ordinary, rollbacks } = timesOf(tagsIn(story, where, image), stream);
  const newest =
    [...ordinary, ...rollbacks]
      .map(({ stamp }) => stamp)
      .sort()
      .at(-1) ?? "none";
  project.made.registry.lacks = ({ verb, repository, reference }) =>
    verb === "tags" && repository === `${where}/${image}` && reference.includes(`${stream}-${newest}`);
  const found = await follow(story, { isDisturbed: true });
  project.made.registry.lacks = () => false;
  later(story, 0.001);
  return [...found, ...(await follow(story))];
}

async function failOne(story: FollowStory): Promise<string[]> {
  story.failing = story.random.pick(images);
  const wasSplit = splitSet(story).length > 0;
  const found = await follow(story);
  story.failing = undefined;
  if (!wasSplit) found.push(...splitSet(story));
  later(story, 0.001);
  return [...found, ...(await follow(story))];
}
