import type { VerdictEntry } from "../../../src/core/verdicts/standing.ts";
import type { Yank } from "../../../src/core/verdicts/verdict.ts";
import { printVerdicts, verdictTitle } from "../../../src/core/verdicts/verdict-data.ts";
import { printYanks, yankTitle } from "../../../src/core/verdicts/yank-data.ts";
import { createRandom, type Random } from "../chaos/random.ts";
import { type FollowedProject, followedProject, place } from "../followed-project.ts";
import { keptIssue } from "../verdicts.ts";

export const images = ["squid", "xcache"] as const;
export type Image = (typeof images)[number];
export const day = 86_400_000;
/** Days at which a publication of the source may be followed, without and with a good verdict. */
export const [soak, verified] = [2, 1] as const;
const [two, three] = ["two.example.org/osg", "three.example.org/osg"] as const;

/** What a story's project is like. */
export interface Shape {
  /** `same`: source and follower are in the same two registries. `apart`: the follower is in two others. */
  registries: "same" | "apart" | "optional";
  /** Whether both images move together; then they have a test of their own. */
  isSet: boolean;
}

/** Two images that are rebuilt and followed, and all that tells right from wrong afterwards. */
export interface FollowStory {
  project: FollowedProject;
  random: Random;
  shape: Shape;
  /** Where the follower goes, the first one first; an optional registry last. */
  places: readonly string[];
  /** What happened so far. */
  log: string[];
  /** What people said, in order. */
  verdicts: VerdictEntry[];
  yanks: Yank[];
  /** By unit name: the digest at which a rollback holds it. */
  held: Map<string, string>;
  /** The image whose own test fails. */
  failing: Image | undefined;
  /** Digests of platforms' images that passed the follower's test. */
  passed: Set<string>;
  /** By the name of a tag that never changes, what it showed first. */
  fixed: Map<string, string>;
  /** Follower timestamps that were judged. */
  seen: Set<string>;
}

export const allShapes: readonly Shape[] = (["same", "apart", "optional"] as const).flatMap((registries) => [
  { registries, isSet: false },
  { registries, isSet: true },
]);

const configured: Record<Shape["registries"], string> = {
  same: `[${place}, ${two}]`,
  apart: `[{ name: ${place}, when: { stream: fresh } }, ${[two, three].map((name) => `{ name: ${name}, when: { stream: stable } }`).join(", ")}]`,
  optional: `[${place}, { name: ${two}, required: false }]`,
};

export function beginStory(seed: number, shape?: Shape): FollowStory {
  const random = createRandom(seed);
  const chosen = shape ?? random.pick(allShapes);
  const { registries, isSet } = chosen;
  const own = isSet ? ", together: true, tests: [{ name: site, run: [site] }]" : "";
  const project = followedProject(`soak: ${soak}d, shown: 1h, verified: ${verified}d${own}`, {
    registries: configured[registries],
    images: images.map((image) => `  ${image}: { context: ${image} }`).join("\n"),
  });
  project.made.now = new Date("2026-11-02T06:17:00Z");
  const story: FollowStory = {
    project,
    random,
    shape: chosen,
    places: registries === "apart" ? [two, three] : [place, two],
    log: [JSON.stringify(chosen)],
    verdicts: [],
    yanks: [],
    held: new Map(),
    failing: undefined,
    passed: new Set(),
    fixed: new Map(),
    seen: new Set(),
  };
  watchTests(story);
  return story;
}

function watchTests(story: FollowStory): void {
  const { made } = story.project;
  made.containers = {
    ...made.containers,
    run: async (image) => {
      const [, name = "", digest = ""] = /\/([a-z]+)@(.*)$/.exec(image) ?? [];
      const isRed = story.failing === name;
      if (!isRed) story.passed.add(digest);
      return { status: isRed ? 1 : 0, timedOut: false, output: "" };
    },
  };
}

/** Puts what people said into their issues. */
export function publishWords({ project: { made }, verdicts, yanks }: FollowStory): void {
  const issue = keptIssue(2000, verdictTitle("stable"), printVerdicts({ stream: "stable", verdicts, advances: [] }));
  made.verdicts.splice(0, made.verdicts.length, issue);
  made.yanks.splice(0, made.yanks.length, keptIssue(3000, yankTitle, printYanks(yanks)));
}

/** The clock goes on by some days. */
export function later({ project: { made } }: FollowStory, days: number): void {
  made.now = new Date(made.now.getTime() + Math.round(days * 1440) * 60_000);
}

/** The tags of an image in one place. */
export function tagsIn({ project: { made } }: FollowStory, where: string, image: string): Map<string, string> {
  return new Map(Object.entries(made.registry.shown(`${where}/${image}`)));
}

/** The tags of its source's first repository. */
export const sourceTags = (story: FollowStory, image: string): Map<string, string> => tagsIn(story, place, image);
