import type { Tags } from "./excerpts.ts";

/** A successful run of the action. */
export interface Run {
  seconds: number;
  /** The name of the file that keeps its log. */
  log: string;
  /** The job summary, Markdown. */
  summary: string;
}

/** How an image behaves at a site. */
export interface InUse {
  answers: boolean;
  /** The last line that its container wrote. */
  lastLine: string;
}

/**
 * Where the story happens: actions of people and GitHub, and what others than Tagstream then see.
 */
export interface Stage {
  weekly(): Promise<Run>;
  /** Opens the pull request, and runs the action for it. */
  propose(): Promise<Run>;
  /** Merges it, and runs the action for the push. */
  merge(): Promise<Run>;
  /** Dispatches the form rollback.yml. */
  rollback(dryRun: boolean): Promise<Run>;
  /** How often the last run called the builder. */
  builds(): number;
  /** The comment on the pull request, Markdown. */
  comment(): string;
  /** The issues that hold streams, each by its number and the first line of its text. */
  holds(): string[];
  /** What the registry itself answers. */
  tags(image: string): Promise<Tags>;
  /** Runs a `docker pull`, and returns what docker says. */
  pull(command: string): Promise<string>;
  /** A site starts what a tag shows, with its own settings. */
  startAtSite(tag: string): Promise<InUse>;
  /** What `tagstream history` prints of the unit. */
  history(): Promise<string>;
  /** The page that `tagstream status` writes, HTML. */
  page(): Promise<string>;
}
