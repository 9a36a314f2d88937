import { afterAll, expect, test } from "@jest/globals";
import type { PinTargetRepository } from "../../../../src/ports/pin-targets.ts";
import { endPinWorlds, newer, type PinWorld, pinned, pinWorld, propose, withNewer } from "../../../support/pins-on-github.ts";

afterAll(endPinWorlds);

interface Story {
  before(target: PinTargetRepository, head: string): Promise<unknown>;
  run(target: PinTargetRepository, head: string): Promise<unknown>;
  /** What is there in the end. */
  left: { branch: string | undefined; open: number; pulls: number };
}

const stories: [string, Story][] = [
  [
    "opening",
    { before: async () => {}, run: (target, head) => propose(target, { head }), left: { branch: pinned, open: 1, pulls: 1 } },
  ],
  [
    "updating",
    {
      before: (target, head) => propose(target, { head }),
      run: (target, head) => propose(target, { head, ...withNewer }),
      left: { branch: newer, open: 1, pulls: 1 },
    },
  ],
  [
    "withdrawing",
    {
      before: (target, head) => propose(target, { head }),
      run: (target, head) => target.withdraw(head),
      left: { branch: undefined, open: 0, pulls: 1 },
    },
  ],
];

test.each(stories)("killed at any effect of %s, the next run gets there", async (_, story) => {
  const world = await pinWorld();
  const { github, repository, targets } = world;
  const start = async (name: string) => {
    const head = `tagstream/pins-${name}`;
    const target = targets.open("osg/k8s");
    await story.before(target, head);
    return { head, run: () => story.run(targets.open("osg/k8s"), head) };
  };
  const whole = await start("whole");
  const from = github.requests.length;
  await whole.run();
  const requests = github.requests.slice(from);
  expect(requests.length).toBeGreaterThan(4);
  for (const [index, line] of requests.entries()) {
    // Killed at a request that reads, GitHub is as after the effect before it.
    for (const done of line.startsWith("GET ") ? [] : [false, true]) {
      const { head, run } = await start(`${index}-${done}`);
      killAt(world, index, done);
      await expect(run()).rejects.toThrow("Could not reach GitHub");
      github.onRequest = () => undefined;
      await run();
      expect({ line, done, ...leftOf(world, head) }).toEqual({ line, done, ...story.left });
      // Nothing is left to do, and nobody declined anything.
      if (!done) continue;
      expect(await run()).toMatchObject({ state: story.left.open === 1 ? "unchanged" : "none" });
      if (story.left.open === 0) expect(await propose(targets.open("osg/k8s"), { head })).toMatchObject({ state: "opened" });
    }
  }
  expect([...github.hosted.faults, repository.git.faults()]).toEqual([""]);
  expect(repository.pulls.filter(({ merged }) => merged)).toEqual([]);
});

/** From this request on, none has an answer; `done`: the first of them has its effect. */
function killAt({ github }: PinWorld, index: number, done: boolean): void {
  let count = 0;
  github.onRequest = () => {
    const isFirst = count === index;
    return count++ >= index ? { drop: true, done: done && isFirst } : undefined;
  };
}

function leftOf({ repository }: PinWorld, head: string) {
  const pulls = repository.pulls.filter((pull) => pull.head === head);
  const exists = repository.branches().includes(head);
  return {
    branch: exists ? repository.bytes(head, "k8s/squid.yaml").toString() : undefined,
    open: pulls.filter(({ state }) => state === "open").length,
    pulls: pulls.length,
  };
}

test.each([false, true])("killed when it asks GitHub to merge (done: %s), the next run asks if need be", async (done) => {
  const { github, repository, targets } = await pinWorld();
  repository.checks = "pending";
  const run = () => propose(targets.open("osg/k8s"), { merge: "auto" });
  github.onRequest = (line) => (line.startsWith("POST /graphql") ? { drop: true, done } : undefined);
  expect(await run()).toMatchObject({ state: "opened", autoMerge: { refused: expect.stringContaining("Could not reach") } });
  github.onRequest = () => undefined;
  expect(await run()).toMatchObject({ state: "unchanged", autoMerge: "on" });
  expect(repository.pulls).toMatchObject([{ autoMerge: "SQUASH" }]);
});

test("two runs at once end in one pull request with the right files", async () => {
  const world = await pinWorld();
  const { github, repository, targets } = world;
  const run = (fields: Parameters<typeof propose>[1]) => propose(targets.open("osg/k8s"), fields);
  const head = "tagstream/pins-1a2b3c4d";
  const first = await Promise.all([run({}), run({}), run({})]);
  expect(first.filter(({ state }) => state === "opened")).toHaveLength(1);
  expect(leftOf(world, head)).toEqual({ branch: pinned, open: 1, pulls: 1 });
  const second = await Promise.all([run(withNewer), run(withNewer)]);
  expect(second.map(({ number }) => number)).toEqual([1, 1]);
  expect(leftOf(world, head)).toEqual({ branch: newer, open: 1, pulls: 1 });
  await Promise.all([1, 2].map(() => targets.open("osg/k8s").withdraw(head)));
  expect(leftOf(world, head)).toEqual({ branch: undefined, open: 0, pulls: 1 });
  expect(repository.pulls[0]?.body).toContain("f2 withdrawn -->");
  expect(github.hosted.faults).toEqual([]);
});

test("an answer that got lost opens no second pull request", async () => {
  const world = await pinWorld();
  const { github, target } = world;
  let lost = 0;
  github.onRequest = (line) => (/^POST .*\/pulls$/.test(line) && lost++ === 0 ? { status: 502, done: true } : undefined);
  expect(await propose(target)).toMatchObject({ state: "opened", number: 1 });
  expect(leftOf(world, "tagstream/pins-1a2b3c4d")).toEqual({ branch: pinned, open: 1, pulls: 1 });
});

test("an answer that got lost when the branch was moved is no error, and no noise", async () => {
  const world = await pinWorld();
  const { github, target } = world;
  await propose(target);
  let lost = 0;
  github.onRequest = (line) => (line.startsWith("POST /graphql") && lost++ === 0 ? { status: 502, done: true } : undefined);
  expect(await propose(target, { files: withNewer.files })).toMatchObject({ state: "updated", number: 1 });
  expect(leftOf(world, "tagstream/pins-1a2b3c4d")).toEqual({ branch: newer, open: 1, pulls: 1 });
});

test("a branch that cannot be moved at all ends in an error, not in a loop", async () => {
  const world = await pinWorld();
  const { github, target } = world;
  await propose(target);
  const errors = [{ type: "UNPROCESSABLE", message: "Cannot update this protected ref" }];
  github.onRequest = (line) => (line.startsWith("POST /graphql") ? { status: 200, body: { data: null, errors } } : undefined);
  const refused = { problems: [{ code: "github-failed", message: expect.stringContaining("Cannot update this protected ref") }] };
  await expect(propose(target, withNewer)).rejects.toMatchObject(refused);
  expect(github.requests.filter((line) => line.startsWith("POST /graphql"))).toHaveLength(4);
});
