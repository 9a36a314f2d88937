import { afterEach, beforeEach } from "@jest/globals";
import { createForge } from "../../src/adapters/github/forge.ts";
import type { Failure } from "../../src/core/lib/problems/problem.ts";
import type { Forge, HoldIssue } from "../../src/ports/forge.ts";
import { holdState, type IssueState } from "./github-issues.ts";
import { type GitHub, startGitHub } from "./github-server.ts";

export const label = "tagstream-hold";

/** What GitHub, or something before it, may answer in place of what was asked for. */
export const page = { status: 200, headers: { "content-type": "text/html" }, text: "<html>Sign in to the network</html>" };
export const broken = { status: 200, text: '[{"number": 1, "title' };
export const denied = { status: 403, body: { message: "Resource not accessible by integration" } };
export const limited = {
  status: 429,
  headers: { "retry-after": "600" },
  body: { message: "You have exceeded a secondary rate limit" },
};

/** GitHub with issues, and the forge that asks it. */
export interface HoldHub {
  github: GitHub;
  forge: Forge;
  /** The holds that the forge finds. */
  list(state?: "open" | "all"): Promise<HoldIssue[]>;
  /** The numbers of those that count. */
  counting(state?: "open" | "all"): Promise<number[]>;
  /** The requests so far that begin so. */
  requested(start: string): string[];
  put(number: number, state?: Parameters<typeof holdState>[0]): IssueState;
  /** As many holds by strangers, each by another one, as somebody with a script and an issue form makes. */
  flood(count: number, from?: number, state?: Parameters<typeof holdState>[0]): void;
}

/** One for each test of a file, anew. */
export function holdHub(): HoldHub {
  const hub = {
    list: async (state = "open") => {
      const holds = await hub.forge.holds(state);
      if (holds === "disabled") throw new Error("issues are disabled");
      return holds;
    },
    counting: async (state) => (await hub.list(state)).filter(({ counts }) => counts).map(({ number }) => number),
    requested: (start) => hub.github.requests.filter((line) => line.startsWith(start)),
    put: (number, state) => {
      const issue = holdState(state);
      hub.github.issues.set(number, issue);
      return issue;
    },
    flood: (count, from = 1000, state = {}) => {
      for (let n = from; n < from + count; n++) hub.put(n, { author: `mallory-${n}`, ...state });
    },
  } as HoldHub;
  beforeEach(async () => {
    hub.github = await startGitHub();
    hub.forge = await createForge({ repository: "osg/images", token: "s3cret", apiUrl: hub.github.url, second: 1 });
  });
  afterEach(() => hub.github.close());
  return hub;
}

/** What a piece of work that has to fail throws. */
export const failure = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: Failure) => error,
  );
