import type { Recipe } from "../existing/model.ts";
import type { NamedValue } from "./file-values.ts";
import type { ImageGroup } from "./group-images.ts";
import type { Channel } from "./patterned.ts";

/** A tag of an image in one channel. */
export interface TagRule {
  /** With placeholders of the publication and of the image's matrix. */
  pattern: string;
  channel: Channel;
  /** Whether it has the version of a git tag, or a part of it. */
  ofVersion: boolean;
  /** Whether only a schedule or a start by hand writes it today. */
  scheduled: boolean;
  /** The variants that have it, by the values of dimensions; empty: all. */
  when: Readonly<Record<string, readonly string[]>>;
}

/** The variants of an image, as `matrix` has them. */
export interface MatrixDraft {
  dimensions: Readonly<Record<string, readonly string[]>>;
  include: readonly Readonly<Record<string, string>>[];
}

/** A platform of an image, with the variants that have it. */
export interface PlatformDraft {
  platform: string;
  when: TagRule["when"];
}

/** An image as the configuration will have it, before streams have names. */
export interface ImageDraft {
  name: string;
  repositories: ImageGroup["repositories"];
  matrix?: MatrixDraft;
  rules: readonly TagRule[];
  /** What all channels share; the texts have placeholders of the matrix. */
  recipe: Omit<Recipe, "platforms">;
  platforms: readonly PlatformDraft[];
  /** Arguments of one channel alone, by its key. */
  channelArgs: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** What its tags end with, perhaps nothing, if it is one of several images in its repositories. */
  ending?: string;
  /** Values from files that its texts may have. */
  values: readonly NamedValue[];
}
