import { createHash } from "node:crypto";
import { holdState, type IssueState } from "../github-issues.ts";
import { type GitHub, startGitHub } from "../github-server.ts";
import { createRandom, type Random } from "./random.ts";

/** What can go wrong with one request to GitHub. */
export const githubFaults = ["500", "502", "503", "429", "garbled", "reset before", "reset after"] as const;
export type GitHubFault = (typeof githubFaults)[number];

type Answer = ReturnType<GitHub["onRequest"]>;

/** A hold, as somebody writes its issue: without digests it stays at what is shown; as `text`, whatever they made of its body. */
export interface HoldIssue {
  units: readonly string[];
  digests?: ReadonlyMap<string, string>;
  rollback?: string;
  text?: string;
  author?: string;
}

/** GitHub, of which a seed chooses what goes wrong. What `FaultProxy` says of its members holds here. */
export interface FaultyGitHub {
  url: string;
  issues: ReadonlyMap<number, IssueState>;
  effects: number;
  trouble: { probability: number; kinds: readonly GitHubFault[] };
  onEffect: (moment: "before" | "after", number: number) => boolean;
  /** Requests for the list of issues that have come so far. */
  listings: number;
  /** The list of issues stays as it is for so many requests, whatever becomes of them. */
  lag(requests: number): void;
  open(hold: HoldIssue): number;
  /** Closes all holds, or one. */
  lift(number?: number): void;
  /** The numbers of open holds that Tagstream or somebody who may write has opened. */
  held(): number[];
  mayWrite(login: string): boolean;
  reset(): void;
  close(): Promise<void>;
}

const isEffect = (line: string): boolean => /^(POST|PATCH|PUT|DELETE) /.test(line) && !line.endsWith("/graphql");
const isListing = (line: string): boolean => /^GET \/repos\/osg\/images\/issues\?/.test(line);
const bot = "github-actions[bot]";

export async function startFaultyGitHub(seed: number, branch: { name: string; commit: string }): Promise<FaultyGitHub> {
  const github = await startGitHub();
  github.branches.set(branch.name, branch.commit);
  return new RunningGitHub(github, seed);
}

class RunningGitHub implements FaultyGitHub {
  readonly url: string;
  readonly issues: ReadonlyMap<number, IssueState>;
  effects = 0;
  trouble: FaultyGitHub["trouble"] = { probability: 0, kinds: [] };
  onEffect: FaultyGitHub["onEffect"] = () => false;
  listings = 0;

  readonly #github: GitHub;
  readonly #seed: number;
  /** How often each thing was asked for. */
  readonly #counts = new Map<string, number>();
  #lagging = { requests: 0, issues: new Map<number, IssueState>() };

  constructor(github: GitHub, seed: number) {
    this.#github = github;
    this.#seed = seed;
    this.url = github.url;
    this.issues = github.issues;
    github.onRequest = (line) => this.#onRequest(line);
  }

  lag(requests: number): void {
    const issues = new Map([...this.#github.issues].map(([number, issue]) => [number, { ...issue }]));
    this.#lagging = { requests, issues };
  }

  open({ units, digests = new Map(), rollback, text, author = bot }: HoldIssue): number {
    const number = Math.max(0, ...this.issues.keys()) + 1;
    const data = { version: 1, units, reason: "it crashes", owner: "octo", expires: "2026-12-24" };
    // YAML has JSON in it.
    const block = JSON.stringify({ ...data, ...(rollback ? { rollback } : {}), digests: Object.fromEntries(digests) });
    const body = text ?? `It crashes.\n\n\`\`\`yaml tagstream-hold\n${block}\n\`\`\`\n`;
    this.#github.issues.set(number, holdState({ title: `Hold: ${units.join(", ")}`, body, author }));
    return number;
  }

  lift(number?: number): void {
    for (const open of number === undefined ? this.held() : [number]) {
      const issue = this.issues.get(open);
      // Long ago, so that nobody asks GitHub what has closed it: Octokit lets a second pass between two such questions.
      if (issue) Object.assign(issue, { state: "closed", closedAt: "2020-11-24T12:00:00Z" });
    }
  }

  held(): number[] {
    return [...this.issues]
      .filter(([, { state, author }]) => state === "open" && this.mayWrite(author?.login ?? ""))
      .map(([number]) => number);
  }

  mayWrite(login: string): boolean {
    return login === bot;
  }

  reset(): void {
    this.effects = 0;
    this.trouble = { probability: 0, kinds: [] };
    this.onEffect = () => false;
    this.#lagging.requests = 0;
  }

  close(): Promise<void> {
    return this.#github.close();
  }

  #onRequest(line: string): Answer {
    const random = this.#chanceFor(line);
    const lost = isEffect(line) ? this.#lostEffect(++this.effects) : undefined;
    if (lost) return lost;
    const { probability, kinds } = this.trouble;
    if (kinds.length > 0 && random.chance(probability)) return answerOf(random.pick(kinds));
    if (isListing(line)) {
      this.listings++;
      if (this.#lagging.requests-- > 0) showOnce(this.#github, this.#lagging.issues);
    }
    return undefined;
  }

  #chanceFor(line: string): Random {
    const count = (this.#counts.get(line) ?? 0) + 1;
    this.#counts.set(line, count);
    return createRandom(createHash("sha256").update(`${this.#seed} ${count} ${line}`).digest().readUInt32LE());
  }

  #lostEffect(number: number): Answer {
    if (this.onEffect("before", number)) return { drop: true };
    return this.onEffect("after", number) ? { drop: true, done: true } : undefined;
  }
}

function answerOf(fault: GitHubFault): Answer {
  switch (fault) {
    case "429":
      return { status: 429, headers: { "retry-after": "1" }, body: { message: "You have exceeded a secondary rate limit" } };
    case "garbled":
      return { status: 200, text: '[{"number": 1, "title' };
    case "reset before":
      return { drop: true };
    case "reset after":
      return { drop: true, done: true };
    default:
      return { status: Number(fault), body: { message: "Server Error" } };
  }
}

/** The request at hand is answered from these issues: that is done before anything else runs. */
function showOnce({ issues }: GitHub, shown: ReadonlyMap<number, IssueState>): void {
  const now = [...issues];
  const put = (entries: Iterable<[number, IssueState]>): void => {
    issues.clear();
    for (const [number, issue] of entries) issues.set(number, issue);
  };
  put(shown);
  queueMicrotask(() => put(now));
}
