import type { Forge, HoldIssue, KeptIssue, KeptIssues } from "../../src/ports/forge.ts";

/** What GitHub has of a repository, in memory. */
export interface MemoryHub {
  /** All issues that are holds, oldest first. */
  readonly holds: HoldIssue[];
  /** Open issues about freshness, oldest first; absent: there are none, and none is opened. */
  readonly freshness?: KeptIssue[];
  /** The issues with verdicts, oldest first. */
  readonly verdicts?: KeptIssue[];
  /** The issues with yanks, oldest first. */
  readonly yanks?: KeptIssue[];
  /** The person whose token this is. */
  readonly owner?: { login: string; mayWrite: boolean };
  /** The comments that were written, in order. */
  readonly comments: string[];
  /** The commit that its branch points at. */
  tip(): string;
  now(): Date;
}

/** GitHub, in this process. */
export function memoryForge({ holds, freshness = [], verdicts = [], yanks = [], owner, comments, tip, now }: MemoryHub): Forge {
  const find = (number: number): HoldIssue => {
    const hold = holds.find((one) => one.number === number);
    if (!hold) throw new TypeError(`there is no hold ${number}`);
    return hold;
  };
  const moment = (): string => `${now().toISOString().slice(0, 19)}Z`;
  return {
    tip: async () => tip(),
    pullRequest: async () => ({ open: true, merged: false, head: tip() }),
    currentName: async () => undefined,
    mergedAs: async () => [],
    async comment(_number, _marker, text) {
      const written = text(comments.at(-1));
      if (written !== undefined) comments.push(written);
    },
    holds: async (state) => holds.filter(({ closedAt }) => state === "all" || closedAt === undefined).toReversed(),
    async openHold(title, body) {
      const number = holds.length + 1;
      const url = `https://github.example.org/osg/images/issues/${number}`;
      holds.push({ number, title, body, url, createdAt: moment(), author: "octo", counts: true });
      return find(number);
    },
    async updateHold(number, title, body) {
      Object.assign(find(number), { title, body });
    },
    async closeHold(number) {
      Object.assign(find(number), { closedAt: moment() });
    },
    workflow: async (where) => ({ ...where, state: "active" }),
    tokenOwner: async () => owner ?? { login: "octo", mayWrite: true },
    freshness: {
      ...memoryIssues(freshness, 1000),
      async close(number) {
        freshness.splice(0, freshness.length, ...freshness.filter((one) => one.number !== number));
      },
    },
    verdicts: memoryIssues(verdicts, 2000),
    yanks: memoryIssues(yanks, 3000),
  };
}

/** Issues with a label of ours. */
export function memoryIssues(issues: KeptIssue[], firstNumber: number): KeptIssues {
  return {
    list: async () => issues.map((issue) => ({ ...issue })),
    ignored: async () => [],
    async open(title, body) {
      const number = firstNumber + issues.length;
      const issue = { number, title, body, url: `https://github.example.org/osg/images/issues/${number}` };
      issues.push(issue);
      return { ...issue };
    },
    async update(number, title, body) {
      Object.assign(issues.find((one) => one.number === number) ?? {}, { title, body });
    },
  };
}
