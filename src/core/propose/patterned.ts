import type { ExistingBuild, ExistingSetup, Recipe, WrittenReference } from "../existing/model.ts";
import type { Sample } from "../existing/sample.ts";
import { registryFault } from "../oci/reference.ts";
import { isGitTagForm } from "../sources/git-names.ts";
import { movingTagFault } from "../tags/moving-tag.ts";
import type { ProposeFacts } from "./facts.ts";
import { type NamedValue, valuesFor, withValues } from "./file-values.ts";
import { patternedRecipe } from "./patterned-recipe.ts";
import type { ProposedConfiguration } from "./proposal.ts";
import { recipeFault } from "./recipe-fault.ts";
import { patternOf } from "./template.ts";

/** Where the images of some references come from: each becomes a stream. */
export type Channel = { is: "default" } | { is: "branch"; branch: string } | { is: "releases"; form: string };

/** A reference of today with placeholders for what changes from run to run. */
export interface PatternedReference {
  repository: string;
  pattern: string;
  channel: Channel;
  /** Whether it has the version of a git tag, or a part of it. */
  ofVersion: boolean;
  /** Whether only a schedule or a start by hand writes it today. */
  scheduled: boolean;
}

/** A build of today. The texts of its recipe have placeholders. */
export interface PatternedBuild extends Pick<ExistingBuild, "name" | "matrix"> {
  recipe: Recipe;
  references: readonly PatternedReference[];
  /** The values from files that its texts have. */
  values: readonly NamedValue[];
}

export type Left = ProposedConfiguration["left"][number];

/** What the workflows of today publish, with placeholders. */
export interface Patterned {
  builds: readonly PatternedBuild[];
  left: readonly Left[];
  notes: readonly string[];
}

/** One name for a channel. */
export function channelKey(channel: Channel): string {
  return JSON.stringify(channel);
}

/**
 * Compares the same builds in two samples.
 * @param refused patterns that the configuration cannot have, with the reason as a clause
 */
export function patternedBuilds(
  [first, second]: readonly [ExistingSetup, ExistingSetup],
  samples: readonly [Sample, Sample],
  facts: ProposeFacts,
  refused: ReadonlyMap<string, string>,
): Patterned {
  const left: Left[] = [];
  const notes = new Set<string>();
  const hasVersions = first.builds.some(({ references }) => references.some(({ occasion }) => occasion.on === "git tag"));
  const builds = first.builds.map((build, index): PatternedBuild => {
    const other = second.builds[index];
    const values = valuesFor(build, first, hasVersions).filter(({ file }) => facts.textOf(file) !== undefined);
    const references = build.references.flatMap((reference, at): PatternedReference[] => {
      const { repository, tag, place, occasion } = reference;
      if (occasion.on === "pull request") return [];
      const read = patternedReference([reference, counterpart(build, other, at)], samples, facts, values);
      const why =
        recipeFault(build.recipe, facts) ?? ("fault" in read ? read.fault : refused.get(`${repository}:${read.pattern}`));
      if (why === undefined && "pattern" in read) return [read];
      left.push({ repository, tag, place, why: why ?? "" });
      return [];
    });
    const recipe = patternedRecipe([build.recipe, other?.recipe], samples, (note) => notes.add(note));
    return { name: build.name, matrix: build.matrix, references, recipe, values };
  });
  return { builds, left, notes: [...notes] };
}

/** The same reference in the other sample: at the same place, even if the numbers of references differ. */
function counterpart(build: ExistingBuild, other: ExistingBuild | undefined, at: number): WrittenReference | undefined {
  if (!other || other.references.length === build.references.length) return other?.references[at];
  const keyOf = ({ place, occasion }: WrittenReference) => `${place.file} ${place.line} ${occasion.on}`;
  const own = build.references[at];
  const number = build.references.slice(0, at).filter((one) => own && keyOf(one) === keyOf(own)).length;
  return other.references.filter((one) => own && keyOf(one) === keyOf(own))[number];
}

function patternedReference(
  [reference, other]: readonly [WrittenReference, WrittenReference | undefined],
  samples: readonly [Sample, Sample],
  facts: ProposeFacts,
  values: readonly NamedValue[],
): PatternedReference | { fault: string } {
  if (!other) return { fault: "what it depends on is not known" };
  const invalid = registryFault(reference.repository, "repository") ?? movingTagFault(reference.tag);
  if (invalid !== undefined) return { fault: invalid };
  const tag = patternOf([reference.tag, other.tag], samples, reference.occasion.on === "git tag" ? "tag of a release" : "tag");
  if ("fault" in tag) return tag;
  const channel = channelOf([reference.occasion, other.occasion], samples, facts);
  if ("fault" in channel) return channel;
  const ofVersion = hasVersion(tag.pattern);
  const scheduled = ["schedule", "by hand"].includes(reference.occasion.on);
  if (channel.is !== "releases" && ofVersion)
    return { fault: "it has the version of a git tag, and builds of a branch are of no version" };
  return { repository: reference.repository, pattern: withValues(tag.pattern, values), channel, ofVersion, scheduled };
}

type Occasion = WrittenReference["occasion"];

function channelOf(
  [occasion, other]: readonly [Occasion, Occasion],
  samples: readonly [Sample, Sample],
  { defaultBranch }: ProposeFacts,
): Channel | { fault: string } {
  if (occasion.on === "git tag") {
    const form = other.on === "git tag" ? patternOf([occasion.tag, other.tag], samples, "git tag") : undefined;
    if (form && "pattern" in form && isGitTagForm(form.pattern)) return { is: "releases", form: form.pattern };
    return { fault: `the git tag ${occasion.tag} is not a text with one whole version in it, such as v1.4.2` };
  }
  if (occasion.on !== "branch" || occasion.branch === defaultBranch) return { is: "default" };
  if (isChannelName(occasion.branch)) return { is: "branch", branch: occasion.branch };
  return { fault: `the branch ${occasion.branch} looks like one for a change: its pull request gets candidates instead` };
}

const channelNames =
  /(?:^|[-/_.])(?:main|master|trunk|dev|develop|development|next|edge|beta|alpha|staging|stable|testing|nightly|lts|prod|production|release|current|canary|preview)(?:$|[-/_.])/i;

/** Whether a branch looks like one that lasts: it has a known name, or the number of a line. */
function isChannelName(branch: string): boolean {
  const isChange = /^(?:feature|feat|fix|bugfix|hotfix|chore|dependabot|renovate|docs|user|users|gh-readonly-queue)\b/i;
  return !isChange.test(branch) && (channelNames.test(branch) || /(?:^|[-/_v])\d+(?:[.-]|$)/i.test(branch));
}

/** Whether a pattern has the version of a git tag, or a part of it. */
export function hasVersion(pattern: string): boolean {
  return /(?<!\{)\{(?:version|major|minor|patch)\}/.test(pattern);
}
