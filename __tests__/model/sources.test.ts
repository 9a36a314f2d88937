/** Histories of a repository with several sources: real git, and a registry and a builder in memory. */
import { afterAll, expect, test } from "@jest/globals";
import { compare } from "semver";
import { createRandom, type Random } from "../support/chaos/random.ts";
import { type KnownBuild, type SourcedStream, wrongHashes, wrongHistory } from "../support/chaos/sourced/history-rule.ts";
import { fuzzSeeds } from "../support/fuzz.ts";
import { removeFolders } from "../support/git.ts";
import { type Ended, pushOf, pushTo, type Releases, releaseRuns, repository } from "../support/release-runs.ts";

afterAll(removeFolders);

const configuration = `registries: [one.example.org/osg]
streams:
  edge: {}
  release: { from: { tag: "v{version}" } }
  lts: { from: { branch: 1.3-stable } }
versions: { stream: release }
aliases: [{ tag: "{stream}-{sha}" }, { tag: "line-{major}.{minor}", when: { stream: release } }]
images: { app: { context: app } }
`;
const weekly = { name: "schedule" };
const streams = ["edge", "release", "lts"] as const;

/** A repository, what happens to it, and all that its sources ever were. */
interface Story {
  made: Releases;
  random: Random;
  log: string[];
  /** What is in `app/version` at each commit. */
  contents: Map<string, string>;
  landed: Record<(typeof streams)[number], Set<string>>;
  versions: string[];
  /** Releases ever. */
  count: number;
}

/** What a commit has: asked of git once, since a commit never changes. */
function read({ made, contents }: Story, commit: string): string {
  const known = contents.get(commit) ?? made.repository.git("show", `${commit}:app/version`);
  contents.set(commit, known);
  return known;
}

function land(story: Story, branch: "main" | "1.3-stable"): string {
  const text = `${branch} ${story.random.below(4)}`;
  const commit = story.made.land(branch, { "app/version": `${text}\n` });
  story.landed[branch === "main" ? "edge" : "lts"].add(text);
  return commit;
}

/** Tags a version on some commit: the next one, or a patch of an older line. */
function release(story: Story): string {
  const { made, random, versions } = story;
  const version = `1.${random.below(3)}.${++story.count}`;
  const commit = made.repository.tip(random.pick(["main", "1.3-stable"]));
  made.tag(`v${version}`, commit);
  versions.push(version);
  story.landed.release.add(read(story, commit));
  return version;
}

/** The next run's writes are lost after some; then it is as if it had been killed. */
function killSoon({ made, random }: Story): void {
  let left = random.below(10);
  made.registry.refuse = ({ verb }) =>
    ["putManifest", "claim", "copy"].includes(verb) && left-- <= 0 ? "the run was killed" : undefined;
}

/** A commit lands on a branch, and its push runs. */
function push(story: Story, branch: "main" | "1.3-stable"): Promise<Ended> {
  land(story, branch);
  return story.made.on(pushTo(story.made, branch));
}

/** A release whose push starts no run, as one by a workflow. */
function releaseUnheard(story: Story): Promise<Ended> {
  release(story);
  return story.made.on(weekly);
}

const deeds: readonly [string, (story: Story) => Promise<Ended>][] = [
  ["push", (story) => push(story, "main")],
  ["maintain", (story) => push(story, "1.3-stable")],
  ["release", (story) => story.made.on(pushOf(story.made, `v${release(story)}`))],
  ["release, found by a weekly run", releaseUnheard],
  ["two releases, the first one late", twoReleases],
  ["a deleted tag", deleted],
  ["a deleted tag", deleted],
  ["weekly", ({ made }) => made.on(weekly)],
];

/** The run of one release builds while another one is tagged, published, or both. */
async function twoReleases(story: Story): Promise<Ended> {
  const { made, random } = story;
  const first = pushOf(made, `v${release(story)}`);
  made.during = async () => {
    land(story, "main");
    const second = release(story);
    if (random.chance(0.7)) await made.on(pushOf(made, `v${second}`));
  };
  const ended = await made.on(first);
  made.during = undefined;
  return ended;
}

/** The newest release is withdrawn: its git tag is gone when the weekly run comes. */
async function deleted({ made, versions }: Story): Promise<Ended> {
  versions.sort(compare);
  const gone = versions.length > 1 ? versions.pop() : undefined;
  if (gone !== undefined) made.repository.git("push", "--quiet", "origin", `:v${gone}`);
  return made.on(weekly);
}

/** What every digest in the registry is made of, as its image and git say it. */
function buildsOf(story: Story): Map<string, KnownBuild> {
  const { registry } = story.made;
  return new Map(
    Object.entries(story.made.tags()).map(([tag, digest]) => {
      const annotations = registry.annotationsOf(repository, tag);
      const [inputs, version] = ["inputs", "version"].map((name) => annotations[`io.github.tagstream.${name}`]);
      const received = read(story, annotations["org.opencontainers.image.revision"] ?? story.made.repository.tip("main"));
      return [
        digest,
        { received, labels: {}, ...(inputs === undefined ? {} : { inputs }), ...(version === undefined ? {} : { version }) },
      ];
    }),
  );
}

function wrongNow(story: Story, isComplete: boolean): string[] {
  const tags = new Map<string, string>(Object.entries(story.made.tags()));
  const builds = buildsOf(story);
  const found = streams.flatMap((stream) => {
    const known: SourcedStream = {
      path: "app",
      stream,
      aliases: [],
      isFromTags: stream === "release",
      landed: story.landed[stream],
    };
    return wrongHistory(known, tags, 0, builds);
  });
  const always = found.filter((fault) => !fault.startsWith("4: "));
  return [...(isComplete ? found : always), ...wrongHashes(builds)];
}

test.each(fuzzSeeds({ few: 4, all: 60 }))("whatever lands, is tagged, deleted and killed, seed %d", async (seed) => {
  const random = createRandom(seed);
  const made = releaseRuns(configuration);
  made.repository.git("branch", "1.3-stable");
  made.repository.pushTo(made.origin, "refs/heads/1.3-stable");
  const landed = { edge: new Set(["main"]), release: new Set<string>(), lts: new Set(["main"]) };
  const story: Story = { made, random, log: [], contents: new Map(), landed, versions: [], count: 0 };
  for (let steps = 0; steps < 8; steps++) {
    made.days(random.pick([0, 1 / 1440, 1]));
    const [name, deed] = random.pick(deeds);
    const isKilled = random.chance(0.3);
    if (isKilled) killSoon(story);
    const ended = await deed(story);
    made.registry.refuse = () => undefined;
    story.log.push(`${name}${isKilled ? ", killed" : ""}: ${ended.status}`);
    const isComplete = ended.status === 0 && !isKilled && ended.plan?.units.length === streams.length;
    const found = wrongNow(story, isComplete);
    expect({ found, log: found.length > 0 ? story.log : [] }).toEqual({ found: [], log: [] });
  }
});
