import type { ExistingBuild, ExistingSetup, Occasion, Recipe, WrittenReference } from "../../../src/core/existing/model.ts";
import type { Sample } from "../../../src/core/existing/sample.ts";
import { compareReferences } from "../../../src/core/propose/compare-references.ts";
import type { ProposeFacts } from "../../../src/core/propose/facts.ts";
import type { ComparedReference, ProposedConfiguration } from "../../../src/core/propose/proposal.ts";
import { proposeConfiguration } from "../../../src/core/propose/propose-configuration.ts";
import { readProposal } from "../../../src/core/propose/read-proposal.ts";

/** Two samples that differ in every value. */
export const samples: readonly [Sample, Sample] = [
  {
    repository: "octo-org/app",
    defaultBranch: "main",
    sha: "4be1c0ffee125a7d0e93b6c812f4a90d7be35c61",
    version: "1.4.2",
    time: "2026-11-23T06:17:08Z",
    number: 123,
  },
  {
    repository: "hexa-team/tool",
    defaultBranch: "trunk",
    sha: "d09f7e3b68a4c25190bdef7138c6a52e4f0b1d97",
    version: "7.6.5",
    time: "2031-08-14T19:42:35Z",
    number: 4567,
  },
];

export const [sample] = samples;

/** What a build of a fixture writes on an occasion: `main`, or `docker.io/octo/app:main`. */
export type Tags = readonly [occasion: Occasion, ...tags: string[]];

export interface Build {
  name?: string;
  matrix?: Record<string, string>;
  recipe?: Partial<Recipe>;
  /** Of tags without one; `ghcr.io/` and the repository by default. */
  repository?: string | readonly string[];
  tags: readonly Tags[];
}

/** A setup, evaluated with each sample. */
export function setupsOf(
  builds: (sample: Sample) => readonly Build[],
  more: Partial<ExistingSetup> = {},
): [ExistingSetup, ExistingSetup] {
  const setupOf = (one: Sample): ExistingSetup => ({
    builds: builds(one).map((build, index) => buildOf(build, index, one)),
    logins: [],
    runners: { platforms: {} },
    crons: [],
    workflows: [],
    notUnderstood: [],
    values: [],
    ...more,
  });
  return [setupOf(samples[0]), setupOf(samples[1])];
}

function buildOf({ name, matrix = {}, recipe = {}, repository, tags }: Build, index: number, one: Sample): ExistingBuild {
  const line = 10 * (index + 1);
  const place = { file: ".github/workflows/publish.yml", line };
  const repositories = [repository ?? `ghcr.io/${one.repository}`].flat();
  const references = tags.flatMap(([occasion, ...texts], at) =>
    texts.flatMap((tag) =>
      repositories.map((own): WrittenReference => ({ repository: own, tag, occasion, place: { ...place, line: line + at + 1 } })),
    ),
  );
  const whole: Recipe = { context: ".", args: {}, contexts: {}, secrets: [], platforms: [], labels: {}, ...recipe };
  return { name: name ?? `build ${index + 1}`, matrix, recipe: whole, references, place };
}

export function push(one: Sample): Occasion {
  return { on: "branch", branch: one.defaultBranch };
}

export function release(one: Sample, form = "v{version}"): Occasion {
  return { on: "git tag", tag: form.replace("{version}", one.version) };
}

export const pullRequest: Occasion = { on: "pull request" };
export const nightly: Occasion = { on: "schedule", cron: "0 3 * * *" };

/** A repository with these files. */
export function factsOf(files: Readonly<Record<string, string>> = { Dockerfile: "FROM scratch\n" }): ProposeFacts {
  return {
    repository: sample.repository,
    defaultBranch: sample.defaultBranch,
    paths: Object.keys(files),
    textOf: (path) => files[path],
    branches: ["main"],
    gitTags: [],
  };
}

/** The text of a proposal without the line for editors. */
export function textOf({ text }: ProposedConfiguration): string {
  return text.replace(/^# yaml-language-server:.*\n/, "");
}

/** A comparison in one line for each row: `main on push: same, stream`. */
export function rowsOf(proposal: ProposedConfiguration, setup: ExistingSetup, facts: ProposeFacts): string[] {
  const rows = compareReferences(setup, sample, readProposal(proposal.text, sample, facts), proposal.left);
  return rows.map(wordsOf);
}

function wordsOf({ repository, tag, occasions, fate }: ComparedReference): string {
  const own = repository === "ghcr.io/octo-org/app" ? tag : `${repository}:${tag}`;
  const on = occasions.map((one) => (one.on === "branch" ? one.branch : one.on)).join(", ");
  switch (fate.is) {
    case "same":
      return `${own} on ${on}: same ${fate.as}`;
    case "same text":
      return `${own} on ${on}: same text, ${fate.as}, ${fate.whenever}`;
    case "replaced":
      return `${own} on ${on}: replaced by ${fate.by}`;
    case "not written":
      return `${own} on ${on}: not written, ${fate.why}`;
  }
}

/** A proposal for a setup, with its comparison. */
export function propose(
  builds: (sample: Sample) => readonly Build[],
  facts: ProposeFacts = factsOf(),
  more: Partial<ExistingSetup> = {},
): { yaml: string; rows: string[]; notes: readonly string[]; left: ProposedConfiguration["left"] } {
  const setups = setupsOf(builds, more);
  const proposal = proposeConfiguration(setups, samples, facts);
  const rows = proposal.text === "" ? [] : rowsOf(proposal, setups[0], facts);
  return { yaml: textOf(proposal), rows, notes: proposal.notes, left: proposal.left };
}
