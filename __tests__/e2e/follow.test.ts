/**
 * Streams that follow, week by week: what `fresh` showed long enough is published as `stable`, byte
 * for byte.
 * @needs engine
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { type Recorder, recordRegistry } from "../support/recorder.ts";
import { tagsOf } from "../support/registry-check.ts";
import { type Chapter, green, named, Story } from "../support/story.ts";

const files = {
  ".github/tagstream.yml": `registries:
  - { name: REGISTRY, when: { stream: [fresh, stable, site, slow] } }
  - { name: SECOND, when: { stream: [fresh, stable, site, slow] } }
  - { name: SECOND/far, when: { stream: far } }
defaults: { packages: false }
aliases: [{ tag: latest, when: { stream: stable } }, { tag: "of-{date}", when: { stream: stable } }]
streams:
  fresh: {}
  stable: { follows: fresh, soak: 7d }
  slow: { follows: stable, soak: 3d }
  site: { follows: fresh, soak: 1d, tests: [{ name: site, run: [test, -e, /good] }] }
  far: { follows: fresh, soak: 1d }
images:
  squid: { context: squid, streams: [fresh, stable, slow], tests: [{ run: [test, -e, /good] }] }
  tested: { context: tested, streams: [fresh, site] }
  distant: { context: squid, streams: [fresh, far] }
`,
  "squid/Dockerfile": "FROM BUSYBOX\nCOPY Dockerfile /good\n",
  "tested/Dockerfile": "FROM BUSYBOX\nCOPY Dockerfile /good\n",
};

let story: Story;
let second: Recorder;
/** Whether the second registry refuses manifests. */
let isReadOnly = false;

beforeAll(async () => {
  second = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY_B"), {
    refuse: ({ method, path }) => (isReadOnly && method === "PUT" && path.includes("/manifests/") ? 403 : undefined),
  });
  story = await Story.begin(files, { second: second.host });
  await green(story.at("2026-11-02 06:17").weekly({ inputs: { only: "*:fresh" } }));
});
afterAll(async () => {
  await second.close();
  await story.end();
});

const follow = (moment: string, only: string): Promise<Chapter> => story.at(moment).weekly({ inputs: { only } });

test("an image passes the stream's own tests in a container; another stream is in a registry of its own", async () => {
  const run = await green(follow("2026-11-04 07:23", "*:site,*:far"));
  expect(run.builds).toBe(0);
  expect(run.log).toMatch(/✓ site +linux\/amd64/);
  const tags = await story.tags("tested");
  expect(tags["site-20261104-0723"]).toBe(tags["fresh-20261102-0617"]);
  expect(tags["site"]).toBe(tags["fresh-20261102-0617"]);
  expect(run.summary).toContain("followed fresh 20261102-0617, byte for byte, its own tests passed");

  const source = await story.tags("distant");
  expect(Object.keys(source)).toEqual(["fresh", "fresh-20261102-0617"]);
  const far = await tagsOf(`${story.places[1]}/far/distant`);
  expect(far).toEqual({ far: source["fresh"], "far-20261104-0723": source["fresh"] });
});

test("a week later the image is published in both registries, with aliases, without a build", async () => {
  story.land("main", { "tested/Dockerfile": "FROM BUSYBOX\nCOPY Dockerfile /bad\n" });
  await green(story.at("2026-11-09 06:17").weekly({ inputs: { only: "*:fresh" } }));
  const run = await green(follow("2026-11-09 07:23", "squid:stable"));
  expect(run.builds).toBe(0);
  const tags = await story.tags("squid");
  const [old, fresh] = [tags["fresh-20261102-0617"], tags["fresh-20261109-0617"]];
  expect(old).not.toBe(fresh);
  expect(named(tags)).toEqual({ fresh, stable: old, latest: old, "of-20261109": old });
  expect(tags["stable-20261109-0723"]).toBe(old);
  expect(run.log).toMatch(/stable +shows 20261102-0617 of fresh, 7 days old · next: 20261109-0617 in 6 d 22 h/);
  expect(run.outputs["changed"]).toBe("true");
});

test("a registry that refuses is completed by the next run, under the same timestamp", async () => {
  isReadOnly = true;
  const refused = await follow("2026-11-16 07:23", "squid:stable");
  isReadOnly = false;
  expect(refused.status).toBe(1);
  expect(refused.summary).toContain("not published");
  const [place = ""] = story.places;
  expect((await tagsOf(`${place}/squid`))["stable"]).toBe((await tagsOf(`${place}/squid`))["stable-20261109-0723"]);

  await green(follow("2026-11-16 08:23", "squid:stable"));
  const tags = await story.tags("squid");
  expect(tags["stable"]).toBe(tags["fresh-20261109-0617"]);
  expect(Object.keys(tags).filter((tag) => /^stable-/.test(tag))).toEqual(["stable-20261109-0723", "stable-20261116-0723"]);
});

test("an image that fails the stream's own tests stays out; a follower is followed; history tells of both", async () => {
  const run = await follow("2026-11-16 09:23", "tested:site,squid:slow");
  expect(run).toMatchObject({ status: 1, builds: 0 });
  expect(run.log).toMatch(/✗ site +linux\/amd64/);
  const tested = await story.tags("tested");
  expect(tested["site"]).toBe(tested["site-20261104-0723"]);
  const tags = await story.tags("squid");
  expect(tags["slow"]).toBe(tags["stable-20261109-0723"]);
  expect(tags["slow-20261116-0923"]).toBe(tags["slow"]);

  const { log } = await green(story.dispatch({ command: "history", only: "squid:stable,squid:slow" }));
  expect(log).toMatch(/20261116-0723 .*followed fresh 20261109-0617/);
  expect(log).toMatch(/20261109-0723 .*followed fresh 20261102-0617/);
  expect(log).toMatch(/20261116-0923 .*followed stable 20261109-0723/);
});
