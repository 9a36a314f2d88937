import * as v from "valibot";
import { branchName, check, withDefault } from "./payload.ts";

/** The facts about the run, from GitHub's environment or, on the command line, from git. */
export interface EventFacts {
  /** `GITHUB_EVENT_NAME`. */
  name: string;
  /**
   * The event's JSON, unchecked: the author of a pull request writes part of it. Absent on the
   * command line.
   */
  payload?: unknown;
  /** `refs/heads/main`. */
  ref: string;
  /** 40 hexadecimal digits. */
  sha: string;
  /** `owner/name`. */
  repository: string;
  runId: string;
  runAttempt: number;
  /** `https://github.com`; absent if there is no server. */
  serverUrl?: string;
  /** The repository's page, if it differs from the server's page of that name. */
  page?: string;
  /** Used if the payload does not have it. */
  defaultBranch?: string;
  /** Whether `defaultBranch` is a guess: the clone does not know its remote's. */
  isDefaultBranchGuessed?: true;
  /** The input `changed-only`: a rebuild publishes only what changed. */
  changedOnly?: boolean;
  /** The file name of the workflow that runs: `rollback.yml`. */
  workflow?: string;
}

/** The page of the repository; undefined if there is no server. */
export function pageOf({ serverUrl, page, repository }: EventFacts): string | undefined {
  return page ?? (serverUrl === undefined ? undefined : `${serverUrl.replace(/\/$/, "")}/${repository}`);
}

/** Whether a branch is the default one, which publishes. True if the default branch is unknown. */
export function isDefaultBranch(branch: string, facts: Pick<EventFacts, "payload" | "defaultBranch">): boolean {
  const known = knownDefaultBranch(facts);
  return known === undefined || known === branch;
}

/** The default branch, if anything names it. */
export function knownDefaultBranch({
  payload,
  defaultBranch,
}: Pick<EventFacts, "payload" | "defaultBranch">): string | undefined {
  const { success, output } = v.safeParse(withDefault, payload);
  return (success ? output.repository?.default_branch : undefined) ?? defaultBranch;
}

/**
 * The default branch.
 * @throws Failure `event-malformed` if nothing names it
 */
export function defaultBranchOf({ payload, defaultBranch }: EventFacts): string {
  const branch = check("payload", withDefault, payload ?? {}).repository?.default_branch ?? defaultBranch;
  const schema = v.object({ repository: v.object({ default_branch: branchName }) });
  const source = payload === undefined ? "git" : "payload";
  return check(source, schema, { repository: { default_branch: branch } }).repository.default_branch;
}

/** The branch that a ref names. */
export function branchOf(ref: string): string | undefined {
  return nameUnder("refs/heads/", ref);
}

/** The name in a ref of this kind; undefined for another kind. */
export function nameUnder(kind: "refs/heads/" | "refs/tags/", ref: string): string | undefined {
  return ref.startsWith(kind) ? ref.slice(kind.length) : undefined;
}
