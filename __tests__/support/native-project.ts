import { run } from "../../src/commands/run.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { type ImageIndex, parseIndex } from "../../src/core/oci/image-index.ts";
import { imagesResolved } from "../../src/steps/observe/provenance.ts";
import { noContainers } from "./memory-builder.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "./memory-run.ts";

export const [one, two] = ["one.example.org/osg", "two.example.org/osg"] as const;
export const [amd64, arm64] = ["linux/amd64", "linux/arm64"] as const;

interface Shape {
  /** Of the chain `base`, `app`, `top`, and `squid` alone; `base` and `app` by default. */
  images?: readonly string[];
  /** More keys of the configuration, as text. */
  more?: string;
  /** More keys of every image. */
  each?: string;
  /** `jobs: { max-units: 1 }`, so that every image of the chain is a job of its own. */
  levels?: boolean;
  /** Whether one machine builds all platforms. */
  oneRunner?: boolean;
  /** Whether the second registry is. */
  optional?: boolean;
}

const bases: Record<string, string | undefined> = { base: undefined, app: "base", top: "app", squid: undefined };

/** Images in two registries, each for two platforms, which have a runner each. */
export function nativeProject(shape: Shape = {}): MemoryRun {
  const { images: names = ["base", "app"], more = "", each = "", levels = false, oneRunner = false, optional = false } = shape;
  const images = names.map((name) => {
    const base = bases[name];
    const keys = [`context: ${name}`, `platforms: [${arm64}, ${amd64}]`, "tests: [{ run: [works] }]"];
    return `  ${name}: { ${[...keys, ...(base ? [`base: ${base}`] : []), ...(each ? [each] : [])].join(", ")} }\n`;
  });
  const configuration = [
    `registries: [${one}, ${optional ? `{ name: ${two}, required: false }` : two}]\n`,
    oneRunner ? "" : `runners: { default: ubuntu-24.04, ${arm64}: ubuntu-24.04-arm }\n`,
    levels ? "jobs: { max-units: 1 }\n" : "",
    more,
    `images:\n${images.join("")}`,
  ];
  const made = memoryRun({
    ".github/tagstream.yml": configuration.join(""),
    ...Object.assign({}, ...names.map((name) => dockerfile(name))),
  });
  made.containers = { ...noContainers, load: async ({ path }, digest) => `${path}@${digest}` };
  return made;
}

/** Records the tests that run, as `image platform`; those that a test chooses fail. */
export function watchTests(made: MemoryRun, isRed: (image: string, platform: string) => boolean = () => false): string[] {
  const ran: string[] = [];
  made.containers = {
    ...made.containers,
    run: async (image, platform) => {
      ran.push(`${image} ${platform}`);
      return { status: isRed(image, platform) ? 1 : 0, timedOut: false, output: "" };
    },
  };
  return ran;
}

/** One machine publishes all images. */
export async function publishAll(made: MemoryRun): Promise<void> {
  const { session } = await made.session("schedule");
  if ((await run(defaultRequest, session)) !== 0) throw new Error("not published");
}

/** Another text of an image's Dockerfile. */
export const dockerfile = (image: string, text = ""): Record<string, string> => ({
  [`${image}/Dockerfile`]: `FROM scratch\n# ${image} ${text}\n`,
});

/** What the stream of an image shows. */
export const shownBy = ({ registry }: MemoryRun, image: string, place: string = one): Digest | undefined =>
  registry.shown(`${place}/${image}`)["release"];

/** What the streams of the images show in the first registry. */
export const allShown = (made: MemoryRun): Record<string, Digest | undefined> =>
  Object.fromEntries(Object.keys(bases).map((image) => [image, shownBy(made, image)]));

/** The index under a tag or a digest. */
export async function indexAt({ registry }: MemoryRun, repository: string, reference: string | undefined): Promise<ImageIndex> {
  const manifest = await registry.manifest(repository, reference ?? "");
  if (!manifest) throw new TypeError(`${repository} has no ${reference}`);
  return parseIndex(manifest.bytes);
}

/** By platform, the image in the index that a stream shows, and the images that it was built on, as its provenance says. */
export async function shownOn(made: MemoryRun, image: string, place: string = one) {
  const repository = `${place}/${image}`;
  const { manifest, blob } = made.registry;
  const source = {
    manifest: (digest: Digest) => manifest(repository, digest),
    blob: (digest: Digest) => blob(repository, digest),
  };
  const { platforms } = await indexAt(made, repository, shownBy(made, image, place));
  const entries = platforms.map(async (platform) => {
    const resolved = await imagesResolved(source, platform);
    return [platform.platform, { digest: platform.digest, on: (resolved?.images ?? []).map(({ digest }) => digest) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
