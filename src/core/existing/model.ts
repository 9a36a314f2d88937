/** A place in a file of the repository. */
export interface Place {
  /** Path from the repository's root. */
  file: string;
  /** From 1. */
  line: number;
}

/** An event on which workflows publish today. A published release is the push of its git tag. */
export type Occasion =
  | { on: "branch"; branch: string }
  | { on: "git tag"; tag: string }
  | { on: "schedule"; cron: string }
  | { on: "pull request" }
  | { on: "by hand" };

/** One reference that a workflow writes today, as text: the sample's values stand for those of a run. */
export interface WrittenReference {
  /** With its registry: `ghcr.io/octo/app`. */
  repository: string;
  tag: string;
  occasion: Occasion;
  /** The line that asks for it. */
  place: Place;
}

/** How an image is built today, with paths from the repository's root. */
export interface Recipe {
  /** `.` for the root. */
  context: string;
  /** Absent: `Dockerfile` in the context. */
  dockerfile?: string;
  target?: string;
  args: Readonly<Record<string, string>>;
  /** Named contexts. */
  contexts: Readonly<Record<string, string>>;
  /** Ids of secrets with the variable or file that has each: never a value. */
  secrets: readonly { id: string; env?: string; src?: string }[];
  /** Empty: the builder's own. */
  platforms: readonly string[];
  /** Labels that a person wrote, not those that metadata-action adds to every image. */
  labels: Readonly<Record<string, string>>;
}

/** One build of today's workflows: one combination of a matrix, or one target of a bake file. */
export interface ExistingBuild {
  /** The job and what sets this build apart from its others: `build (alpine)`. */
  name: string;
  /** The texts of the matrix for this build; empty without one. */
  matrix: Readonly<Record<string, string>>;
  recipe: Recipe;
  references: readonly WrittenReference[];
  place: Place;
}

/** A login of today's workflows, with the texts of the file: `${{ secrets.HUB_TOKEN }}`. */
export interface ExistingLogin {
  /** `docker.io` if the step names none. */
  registry: string;
  username: string;
  password: string;
  place: Place;
}

/** What nobody but a person can carry over, with the reason as a clause. */
export interface NotUnderstood {
  place: Place;
  /** The text at the place, in one line. */
  text: string;
  why: string;
}

/** A text of a published reference that a step reads from a file of the repository. */
export interface FileValue {
  /** Path from the repository's root. */
  file: string;
  /** The text is this JavaScript pattern's first group (`^` and `$` match at line ends). Absent: the whole file. */
  match?: string;
  text: string;
  place: Place;
}

/** What the workflows of a repository publish today. */
export interface ExistingSetup {
  builds: readonly ExistingBuild[];
  logins: readonly ExistingLogin[];
  /** Labels of the runners of jobs that build, by platform where a job builds for one alone. */
  runners: { default?: string | readonly string[]; platforms: Readonly<Record<string, string | readonly string[]>> };
  /** Cron lines of the workflows that publish. */
  crons: readonly string[];
  /** The workflows that publish or build images, with the actions that they use for it: `metadata-action`. */
  workflows: readonly { file: string; publishes: boolean; by: readonly string[] }[];
  notUnderstood: readonly NotUnderstood[];
  /** Texts of references that come from files, such as a version. */
  values: readonly FileValue[];
}
