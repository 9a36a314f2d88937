import { timesOf } from "../chaos/follow-rule.ts";
import { type Kill, killAtEach } from "../chaos/kill-sweep.ts";
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
  const results = await killAtEach(1, async (boundary) => {
    const story = await prepare(shape);
    const { around, over } = killedAt(boundary, moment);
    const own = await follow(story, { around, isDisturbed: true });
    if (over()) return { over: true, found: [] };
    later(story, 0.001);
    if (followUp === "unrelated push") own.push(...(await pushElsewhere(story)));
    later(story, 0.001);
    own.push(...(await follow(story)), ...notThere(story), ...splitSet(story));
    const found = own.map((fault) => `${moment} effect ${boundary}, then ${followUp}: ${fault}\n${story.log.join("\n")}`);
    return { over: false, found };
  });
  return { found: results.flatMap(({ found }) => found), boundaries: results.filter(({ over }) => !over).length };
}
