import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { type MemoryRun, memoryRun } from "../../support/memory-run.ts";
import { one, publish, stampBefore, startPrune, two } from "../../support/prune-world.ts";

afterAll(removeFolders);

const files = {
  ".github/tagstream.yml": `registries: [one.example.org/osg, two.example.org/osg]
streams: { release: {}, testing: {} }
aliases: [{ tag: latest, when: { stream: release }, timestamps: true }]
images: { app: { context: app } }
retention: { all: 30d, candidates: 14d, untagged: 7d }
promotion: { max-age: 7d }
`,
  "app/Dockerfile": "FROM scratch\n",
};

/** Two streams with alias timestamps, a rollback, and candidates; the first registry keeps images without a tag. */
async function world(): Promise<MemoryRun> {
  const made = memoryRun(files);
  for (let week = 8; week >= 0; week--) publishWeek(made, week);
  const source = "https://github.example.org/osg/images";
  for (const [tag, built] of candidates) {
    const annotations = { "io.github.tagstream.built": built, "org.opencontainers.image.source": source, tag };
    made.registry.setTag(one, tag, made.registry.push(one, annotations));
  }
  made.registry.freesNothing = (repository) => repository === one;
  for (const { digest } of (await made.registry.manifests(one)) ?? []) made.registry.pushedAt.set(digest, Date.UTC(2026, 5, 1));
  return made;
}

const candidates = [
  ["rc.release.0123456789ab", "20260801-0617"],
  ["rc.release.pr-7", "20260801-0617"],
  ["rc.testing.0123456789ab", "20261120-0617"],
] as const;

function publishWeek(made: MemoryRun, week: number): void {
  const stamp = stampBefore(7 * week);
  // The one of six weeks ago was a rollback to the one of eight weeks ago.
  const content = week === 6 ? stampBefore(56) : stamp;
  const digest = publish(made, { stamp, content, shown: week === 0 });
  const others = [`latest-${stamp}`, ...(week === 0 ? ["latest"] : []), ...(week === 6 ? [`rb.release-${stamp}`] : [])];
  for (const repository of [one, two]) for (const tag of others) made.registry.setTag(repository, tag, digest);
  if (week < 6) publish(made, { stamp, stream: "testing", content: `testing ${stamp}`, shown: week === 0 });
}

const state = async ({ registry }: MemoryRun) => ({
  one: registry.shown(one),
  two: registry.shown(two),
  images: ((await registry.manifests(one)) ?? []).map(({ digest }) => digest),
});
const sizeOf = (of: Awaited<ReturnType<typeof state>>): number =>
  Object.values(of).reduce((sum, part) => sum + Object.keys(part).length, 0);

class Killed extends Error {}

/** Starts `prune`, which ends after so many removals; whether it did. */
async function killedAfter(made: MemoryRun, removals: number): Promise<boolean> {
  let left = removals;
  made.registry.keeps = () => {
    if (left-- === 0) throw new Killed();
    return undefined;
  };
  try {
    await startPrune(made);
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  } finally {
    made.registry.keeps = () => undefined;
  }
}

test("killed after any number of removals, the next run ends where an undisturbed one does", async () => {
  const undisturbed = await world();
  const before = await state(undisturbed);
  expect((await startPrune(undisturbed)).status).toBe(0);
  const after = await state(undisturbed);
  const removed = sizeOf(before) - sizeOf(after);
  expect(removed).toBeGreaterThan(30);
  expect(Object.keys(after.one).filter((tag) => tag.startsWith("rc."))).toEqual(["rc.release.pr-7", "rc.testing.0123456789ab"]);

  for (let removals = 0; removals < removed; removals++) {
    const made = await world();
    expect(await killedAfter(made, removals)).toBe(true);
    const { status } = await startPrune(made);
    expect([removals, status, await state(made)]).toEqual([removals, 0, after]);
  }
}, 60_000);
