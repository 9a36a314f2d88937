/** What a follow must notice: what happens between its plan and its publication, and listings that lag behind. */
import { afterAll, expect, test } from "@jest/globals";
import type { Digest } from "../../src/core/lib/digest.ts";
import { parsePublicationId } from "../../src/core/tags/timestamp.ts";
import { timesOf } from "../support/chaos/follow-rule.ts";
import { afterPlan, follow, isWrite, publishSources, rollBack, start } from "../support/follow-story/runs.ts";
import {
  beginStory,
  type FollowStory,
  type Image,
  images,
  later,
  publishWords,
  soak,
  sourceTags,
  tagsIn,
} from "../support/follow-story/story.ts";
import { removeFolders } from "../support/git.ts";
import type { RegistryCall } from "../support/memory-registry.ts";

afterAll(removeFolders);

type Happens = (story: FollowStory) => Promise<unknown>;
const rolledBack =
  (image: Image, stream: "fresh" | "stable"): Happens =>
  (story) =>
    rollBack(story, image, stream);

/** The images that a follow still publishes. */
async function moved(isSet: boolean, happens: Happens): Promise<string[]> {
  const story = beginStory(1, { registries: "same", isSet });
  const found = await publishSources(story);
  for (const _ of images) {
    later(story, soak);
    found.push(...(await follow(story)), ...(await publishSources(story)));
  }
  later(story, soak);
  const count = (image: Image) =>
    [...tagsIn(story, story.places[0] ?? "", image).keys()].filter((tag) => tag.startsWith("stable-")).length;
  const before = images.map(count);
  let after = before;
  const around = afterPlan(async () => {
    await happens(story);
    after = images.map(count); // a rollback has a timestamp of its own
  });
  found.push(...(await follow(story, { around, isLate: true })));
  expect(found).toEqual([]);
  return images.filter((image, index) => count(image) > (after[index] ?? 0));
}

test.each<[what: string, isSet: boolean, Happens, moves: string[]]>([
  ["nothing", false, async () => {}, ["squid", "xcache"]],
  ["its source is rolled back", false, rolledBack("squid", "fresh"), ["xcache"]],
  ["the source of one of a set is rolled back", true, rolledBack("squid", "fresh"), []],
  ["it is rolled back itself, and so held", false, rolledBack("squid", "stable"), ["xcache"]],
  ["one of a set is rolled back, and so held", true, rolledBack("xcache", "stable"), []],
  ["its source publishes something newer", true, (story) => publishSources(story), ["squid", "xcache"]],
  ["another run publishes the same", true, (story) => follow(story), []],
])("%s", async (_, isSet, happens, moves) => {
  expect(await moved(isSet, happens)).toEqual(moves);
});

test("a listing that lacks what it published last does not let it go back", async () => {
  const story = beginStory(1, { registries: "optional", isSet: false });
  const [first = ""] = story.places;
  const { registry } = story.project.made;
  const found = await publishSources(story);
  later(story, soak);
  found.push(...(await follow(story)), ...(await publishSources(story)));
  later(story, 0.1);
  found.push(...(await publishSources(story)));
  later(story, soak);
  found.push(...(await follow(story))); // past one, to the newest
  const newest = timesOf(sourceTags(story, "squid"), "fresh").ordinary.at(-1);
  const stamp = parsePublicationId(newest?.stamp ?? "");
  if (!newest || !stamp) throw new Error("nothing published");
  const digest = newest.digest as Digest;
  const said = { unit: "squid:fresh", stamp, digest, by: "ann", at: "2026-11-06T12:00:00Z", reason: "it broke" };
  story.verdicts.push({ ...said, verdict: "bad" });
  publishWords(story);
  later(story, 0.1);
  const unlisted = timesOf(tagsIn(story, first, "squid"), "stable").ordinary.at(-1)?.stamp;
  registry.lacks = ({ verb, reference }) => verb === "tags" && reference === `stable-${unlisted}`;
  found.push(...(await follow(story, { isDisturbed: true })));
  registry.lacks = () => false;
  expect(found).toEqual([]);
  expect(timesOf(tagsIn(story, first, "squid"), "stable").ordinary.at(-1)?.stamp).toBe(unlisted);
});

test("a push waits for a listing that lacks what a follower published last, which was built before what is listed", async () => {
  const story = beginStory(1, { registries: "optional", isSet: false });
  const [first = ""] = story.places;
  const { registry } = story.project.made;
  const found = await publishSources(story);
  later(story, 1);
  found.push(...(await publishSources(story)));
  later(story, 1);
  for (const _ of images) {
    found.push(...(await follow(story)));
    later(story, 1);
  }
  const [, newest] = timesOf(tagsIn(story, first, "squid"), "stable").ordinary;
  let lookups = 0;
  registry.lacks = ({ verb, repository, reference }) =>
    verb === "tags" && repository === `${first}/squid` && reference === `stable-${newest?.stamp}` && ++lookups < 4;
  const writes: string[] = [];
  const after = (call: RegistryCall) => void (isWrite(call) && writes.push(`${call.repository}:${call.reference}`));
  const { status } = await start(story, { event: "push" }, { after });
  expect({ found, status, writes }).toEqual({ found: [], status: 0, writes: [] });
});
