import { lineWith, plain, short, stampsOf, type Tags } from "./excerpts.ts";
import type { Narrator } from "./narrator.ts";
import { recover } from "./recovery.ts";
import type { Stage } from "./stage.ts";
import { candidate, image, moving, pullRequest, purpose, stream } from "./subject.ts";

/** The whole story, in order. @throws Disproved if a claim is false */
export async function tell(stage: Stage, narrator: Narrator): Promise<void> {
  const good = await firstWeek(stage, narrator);
  const proposed = await propose(stage, narrator);
  await merge(stage, narrator, proposed);
  await recover(stage, narrator, good);
}

/**
 * The weekly run of a repository that has published nothing yet. Returns the digest that the stream
 * shows.
 */
async function firstWeek(stage: Stage, narrator: Narrator): Promise<string> {
  narrator.screen.chapter("The weekly run builds, tests and publishes three images in two streams");
  narrator.ran(await stage.weekly());
  const images = ["software-base", image, "xcache"];
  const all = await Promise.all(images.map((name) => stage.tags(name)));
  const tags = all[1] ?? {};
  narrator.holds(tags);
  const stamped = all.flatMap((of) => [stream, "25-deb12-testing"].map((name) => isStamped(of, name)));
  narrator.prove("each of the 6 streams shows an image that also has a timestamp tag", ...stamped);
  return tags[stream] ?? "";
}

/** Whether one of the stream's timestamp tags shows the stream's digest. */
function isStamped(tags: Tags, name: string): boolean {
  return stampsOf(Object.keys(tags), name).some((stamp) => tags[`${name}-${stamp}`] === tags[name]);
}

/**
 * A pull request: its image can be pulled before the merge, and no stream moves. Returns the
 * candidate's digest.
 */
async function propose(stage: Stage, narrator: Narrator): Promise<string> {
  narrator.screen.chapter(`Pull request #${pullRequest} ${purpose}: Tagstream builds a candidate`);
  const before = await stage.tags(image);
  narrator.ran(await stage.propose());
  const comment = stage.comment();
  const command = lineWith(new RegExp(`^docker pull .*:${candidate}$`), comment);
  narrator.screen.show("comment", plain(lineWith(/^\*\*/, comment)));
  narrator.screen.show("comment", command);
  const after = await stage.tags(image);
  const digest = after[candidate] ?? "";
  const pulled = await stage.pull(command);
  narrator.prove(
    `this command pulls ${short(digest)}, and no tag that was there has moved`,
    digest !== "" && pulled.includes(digest),
    Object.entries(before).every(([tag, shown]) => after[tag] === shown),
  );
  return digest;
}

/** The merge: the push publishes what the pull request tested. */
async function merge(stage: Stage, narrator: Narrator, proposed: string): Promise<void> {
  narrator.screen.chapter("The merge publishes this candidate, and builds nothing");
  narrator.ran(await stage.merge());
  const tags = await stage.tags(image);
  narrator.shows(tags);
  narrator.prove(
    `the stream shows ${short(proposed)}, byte for byte the candidate; the builder was not called`,
    moving.every((tag) => tags[tag] === proposed),
    stage.builds() === 0,
  );
}
