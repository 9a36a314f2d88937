import { timesOf } from "../chaos/follow-rule.ts";
import type { Kill } from "../chaos/kill-sweep.ts";
import { place } from "../followed-project.ts";
import { splitSet } from "./faults.ts";
import { follow, killedAt, publishSources, pushElsewhere } from "./runs.ts";
import { beginStory, type FollowStory, images, later, type Shape, soak, sourceTags, tagsIn } from "./story.ts";

/** A story in which a follow has something to publish in both images, over what it published before. */
async function prepare(shape: Shape): Promise<FollowStory> {
  const story = beginStory(1, shape);
  const found = await publishSources(story);
  later(story, soak);
  found.push(...(await follow(story)), ...(await publishSources(story)));
  later(story, soak);
  if (found.length > 0) throw new Error(found.join("\n"));
  return story;
}

/** Remembers how everything is; called, it is so again. */
function checkpoint({ project: { made }, places, seen, fixed, log }: FollowStory): () => void {
  const repositories = [...new Set([place, ...places])].flatMap((where) => images.map((image) => `${where}/${image}`));
  const restores = repositories.map((repository) => made.registry.snapshot(repository));
  const [now, judged, first, lines] = [made.now, [...seen], [...fixed], [...log]];
  return () => {
    for (const restore of restores) restore();
    made.now = now;
    seen.clear();
    for (const key of judged) seen.add(key);
    fixed.clear();
    for (const [name, digest] of first) fixed.set(name, digest);
    log.splice(0, log.length, ...lines);
  };
}

/** Where the followers are, if not all at the newest that their source published. */
function notThere(story: FollowStory): string[] {
  return images.flatMap((image) => {
    const newest = timesOf(sourceTags(story, image), "fresh").ordinary.at(-1)?.digest;
    return story.places.flatMap((where) => {
      const shown = tagsIn(story, where, image).get("stable");
      return shown === newest ? [] : [`11: ${where}/${image} shows ${shown}, and its source published ${newest}`];
    });
  });
}

/**
 * A follow is killed at every effect. The next follow completes it; a push of another commit before
 * that leaves nothing that is wrong.
 */
export async function killFollows(shape: Shape, { moment, followUp }: Kill): Promise<{ found: string[]; boundaries: number }> {
  const story = await prepare(shape);
  const restore = checkpoint(story);
  const found: string[] = [];
  for (let boundary = 1; ; boundary++) {
    const { around, over } = killedAt(boundary, moment);
    const own = await follow(story, { around, isDisturbed: true });
    if (over()) return { found, boundaries: boundary - 1 };
    later(story, 0.001);
    if (followUp === "unrelated push") own.push(...(await pushElsewhere(story)));
    later(story, 0.001);
    own.push(...(await follow(story)), ...notThere(story), ...splitSet(story));
    found.push(...own.map((fault) => `${moment} effect ${boundary}, then ${followUp}: ${fault}\n${story.log.join("\n")}`));
    restore();
  }
}
