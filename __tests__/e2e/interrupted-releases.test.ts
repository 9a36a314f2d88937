/**
 * Releases whose publication one registry refuses in the middle, or whose run is killed: the next run, of another commit, completes all of it.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { InProcessGround } from "../support/ground.ts";
import { type Recorder, recordRegistry } from "../support/recorder.ts";
import { tagsOf } from "../support/registry-check.ts";
import { green, named, Story } from "../support/story.ts";

let ground: InProcessGround;
let story: Story;
let second: Recorder;
/** The tags that the second registry does not take. */
let refused: RegExp | undefined;
let patch = 0;

const app = (text: string) => ({ "app/version": `${text}\n` });

beforeAll(async () => {
  ground = await InProcessGround.start();
  second = await recordRegistry(ground.hosts[1], {
    refuse: ({ method, path }) => (method === "PUT" && refused?.test(path.slice(path.lastIndexOf("/") + 1)) ? 403 : undefined),
  });
  story = await Story.begin(
    {
      ".github/tagstream.yml": `registries: [REGISTRY, SECOND]
defaults: { packages: false }
streams: { edge: {}, release: { from: { tag: "v{version}" } } }
aliases:
  - { tag: "{stream}-sha-{sha}" }
  - { tag: "{stream}-{label:org.example.series}" }
  - { tag: "{version.major}.{version.minor}", when: { stream: release } }
images: { app: { context: app, labels: { org.example.series: "7.1" } } }
`,
      "app/Dockerfile": "FROM BUSYBOX\nCOPY version /version\n",
      ...app("1.4.0"),
    },
    { second: second.host, ground, run: ground.runKillable },
  );
  await green(story.pushed("main"));
  story.tag("v1.4.0", "main");
  await green(story.pushed("refs/tags/v1.4.0"));
});
afterAll(async () => {
  await story.end();
  await second.close();
  await ground.close();
});

const stamp = "release-\\d{8}-\\d{4}(-\\d\\d)?";
const sha = (stream: string, commit: string) => `${stream}-sha-${commit.slice(0, 12)}`;

/** A commit that `edge` has published, tagged as the next release. */
async function nextRelease(): Promise<{ tag: string; version: string; commit: string }> {
  const version = `1.4.${++patch}`;
  const commit = story.land("main", app(version));
  await green(story.pushed("main"));
  story.tag(`v${version}`, commit);
  return { tag: `refs/tags/v${version}`, version, commit };
}

/** A run of another commit completes the release in both registries, without a build. */
async function completed({ version, commit }: { version: string; commit: string }): Promise<void> {
  story.land("main", { "README.md": `written after ${version}\n` });
  const ended = await green(story.dispatch({ "changed-only": "true" }));
  expect(ended.builds).toBe(0);
  for (const place of story.places) {
    const tags = await tagsOf(`${place}/app`);
    const { edge } = tags;
    const release = { release: edge, "1.4": edge, "release-7.1": edge, [sha("release", commit)]: edge };
    expect(named(tags)).toMatchObject({ ...release, "edge-7.1": edge, [sha("edge", commit)]: edge });
    const [own, ...more] = Object.keys(tags).filter((tag) => tags[tag] === edge && new RegExp(`^${stamp}$`).test(tag));
    expect(more).toEqual([]);
    // A run that ended before the timestamp leaves marks of another minute: they count for nothing.
    const marks = Object.keys(tags).filter((tag) => tag.startsWith(`${own}.`) || tag.startsWith(`vm.${own}.`));
    expect(marks.sort()).toEqual([`${own}.1.4`, `${own}.${sha("release", commit)}`, `vm.${own}.${version}`]);
  }
}

describe("one registry of two fails in the middle of a publication", () => {
  test.each([
    ["the mark of its version", `vm\\.${stamp}\\.1\\.4\\.\\d`],
    ["an alias", "1\\.4"],
  ])("at %s: red, and a run of another commit completes it", async (_, tag) => {
    const release = await nextRelease();
    refused = new RegExp(`^${tag}$`);
    const failed = await story.pushed(release.tag);
    refused = undefined;
    expect(failed).toMatchObject({ status: 1, log: expect.stringMatching(/✗ app:release .*(403|denied|refused)/i) });
    await completed(release);
  });
});

describe("a process is killed between two effects", () => {
  test.each([
    ["the mark of an alias", `${stamp}\\.1\\.4`],
    ["its timestamp", stamp],
  ])("after %s: a run of another commit completes it", async (_, tag) => {
    const release = await nextRelease();
    const effect = new RegExp(`^tagged ${tag} in`, "m");
    const killed = await story.pushed(release.tag, { onOutput: (log, kill) => void (effect.test(log) && kill("SIGKILL")) });
    expect(killed.signal).toBe("SIGKILL");
    await completed(release);
  });

  test("after its timestamp: the next publication moves the aliases of the one that it replaces first", async () => {
    const commit = story.land("main", app("killed"));
    const effect = new RegExp(`^tagged edge-\\d{8}-\\d{4}(-\\d\\d)? in ${story.places[0]}`, "m");
    const env = { GITHUB_RUN_ID: "77" };
    const { outputs, temp } = await green(story.pushed("main", { env, inputs: { command: "plan" } }));
    const made = { plan: outputs["plan"] ?? "", records: temp };
    await green(story.pushed("main", { env, inputs: { ...made, command: "build", job: "app.edge" } }));
    const killed = await story.pushed("main", {
      env,
      inputs: { ...made, command: "publish" },
      onOutput: (log, kill) => void (effect.test(log) && kill("SIGKILL")),
    });
    expect(killed.signal).toBe("SIGKILL");
    const next = story.land("main", app("next"));
    await green(story.pushed("main"));
    const shown = await Promise.all(story.places.map((place) => tagsOf(`${place}/app`)));
    for (const tags of shown) {
      expect(tags).toMatchObject({ [sha("edge", next)]: tags["edge"], "edge-7.1": tags["edge"] });
      const replaced = tags[sha("edge", commit)];
      expect(replaced).toMatch(/^sha256:/);
      expect([tags["edge"], shown[0]?.[sha("edge", commit)]]).toEqual([expect.not.stringMatching(String(replaced)), replaced]);
    }
  });
});
