import type { Comment, IssueState, Role } from "../github-issues.ts";
import type { Hosted } from "./hosted/index.ts";

export interface PullRequestState {
  state: "open" | "closed";
  merged: boolean;
  head: string;
  /** The branch that it is proposed to; `main` unless told otherwise. */
  base?: string;
  comments: Comment[];
  /** The commit that it was merged as. */
  mergedAs?: string;
}

/** A workflow as GitHub describes it, with its runs, newest first. */
export interface WorkflowState {
  state: "active" | "deleted" | "disabled_fork" | "disabled_inactivity" | "disabled_manually";
  /** When its state last changed. */
  changed?: string;
  runs?: { at: string; conclusion?: string; event?: string }[];
}

/** What one request is answered with instead. */
export interface Fault {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** In place of a body in JSON. */
  text?: string;
  /** Cuts the connection. */
  drop?: boolean;
  /** Only the answer is lost: what was asked for is done. */
  done?: boolean;
}

/** One repository of GitHub's, `osg/images`, that answers as the REST and GraphQL APIs do: what the tests set is what is answered. */
export interface GitHub {
  /** Its clock. */
  now(): Date;
  /** What an action's step needs to find it. */
  env: Record<string, string>;
  url: string;
  /** Commits by branch. */
  branches: Map<string, string>;
  pulls: Map<number, PullRequestState>;
  issues: Map<number, IssueState>;
  labels: Set<string>;
  /** What accounts may do, by login; any other user may read. */
  permissions: Map<string, Role>;
  issuesDisabled: boolean;
  mayReadIssues: boolean;
  mayWriteIssues: boolean;
  /** Without it, new issues lack the labels that were asked for. */
  maySetLabels: boolean;
  /** Whose token it is: the author of what it writes. */
  login: string;
  /** Without it, comments on pull requests are refused as GitHub refuses them. */
  mayComment: boolean;
  /** Workflows by file name. */
  workflows: Map<string, WorkflowState>;
  mayReadActions: boolean;
  /** The events that were sent to repositories, in order. */
  dispatches: { repository: string; [key: string]: unknown }[];
  mayDispatch(repository: string): boolean;
  /** Repositories over real git, which answer before everything else. */
  hosted: Hosted;
  /** `GET /repos/…`, in the order in which they came. */
  requests: string[];
  /** The status that each of `requests` was answered with; 0 where the connection was cut. */
  statuses: number[];
  /** Called with each request before it is answered: to change something at that moment, or to answer otherwise. */
  onRequest: (line: string) => Fault | undefined;
  close(): Promise<void>;
}

/** A repository that has nothing yet, and a token that may do all that the job's own may. */
export function emptyGitHub(): GitHub {
  return {
    now: () => new Date(),
    env: {},
    url: "",
    branches: new Map(),
    pulls: new Map(),
    issues: new Map(),
    labels: new Set(),
    permissions: new Map(),
    issuesDisabled: false,
    mayReadIssues: true,
    mayWriteIssues: true,
    maySetLabels: true,
    login: "github-actions[bot]",
    mayComment: true,
    workflows: new Map(),
    mayReadActions: true,
    dispatches: [],
    mayDispatch: () => true,
    hosted: { repositories: [], tokens: new Map(), faults: [] },
    requests: [],
    statuses: [],
    onRequest: () => undefined,
    close: () => Promise.resolve(),
  };
}
