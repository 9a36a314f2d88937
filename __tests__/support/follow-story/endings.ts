import { timesOf } from "../chaos/follow-rule.ts";
import { splitSet } from "./faults.ts";
import { follow, publishSources, pushElsewhere, resumeOne } from "./runs.ts";
import { type FollowStory, images, later, soak, sourceTags, tagsIn } from "./story.ts";

/** Every tag of the follower's repositories. */
function everything(story: FollowStory): string {
  return JSON.stringify(story.places.map((where) => images.map((image) => [...tagsIn(story, where, image)])));
}

/**
 * Nothing is held, and new builds become old enough: a follow brings all followers there, and then a
 * push has nothing to do.
 */
export async function settle(story: FollowStory): Promise<string[]> {
  const found: string[] = [];
  for (const name of story.held.keys()) found.push(...(await resumeOne(story, name)));
  later(story, 0.5);
  found.push(...(await publishSources(story)));
  later(story, soak);
  story.log.push("the end");
  found.push(...(await follow(story)), ...splitSet(story));
  for (const image of images) {
    const newest = timesOf(sourceTags(story, image), "fresh").ordinary.at(-1)?.digest;
    const shown = tagsIn(story, story.places[0] ?? "", image).get("stable");
    if (shown !== newest) found.push(`11: at the end ${image} shows ${shown}, and its source published ${newest}`);
  }
  later(story, 0.001);
  found.push(...(await pushElsewhere(story)));
  const before = everything(story);
  later(story, 0.001);
  found.push(...(await pushElsewhere(story, false)), ...(await follow(story)));
  return everything(story) === before ? found : [...found, "6: runs with nothing to do wrote something"];
}
