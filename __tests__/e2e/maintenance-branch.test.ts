/**
 * The story of a maintenance branch whose candidates are in a place of their own, with an alias that the image's label gives.
 * @needs engine
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { type Recorder, recordRegistry } from "../support/recorder.ts";
import { tagsOf } from "../support/registry-check.ts";
import { type Chapter, green, named, Story } from "../support/story.ts";

const writes = ["POST", "PUT", "PATCH", "DELETE"];
const image = (series: string) => ({
  "app/Dockerfile": `FROM BUSYBOX\nLABEL org.example.series=${series}\nRUN echo ${series} > /series\n`,
});

let story: Story;
const recorders: Recorder[] = [];
/** Whether the job has a login for each of the registries; anyone may read there. */
let logins: readonly [boolean, boolean] = [true, true];

beforeAll(async () => {
  for (const [index, name] of (["TAGSTREAM_TEST_REGISTRY", "TAGSTREAM_TEST_REGISTRY_B"] as const).entries()) {
    const refuse = ({ method }: { method: string }) => (!logins[index] && writes.includes(method) ? 401 : undefined);
    recorders.push(await recordRegistry(engine(name), { refuse }));
  }
  const [first, second] = recorders.map(({ host }) => host) as [string, string];
  story = await Story.begin(
    {
      ".github/tagstream.yml": `registries: [REGISTRY, SECOND]
defaults: { packages: false }
candidates: { registry: SECOND/dev }
streams: { edge: {}, lts: { from: { branch: 1.3-stable } } }
aliases: [{ tag: "{stream}-{label:org.example.series}" }]
images:
  app: { context: app, tests: [{ run: [test, -s, /series] }] }
`,
      ...image("7.1"),
    },
    { first, second },
  );
});
afterAll(async () => {
  await story.end();
  await Promise.all(recorders.map((recorder) => recorder.close()));
});

/** The run of a pull request into the branch, whose job has these logins. */
async function propose(number: number, series: string, own: readonly [boolean, boolean]): Promise<Chapter> {
  logins = own;
  const ended = await green(story.propose(number, "1.3-stable", image(series)));
  logins = [true, true];
  return ended;
}

test("a candidate is tested in one registry without a login for the other, and its merge publishes those bytes in both", async () => {
  story.repository.git("branch", "1.3-stable");
  story.push("1.3-stable");
  story.land("main", { "app/Dockerfile": "FROM scratch\nCOPY of-main /\n", "app/of-main": "not for the branch\n" });
  await green(story.pushed("1.3-stable"));
  const before = await story.tags("app");
  expect(named(before)).toEqual({ lts: before["lts"], "lts-7.1": before["lts"] });

  recorders[0]?.requests.splice(0);
  await propose(7, "7.2", [false, true]);
  expect(recorders[0]?.requests.filter(({ method }) => writes.includes(method))).toEqual([]);
  const candidates = await tagsOf(`${story.places[1]}/dev/app`);
  const tested = candidates["rc.lts.pr-7"];
  expect([Object.keys(candidates).length, new Set(Object.values(candidates))]).toEqual([2, new Set([tested])]);
  const comment = story.github.pulls.get(7)?.comments.at(-1)?.body ?? "";
  expect(comment).toContain(`docker pull ${recorders[1]?.host}/${story.places[1].split("/")[1]}/dev/app:rc.lts.pr-7`);
  expect(await story.tags("app")).toEqual(before);

  const commit = story.merge(7, "1.3-stable");
  const merged = await green(story.pushed("1.3-stable"));
  expect(merged.log).toMatch(/app:lts +1\.3-stable@[0-9a-f]{7} +promote +tested in #7/);
  expect(merged.builds).toBe(0);
  expect(story.github.pulls.get(7)?.comments.at(-1)?.body).toContain(`**Merged in \`${commit.slice(0, 7)}\`, and published**`);
  expect(named(await story.tags("app"))).toEqual({ lts: tested, "lts-7.2": tested, "lts-7.1": before["lts"] });
  expect(await story.contents("app", "lts-7.2", "/series")).toBe("7.2");
});

test("a pull request whose job has no login at all is built and tested, and leaves nothing anywhere", async () => {
  const before = [await story.tags("app"), await tagsOf(`${story.places[1]}/dev/app`)];
  const ended = await propose(8, "7.3", [false, false]);
  expect(ended.builds).toBe(1);
  expect(ended.log).toContain("✓ test -s /series");
  const comment = story.github.pulls.get(8)?.comments.at(-1)?.body ?? "";
  for (const text of [ended.log, ended.summary, comment])
    expect(text).toContain(`this job has no login for ${recorders[1]?.host}`);
  expect(ended.summary).not.toContain("tagstream build --local"); // it would build the branch, not the change
  expect([await story.tags("app"), await tagsOf(`${story.places[1]}/dev/app`)]).toEqual(before);
});

test("a label's alias follows the newest image that has this label, and goes back with a rollback", async () => {
  const { lts: merged, ...others } = named(await story.tags("app"));
  await green(story.dispatch({ only: "app:lts" }));
  const { lts: rebuilt, ...aliases } = named(await story.tags("app"));
  expect(rebuilt).not.toBe(merged);
  expect(aliases).toEqual({ ...others, "lts-7.2": rebuilt });

  const back = await green(story.dispatch({ command: "rollback", only: "app:lts", reason: "it broke" }));
  expect(back.builds).toBe(0);
  expect(named(await story.tags("app"))).toEqual({ lts: merged, ...others });

  const further = await green(
    story.dispatch({ command: "rollback", only: "app:lts", reason: "this one, too", to: others["lts-7.1"] ?? "" }),
  );
  expect(further.builds).toBe(0);
  expect(named(await story.tags("app"))).toEqual({ ...others, lts: others["lts-7.1"] });
});
