import { createHash } from "node:crypto";
import { holdState, type IssueState } from "../github-issues.ts";
import { type GitHub, startGitHub } from "../github-server.ts";
import { createRandom } from "./random.ts";

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
  const asked = new Map<string, number>();
  let lagging = { requests: 0, issues: new Map<number, IssueState>() };
  const copy = (): Map<number, IssueState> => new Map([...github.issues].map(([number, issue]) => [number, { ...issue }]));

  const faulty: FaultyGitHub = {
    url: github.url,
    issues: github.issues,
    effects: 0,
    trouble: { probability: 0, kinds: [] },
    onEffect: () => false,
    listings: 0,
    lag: (requests) => {
      lagging = { requests, issues: copy() };
    },
    open: ({ units, digests = new Map(), rollback, text, author = bot }) => {
      const number = Math.max(0, ...github.issues.keys()) + 1;
      const data = { version: 1, units, reason: "it crashes", owner: "octo", expires: "2026-12-24" };
      // YAML has JSON in it.
      const block = JSON.stringify({ ...data, ...(rollback ? { rollback } : {}), digests: Object.fromEntries(digests) });
      const body = text ?? `It crashes.\n\n\`\`\`yaml tagstream-hold\n${block}\n\`\`\`\n`;
      github.issues.set(number, holdState({ title: `Hold: ${units.join(", ")}`, body, author }));
      return number;
    },
    lift: (number) => {
      for (const open of number === undefined ? faulty.held() : [number]) {
        const issue = github.issues.get(open);
        // Long ago, so that nobody asks GitHub what has closed it: Octokit lets a second pass between two such questions.
        if (issue) Object.assign(issue, { state: "closed", closedAt: "2020-11-24T12:00:00Z" });
      }
    },
    held: () =>
      [...github.issues]
        .filter(([, { state, author }]) => state === "open" && faulty.mayWrite(author?.login ?? ""))
        .map(([number]) => number),
    mayWrite: (login) => login === bot,
    reset: () => {
      Object.assign(faulty, { effects: 0, trouble: { probability: 0, kinds: [] }, onEffect: () => false });
      lagging.requests = 0;
    },
    close: () => github.close(),
  };

  github.onRequest = (line) => {
    const count = (asked.get(line) ?? 0) + 1;
    asked.set(line, count);
    if (isEffect(line)) {
      const number = ++faulty.effects;
      if (faulty.onEffect("before", number)) return { drop: true };
      if (faulty.onEffect("after", number)) return { drop: true, done: true };
    }
    const random = createRandom(createHash("sha256").update(`${seed} ${count} ${line}`).digest().readUInt32LE());
    const { probability, kinds } = faulty.trouble;
    if (kinds.length > 0 && random.chance(probability)) return answerOf(random.pick(kinds));
    if (isListing(line)) {
      faulty.listings++;
      if (lagging.requests-- > 0) showOnce(github, lagging.issues);
    }
    return undefined;
  };
  return faulty;
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
