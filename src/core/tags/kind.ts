import type { Timestamp } from "../lib/time/timestamp.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { Unit } from "../unit/unit.ts";
import type { GivenAlias } from "./given-alias.ts";

/** The purpose of the tags that a run writes. Each purpose is a capability of its intent. */
export type Purpose = "publish" | "candidates" | "versions";

/** The purposes of tags in the run of a git tag. */
export type ReleasePurpose = Exclude<Purpose, "candidates">;

/**
 * What may happen to a tag after a run has written it:
 * - written once: no run ever overwrites it
 * - moves: it shows the newest image that it names
 * - removed with its pull request: it moves, and Tagstream removes it when its pull request ends
 */
export const mutabilities = ["written once", "moves", "removed with its pull request"] as const;
export type Mutability = (typeof mutabilities)[number];

/** The part of a unit that its tags are made from. */
export type TaggedUnit = Pick<Unit, "streamTag" | "aliases" | "evaluatedAliases" | "variant" | "versions" | "timestamps">;

/**
 * The facts that determine the tags of one publication.
 * A kind has no tag if a field that it needs is absent.
 */
export interface PublicationFacts {
  purpose: Purpose;
  /** The time of its publication, and its place in that minute. */
  timestamp?: Timestamp;
  sequence?: number;
  /** Whether it is a rollback. */
  rollback?: boolean;
  /** The commit in the annotations of its image. */
  commit?: string;
  /** The inputs hash of a candidate, in full or its first digits. */
  inputs?: string;
  pullRequest?: number;
  /** The version of its source, if its image does not record that. */
  sourceVersion?: string;
  /** A version, and the tags of its lines that show it. */
  version?: { text: string; lines: readonly string[] };
  /** The texts that it gives for the unit's evaluated aliases. */
  aliases?: readonly GivenAlias[];
  /** A build cache: of one platform, or of all that the unit has. */
  cache?: { platform?: string };
}

/** The facts that the text of a tag contains. */
export type FactsInTag = Partial<Omit<PublicationFacts, "purpose">>;

/** A kind of tag: its form, who writes it, and what may happen to it. `list.ts` lists all kinds. */
export interface TagKind {
  readonly name: string;
  /** Its name in messages: `a timestamp tag`. */
  readonly words: string;
  /** The words before it in the summary: `also as`. */
  readonly summaryWords: string;
  /** The purpose of the runs that write it; `builds` for what builds write besides images. */
  readonly writtenFor: Purpose | "builds";
  readonly mutability: Mutability;
  /**
   * The digest that it shows: its publication's, or the stream's, which a hold may keep back. A cache
   * is no image.
   */
  readonly shows: "publication" | "stream" | "no image";
  /** Whether results and outputs name it. */
  readonly isReported: boolean;
  /** The most characters that it has in addition to the moving tag. */
  readonly extraLength: number;
  /** Every registry gets it before any registry gets another tag of the publication. */
  readonly comesFirst?: true;
  /**
   * It derives from an alias, which may have belonged to another unit before: tags of earlier
   * publications stay.
   */
  readonly mayBelongToOthers?: true;
  /** It contains the text of an evaluated alias, whose length and form the plan checks. */
  readonly isEvaluated?: true;
  /** It needs `commit`: an observation then reads the image's annotations. */
  readonly needsCommit?: true;
  /** The beginning that no moving tag may have, and the reason. */
  readonly prefix?: { readonly text: string; readonly reason: string };

  /** The tags of this kind, in the order of writing. */
  print(unit: TaggedUnit, publication: PublicationFacts): readonly string[];
  /** The facts in a text; undefined where it is no tag of this kind of the unit. */
  parse(text: string, unit: TaggedUnit): FactsInTag | undefined;
  /** Why no moving tag may have this text: it reads as a tag of this kind. */
  clash?(movingTag: string): string | undefined;
  /**
   * For a kind that Tagstream removes: the pull request and the moving tag in a text, of any unit.
   */
  parsePullRequest?(text: string): { movingTag: string; pullRequest: number } | undefined;
  /** Whether the tag may move from the image that it shows to the tested one. If absent, it may. */
  mayMove?(shown: TagstreamAnnotations | undefined, tested: TagstreamAnnotations, inputs: string): boolean;
}
