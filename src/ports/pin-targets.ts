/** A file at a commit. */
export interface TargetFile {
  /** From the repository's root. */
  path: string;
  /** The id of its content. */
  blob: string;
  /** Bytes. */
  size: number;
}

/** The tip of a branch, with every file. Submodules are left out. */
export interface TargetTip {
  branch: string;
  commit: string;
  /** The id of the commit's tree. */
  tree: string;
  /** Regular files. */
  files: readonly TargetFile[];
  /** Symbolic links: their content is where they lead to. */
  links?: readonly TargetFile[];
}

/** The changes of files for people to accept. */
export interface PinProposal {
  base: TargetTip;
  /** The branch of the pull request, Tagstream's own: `tagstream/pins-…`. */
  head: string;
  /** The new bytes, by path. Never empty. */
  files: ReadonlyMap<string, Uint8Array>;
  title: string;
  /** Markdown. */
  body: string;
  /** The commit's message. */
  message: string;
  /** A hash of what the files are pinned to. One that a person declined is not proposed again. */
  fingerprint: string;
  merge: "manual" | "auto";
}

/**
 * What became of a target's pull request:
 * - opened, updated: it proposes exactly the wanted changes
 * - unchanged: it already did
 * - closed: nothing is left to change
 * - none: nothing is to change, and there is no pull request
 * - edited: a person has committed to it, so it stays as it is
 * - declined: a person closed it with these very changes
 */
export interface ProposalResult {
  state: "opened" | "updated" | "unchanged" | "closed" | "none" | "edited" | "declined";
  number?: number;
  url?: string;
  /** Whether GitHub merges it by itself; a text says why not. */
  autoMerge?: "on" | "merged" | { refused: string };
}

/** A repository whose files name images. */
export interface PinTargetRepository {
  /** `owner/name`. */
  readonly repository: string;
  /**
   * The tip of a branch, by default of the default branch.
   * @throws Failure `github-…`; `pin-too-large` if GitHub does not list all files
   */
  tip(branch?: string): Promise<TargetTip>;
  /** A file's bytes, verified. @throws Failure `github-…` */
  read(file: TargetFile): Promise<Uint8Array>;
  /** Whether these are a file's bytes: they have its id. */
  isContent(file: TargetFile, bytes: Uint8Array): Promise<boolean>;
  /** Makes the one pull request of a head branch propose exactly this. @throws Failure `github-…` */
  propose(proposal: PinProposal): Promise<ProposalResult>;
  /** Closes the pull request of a head branch, and removes the branch. @throws Failure `github-…` */
  withdraw(head: string): Promise<ProposalResult>;
}

/** The repositories that images are deployed from. */
export interface PinTargets {
  /**
   * @param repository `owner/name`
   * @param variable the environment variable with its token; absent: the run's own token
   * @throws Failure `pin-token` without that token, and in an untrusted event
   */
  open(repository: string, variable?: string): PinTargetRepository;
}
