/**
 * Streams that follow, and what people say of images: verdicts shorten the soak or withdraw, and
 * `advance` waives it.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { InProcessGround } from "../support/ground.ts";
import { type Chapter, green, Story } from "../support/story.ts";

const files = {
  ".github/tagstream.yml": `registries: [REGISTRY, SECOND]
defaults: { packages: false, context: squid }
streams:
  fresh: {}
  stable: { follows: fresh, soak: 7d, verified: 2d }
images:
  squid: {}
`,
  "squid/Dockerfile": "FROM BUSYBOX\nCOPY Dockerfile /\n",
};

let ground: InProcessGround;
let story: Story;
beforeAll(async () => {
  ground = await InProcessGround.start();
  story = await Story.begin(files, { ground });
  await green(follow("2026-11-02 06:17", "squid:fresh"));
});
afterAll(async () => {
  await story.end();
  await ground.close();
});

const follow = (moment: string, only = "squid:stable"): Promise<Chapter> => story.at(moment).weekly({ inputs: { only } });
const order = (moment: string, command: string, inputs: Record<string, string>): Promise<Chapter> =>
  story.at(moment).dispatch({ command, only: "squid:stable", ...inputs });
const verify = (moment: string, inputs: Record<string, string>): Promise<Chapter> =>
  order(moment, "verify", { only: "squid:fresh", ...inputs });

/** The source's publication that the following stream shows. */
async function shows(): Promise<string | undefined> {
  const tags = await story.tags("squid");
  return Object.keys(tags).find((tag) => /^fresh-\d/.test(tag) && tags[tag] === tags["stable"]);
}

test("a good verdict shortens the soak, and an advance waives it", async () => {
  await green(verify("2026-11-03 10:00", { to: "20261102-0617", verdict: "good", reason: "a day at our site" }));
  const moved = await green(follow("2026-11-04 07:23"));
  expect(moved.log).toContain("followed fresh 20261102-0617, byte for byte, verified by octo");
  expect(await shows()).toBe("fresh-20261102-0617");

  await green(follow("2026-11-09 06:17", "squid:fresh"));
  const seen = await green(order("2026-11-09 07:00", "advance", { reason: "CVE-2026-1", "dry-run": "true" }));
  expect(seen.log).toMatch(/squid:stable +follow/);
  expect(await shows()).toBe("fresh-20261102-0617");
  const advanced = await green(order("2026-11-09 07:23", "advance", { reason: "CVE-2026-1" }));
  expect(advanced.builds).toBe(0);
  expect(await shows()).toBe("fresh-20261109-0617");
  const [, issue, ...more] = [undefined, ...story.github.issues.values()];
  expect(more).toEqual([]);
  expect(issue).toMatchObject({ title: "Verdicts: stable", labels: ["tagstream-follow"] });

  const { log } = await green(order("2026-11-09 08:00", "history", {}));
  expect(log).toMatch(/20261109-0723 .*followed fresh 20261109-0617, advanced by octo: CVE-2026-1/);
  expect(log).toMatch(/20261104-0723 .*followed fresh 20261102-0617, verified by octo/);
});

test("a bad verdict makes runs red until the stream is rolled back as they say; it never goes to that image again", async () => {
  const said = await verify("2026-11-10 06:00", { to: "20261109-0617", verdict: "bad", reason: "it leaks" });
  expect(said.summary).toContain("squid:stable shows 20261109-0617 of squid:fresh, and nothing moves back by itself");
  const red = await follow("2026-11-10 07:23");
  expect(red.status).toBe(1);
  expect(red.log).toContain("[follow-bad]");
  expect(red.summary).toContain("### Nothing to publish · 1 image must not be used");
  expect(await shows()).toBe("fresh-20261109-0617");

  const [command = ""] = /gh workflow run rollback\.yml .*?-f dry-run=false/.exec(red.log) ?? [];
  const inputs = Object.fromEntries(
    [...command.matchAll(/-f ([\w-]+)=(?:'([^']*)'|(\S+))/g)].map(([, key = "", a, b]) => [key, a ?? b ?? ""]),
  );
  await green(order("2026-11-10 08:00", "rollback", inputs));
  expect(await shows()).toBe("fresh-20261102-0617");
  const refused = await order("2026-11-10 09:00", "advance", { reason: "we want it", to: "20261109-0617" });
  expect(refused).toMatchObject({ status: 1, log: expect.stringContaining("bad verdict of octo: it leaks") });
  await green(order("2026-11-16 08:00", "resume", {}));
  await green(follow("2026-11-16 08:23"));
  expect(await shows()).toBe("fresh-20261102-0617");
});
