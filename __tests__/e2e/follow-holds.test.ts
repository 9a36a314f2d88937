/**
 * Streams that follow, while people roll back, hold and resume their source or themselves.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { InProcessGround } from "../support/ground.ts";
import { type Chapter, green, Story } from "../support/story.ts";

const files = {
  ".github/tagstream.yml": `registries: [REGISTRY, SECOND]
defaults: { packages: false, context: squid }
streams:
  fresh: {}
  stable: { follows: fresh, soak: 7d }
  pair: { follows: fresh, soak: 7d, together: true }
images:
  kept: { streams: [fresh, stable] }
  waiting: { streams: [fresh, stable] }
  one: { streams: [fresh, pair] }
  two: { streams: [fresh, pair] }
`,
  "squid/Dockerfile": "FROM BUSYBOX\nCOPY Dockerfile /\n",
};
const followers = "*:stable,*:pair";

let ground: InProcessGround;
let story: Story;
beforeAll(async () => {
  ground = await InProcessGround.start();
  story = await Story.begin(files, { ground });
  await green(follow("2026-11-02 06:17", "*:fresh"));
  await green(order("2026-11-08 10:00", "hold", { only: "waiting:fresh", reason: "let us see" }));
  await green(follow("2026-11-09 06:17", "*:fresh"));
  await green(follow("2026-11-09 07:23", followers));
});
afterAll(async () => {
  await story.end();
  await ground.close();
});

const follow = (moment: string, only: string): Promise<Chapter> => story.at(moment).weekly({ inputs: { only } });
const order = (moment: string, command: string, inputs: Record<string, string>): Promise<Chapter> =>
  story.at(moment).dispatch({ command, ...inputs });

/** The source's publication that a following stream shows. */
async function shows(image: string, stream = "stable"): Promise<string | undefined> {
  const tags = await story.tags(image);
  const [source] = Object.entries(tags).find(([tag, digest]) => /^fresh-\d/.test(tag) && digest === tags[stream]) ?? [];
  return source?.slice("fresh-".length);
}

test("what is rolled back between plan and publish is withheld, with its whole set; others are published", async () => {
  expect([await shows("kept"), await shows("waiting")]).toEqual(["20261102-0617", "20261102-0617"]);
  const env = { GITHUB_RUN_ID: "77" };
  const planned = await green(story.at("2026-11-16 07:23").weekly({ inputs: { command: "plan", only: followers }, env }));
  expect(planned.log).toMatch(/two:pair +follow +follows fresh 20261109-0617/);

  await green(order("2026-11-16 07:25", "rollback", { only: "two:fresh", reason: "it crashes" }));
  const { plan = "" } = planned.outputs;
  const { summary } = await green(
    story.at("2026-11-16 07:30").weekly({ inputs: { command: "publish", plan, records: planned.temp }, env }),
  );
  expect([await shows("kept"), await shows("waiting")]).toEqual(["20261109-0617", "20261102-0617"]);
  expect([await shows("one", "pair"), await shows("two", "pair")]).toEqual(["20261102-0617", "20261102-0617"]);
  expect(Object.keys(await story.tags("one")).filter((tag) => /^pair-/.test(tag))).toEqual(["pair-20261109-0723"]);
  expect(summary).toContain(
    "### 1 of 3 images published, byte for byte as tested · 2 withheld: conditions changed after the plan",
  );
  const why = "two:fresh 20261109-0617 must not be published here any more: rolled back by 20261116-0725";
  expect(summary).toContain(`**withheld**: ${why} |`);
  expect(summary).toContain(`**withheld**: it moves together with two:pair, which is not published: ${why} |`);
});

test("what its source published under a hold waits from the end of that hold", async () => {
  const held = await green(follow("2026-11-16 08:23", "waiting:stable"));
  expect(held.log).toMatch(/kept out: 20261109-0617 \(hold #1 keeps waiting:fresh at 20261102-0617\)/);
  await green(order("2026-11-17 06:17", "resume", { only: "waiting:fresh" }));
  const early = await green(follow("2026-11-24 06:16", "waiting:stable"));
  expect(early.log).toContain("after hold #1");
  expect(await shows("waiting")).toBe("20261102-0617");
  await green(follow("2026-11-24 06:17", "waiting:stable"));
  expect(await shows("waiting")).toBe("20261109-0617");
});

test("a follower that is rolled back stays until it is resumed, and then goes on with the newest", async () => {
  await green(follow("2026-11-17 06:17", "kept:fresh"));
  await green(order("2026-11-18 08:00", "rollback", { only: "kept:stable", reason: "it crashes" }));
  expect(await shows("kept")).toBe("20261102-0617");
  const before = await story.tags("kept");
  const held = await green(follow("2026-11-24 07:23", "kept:stable"));
  expect(held.log).toMatch(/kept:stable +leave +held: it would follow fresh 20261117-0617/);
  expect(held.log).toMatch(/stable +shows sha256:\w{8} instead of 20261109-0617 of fresh, 15 days old/);
  expect(await story.tags("kept")).toEqual(before);

  await green(order("2026-11-24 08:00", "resume", { only: "kept:stable" }));
  await green(follow("2026-11-24 08:23", "kept:stable"));
  expect(await shows("kept")).toBe("20261117-0617");
  const { log } = await green(story.dispatch({ command: "history", only: "kept:stable" }));
  const lines = log
    .split("\n")
    .flatMap((line) => /^ {2}(\d{8}-\d{4}) +sha256:\w+ +(.+?) {2}/.exec(line)?.slice(1).join(" ") ?? []);
  expect(lines).toEqual([
    "20261124-0823 followed fresh 20261117-0617",
    "20261118-0800 rolled back to 20261109-0723",
    "20261116-0723 followed fresh 20261109-0617",
    "20261109-0723 followed fresh 20261102-0617",
  ]);
});
