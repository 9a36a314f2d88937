import type { Digest } from "../../../../src/core/lib/digest.ts";
import type { Unit } from "../../../../src/core/unit/unit.ts";
import type { Manifest } from "../../../../src/ports/registry.ts";
import { makeManifest } from "../../registry.ts";
import { makeUnit } from "../../units.ts";
import type { State } from "./stage.ts";

const index = "application/vnd.oci.image.index.v1+json";
const image = "application/vnd.oci.image.manifest.v1+json";

/** A publication of the world. Its own tags and marks are of no code of the product. */
export interface Story {
  stream: string;
  stamp: string;
  /** Equal ones are the same image. */
  content: string;
  /** Other tags than the stream's timestamp tag: of aliases, and marks. */
  aliases: readonly string[];
  marks: readonly string[];
  /** Whether the rules keep it. */
  stays: boolean;
  /** Whether a signature is attached to its image. */
  signed?: true;
}

const story = (stamp: string, content: string, more: Partial<Story> = {}): Story => ({
  stream: "release",
  stamp,
  content,
  aliases: [],
  marks: [],
  stays: false,
  ...more,
});

/** The second one was bad: the third is the rollback from it to the first. */
export const stories: readonly Story[] = [
  story("20260901-0617", "a", { marks: ["vm.release-20260901-0617.1.4.2"] }),
  story("20260908-0617", "b", { aliases: ["latest-20260908-0617"], marks: ["release-20260908-0617.v1.4"], signed: true }),
  story("20260915-0617", "a", { marks: ["rb.release-20260915-0617"] }),
  story("20261116-0617", "c", { stays: true, signed: true }),
  story("20261123-0617", "d", { stays: true }),
  story("20260901-0700", "r", { stream: "testing" }),
  story("20261116-0700", "s", { stream: "testing", stays: true }),
  story("20261123-0700", "t", { stream: "testing", stays: true }),
];

/** All tags of a publication. */
export const tagsOf = ({ stream, stamp, aliases, marks }: Story): string[] => [`${stream}-${stamp}`, ...aliases, ...marks];

/** A stream in both registries, and one in the first alone. */
export function unitsIn(repositories: readonly string[]): Unit[] {
  const destinations = repositories.map((repository) => ({ repository, required: true }));
  const evaluatedAliases = [{ pattern: "v{label:org.opencontainers.image.version}", timestamps: false }];
  return [
    makeUnit("squid:release", { destinations, aliases: [{ tag: "latest", timestamps: true }], evaluatedAliases }),
    makeUnit("squid:testing", { destinations: destinations.slice(0, 1) }),
  ];
}

/** What one registry holds, as it is built. */
class Filling {
  readonly tags = new Map<string, Digest>();
  readonly manifests = new Map<Digest, Manifest>();

  put(mediaType: string, content: object, tags: readonly string[] = []): Digest {
    const manifest = makeManifest(mediaType, content);
    this.manifests.set(manifest.digest, manifest);
    for (const tag of tags) this.tags.set(tag, manifest.digest);
    return manifest.digest;
  }

  /** An index with one platform. */
  image(content: string, annotations: Record<string, string> = {}, tags: readonly string[] = []): Digest {
    const digest = this.put(image, { of: content });
    return this.put(
      index,
      { manifests: [{ mediaType: image, digest, size: 1 }], annotations: { content, ...annotations } },
      tags,
    );
  }

  /** Attaches a signature, as clients do it without a referrers API. */
  sign(digest: Digest): void {
    const signature = this.put(image, { of: "signature", subject: { mediaType: index, digest, size: 1 } });
    this.put(index, { manifests: [{ mediaType: image, digest: signature, size: 1 }] }, [listTag(digest)]);
  }
}

/** The tag that lists what is attached to an image. */
export const listTag = (digest: Digest): string => digest.replace(":", "-");

/** What stays in each registry, and all that it has. */
export interface World {
  state: State;
  /** The tags that must stay, by registry. */
  kept: readonly ReadonlyMap<string, Digest>[];
}

export function makeWorld(): World {
  const places = [true, false].map((isFirst) => fill(isFirst));
  return { state: places.map(({ filling }) => filling), kept: places.map(({ kept }) => kept) };
}

function fill(isFirst: boolean): { filling: Filling; kept: Map<string, Digest> } {
  const filling = new Filling();
  const staying: string[] = [];
  for (const one of stories) {
    if (!isFirst && one.stream === "testing") continue;
    const digest = filling.image(one.content, {}, tagsOf(one));
    if (one.signed) filling.sign(digest);
    if (one.stays) staying.push(...tagsOf(one), ...(one.signed ? [listTag(digest)] : []));
  }
  filling.image("d", {}, ["release", "latest", "v1.4"]);
  staying.push("release", "latest", "v1.4", "testing");
  if (isFirst) {
    filling.image("t", {}, ["testing"]);
    const built = { "io.github.tagstream.built": "20260801-0617", "org.opencontainers.image.source": origin.source };
    filling.image("candidate", built, ["rc.release.0123456789ab"]);
    filling.image("proposal", built, ["rc.release.pr-7"]);
    staying.push("rc.release.pr-7");
    filling.image("of a run that failed", {}, ["rb.release-20260825-0617"]);
  }
  filling.image("without a tag");
  return { filling, kept: new Map([...filling.tags].filter(([tag]) => staying.includes(tag))) };
}

/** The repository whose candidates these are. */
export const origin = { repository: "osg/images", source: "https://github.example.org/osg/images" };
