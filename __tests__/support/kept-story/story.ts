import type { ImageFile } from "../../../src/core/unchanged/image-file.ts";
import { createRandom, type Random } from "../chaos/random.ts";
import type { MemoryRun } from "../memory-run.ts";
import { nativeProject, one, two } from "../native-project.ts";

export const images = ["base", "app", "squid"] as const;
export const places = [one, two] as const;
/** Days after which an image is due, and after which a rebuild is published whatever it has. */
export const [every, atLeast] = [7, 35] as const;

/** Images whose rebuilds are kept or not, and all that tells right from wrong afterwards. */
export interface KeptStory {
  made: MemoryRun;
  random: Random;
  /** Whether the second registry is required. */
  isTwoRequired: boolean;
  /** What happened so far. */
  log: string[];
  /** What a build has now, by image. */
  contents: Map<string, number>;
  /** What the image of a platform has, by its digest. */
  had: Map<string, number>;
  /** Images of platforms that passed their tests, by digest. */
  tested: Set<string>;
  /** The image whose tests fail. */
  failing: string | undefined;
  /** By image: the digest that its hold names. */
  held: Map<string, string>;
  /** Whether there was ever a hold. */
  wasHeld: boolean;
  /** Whether each publication gives an alias of its day. */
  hasDates: boolean;
  /** By the name of a tag that never changes, what it showed first. */
  fixed: Map<string, string>;
}

export function beginStory(seed: number): KeptStory {
  const random = createRandom(seed);
  const optional = random.chance(0.3);
  const hasDates = random.chance(0.5);
  const made = nativeProject({
    images,
    optional,
    oneRunner: random.chance(0.7),
    more: `rebuild: { every: ${every}d, unchanged: keep, at-least: ${atLeast}d }\n`,
    ...(hasDates ? { each: 'aliases: [{ tag: "{date}" }]' } : {}),
  });
  const story: KeptStory = {
    made,
    random,
    isTwoRequired: !optional,
    log: [],
    contents: new Map(),
    had: new Map(),
    tested: new Set(),
    failing: undefined,
    held: new Map(),
    wasHeld: false,
    hasDates,
    fixed: new Map(),
  };
  watchContainers(story);
  return story;
}

/** Tests see an image first: what a build has at that moment, it keeps. */
function watchContainers(story: KeptStory): void {
  const { made, contents, had, tested } = story;
  const digestIn = (image: string): string => image.slice(image.indexOf("@") + 1);
  made.containers = {
    ...made.containers,
    run: async (image) => {
      const name = /\/([a-z]+)@/.exec(image)?.[1] ?? "";
      had.set(digestIn(image), contents.get(name) ?? 0);
      const isRed = story.failing === name;
      if (!isRed) tested.add(digestIn(image));
      return { status: isRed ? 1 : 0, timedOut: false, output: "" };
    },
    files: async (image) => {
      const file: ImageFile = { type: "file", mode: 0o644, owner: "0:0", content: String(had.get(digestIn(image))) };
      return new Map([["/etc/passwd", file]]);
    },
  };
}
