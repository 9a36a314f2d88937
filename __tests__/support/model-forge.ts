import type { Forge, HoldIssue } from "../../src/ports.ts";

/** GitHub, as far as holds and the branch's tip go. */
export function modelForge(holds: HoldIssue[], { now, tip }: { now: () => Date; tip: () => string }): Forge {
  const find = (number: number): HoldIssue => holds.find((hold) => hold.number === number) as HoldIssue;
  const moment = (): string => `${now().toISOString().slice(0, 19)}Z`;
  return {
    tip: async () => tip(),
    holds: async (state: string) => holds.filter(({ closedAt }) => state === "all" || closedAt === undefined).toReversed(),
    openHold: async (title: string, body: string) => {
      const number = holds.length + 1;
      const url = `https://github.example.org/osg/images/issues/${number}`;
      holds.push({ number, title, body, url, createdAt: moment(), author: "octo", counts: true });
      return find(number);
    },
    updateHold: async (number: number, title: string, body: string) => {
      Object.assign(find(number), { title, body });
    },
    closeHold: async (number: number) => {
      Object.assign(find(number), { closedAt: moment() });
    },
    comment: async () => {},
  } as unknown as Forge;
}
