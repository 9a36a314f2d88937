import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { memoryTarget } from "../../support/memory-pin-targets.ts";
import { memoryRun } from "../../support/memory-run.ts";
import {
  digestOf,
  one,
  publish,
  stampBefore,
  stampsIn,
  startPrune,
  startWhen,
  two,
  weeklyWorld,
} from "../../support/prune-world.ts";
import { makeManifest } from "../../support/registry.ts";

afterAll(removeFolders);

const rules = "{ all: 30d }";
const left = [28, 21, 14, 7, 0].map(stampBefore);
const [oldest, next, last] = [49, 42, 35].map(stampBefore) as [string, string, string];

describe("an image that somebody needs once some of its tags are gone", () => {
  test("gets them back where the image still is", async () => {
    const made = weeklyWorld(8, rules);
    const digest = digestOf(made, last);
    const { status, problems } = await startWhen(
      made,
      (repository) => repository === one,
      () => made.registry.setTag(one, "release", digest),
    );
    // A rollback would now go to the one before: it stays, too.
    expect(stampsIn(made)).toEqual([next, last, ...left]);
    expect(stampsIn(made, two)).toEqual([next, last, ...left]);
    expect(status).toBe(1);
    for (const stamp of [next, last])
      expect(problems).toContainEqual(
        expect.objectContaining({ code: "retention-lost", message: expect.stringContaining(`${two}:release-${stamp}`) }),
      );
  });

  test("stays without a tag, too", async () => {
    const made = weeklyWorld(8, "{ all: 30d, untagged: 7d }", "pins: [{ repository: octo/k8s, files: ['*.yaml'] }]\n");
    made.pinTargets["octo/k8s"] = memoryTarget({ "app.yaml": "a: 1\n" });
    made.registry.freesNothing = (repository) => repository === one;
    const digest = made.registry.push(one, { content: "pinned by digest alone" });
    for (const { digest: part } of (await made.registry.manifests(one)) ?? [])
      made.registry.pushedAt.set(part, Date.UTC(2026, 5, 1));
    await startWhen(
      made,
      (repository, tag) => repository === one && tag.endsWith(last),
      () => {
        made.pinTargets["octo/k8s"] = memoryTarget({ "app.yaml": `image: ${one}@${digest}\n` });
      },
    );
    expect(await made.registry.manifest(one, digest)).toBeDefined();
  });
});

test("an image that somebody needs since a removal of its tag was cut off gets the tag back", async () => {
  const made = weeklyWorld(8, "{ all: 30d, keep-file: keep.txt }");
  const digest = digestOf(made, next);
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const annotations = {
    "io.github.tagstream.removes": `release-${next}`,
    "io.github.tagstream.removed-digest": digest,
  };
  const empty = makeManifest(mediaType, { schemaVersion: 2, mediaType, manifests: [], annotations });
  await made.registry.putManifest(two, `release-${next}`, empty);
  made.repository.commit({ "keep.txt": `${digest}\n` });
  const { status, problems } = await startPrune(made);
  expect(status).toBe(1);
  expect(problems).toEqual([expect.objectContaining({ code: "retention-lost", message: expect.stringMatching(/put back\.$/) })]);
  expect(digestOf(made, next, two)).toBe(digest);
});

const base = "one.example.org/osg/base";
const app = "one.example.org/osg/app";

test("a child that goes back to an old image needs its old base", async () => {
  const made = memoryRun({
    ".github/tagstream.yml": `registries: [one.example.org/osg]\nimages:\n  base: { context: base }\n  app: { context: app, base: base }\nretention: { all: 30d }\n`,
    "base/Dockerfile": "FROM scratch\n",
    "app/Dockerfile": "FROM one.example.org/osg/base:release\n",
  });
  for (let week = 7; week >= 0; week--) {
    const stamp = stampBefore(7 * week);
    const digest = publish(made, { stamp, repositories: [base], content: `base ${stamp}`, shown: week === 0 });
    const bases = [{ uri: `pkg:docker/${base}@release`, digest }];
    publish(made, { stamp, repositories: [app], bases, shown: week === 0 });
  }
  await startWhen(
    made,
    (repository) => repository === base,
    () => made.registry.setTag(app, "release", digestOf(made, last, app)),
    { only: ["base", "app"] },
  );
  expect(stampsIn(made, app)).toContain(last);
  expect(stampsIn(made, base)).toContain(last);
});

test("a follower that goes back needs what its source has from there on, after some seconds", async () => {
  const made = memoryRun({
    ".github/tagstream.yml": `registries: [one.example.org/osg]\nimages: { app: { context: app } }\nstreams:\n  release: { retention: { all: 30d } }\n  stable: { follows: release }\n`,
    "app/Dockerfile": "FROM scratch\n",
  });
  for (let week = 7; week >= 0; week--) {
    const stamp = stampBefore(7 * week);
    publish(made, { stamp, repositories: [app], shown: week === 0 });
    publish(made, { stamp, repositories: [app], content: stamp, stream: "stable", shown: week === 0 });
  }
  await startWhen(
    made,
    (_, tag) => tag === `release-${oldest}`,
    () => {
      made.registry.setTag(app, "stable", digestOf(made, next, app));
      made.now = new Date(made.now.getTime() + 11_000);
    },
  );
  // The oldest went before, and is back: the follower could go back to it.
  expect(stampsIn(made, app)).toEqual([oldest, next, last, ...left]);
});
