/**
 * The story of a maintenance branch whose candidates are in a place of their own, with an alias that the image's label gives.
 * @needs engine
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engine } from "../support/engine.ts";
import { type Recorder, recordRegistry } from "../support/recorder.ts";
import { tagsOf } from "../support/registry-check.ts";
import { green, named, Story } from "../support/story.ts";

const writes = ["POST", "PUT", "PATCH", "DELETE"];
const image = (series: string) => ({
  "app/Dockerfile": `FROM BUSYBOX\nLABEL org.example.series=${series}\nRUN echo ${series} > /series\n`,
});

let story: Story;
let production: Recorder;
/** Whether the job has a login for the first registry; anyone may read there. */
let mayWrite = true;

beforeAll(async () => {
  const refuse = ({ method }: { method: string }) => (!mayWrite && writes.includes(method) ? 401 : undefined);
  production = await recordRegistry(engine("TAGSTREAM_TEST_REGISTRY"), { refuse });
  story = await Story.begin(
    {
      ".github/tagstream.yml": `registries: [REGISTRY, SECOND]
candidates: { registry: SECOND/dev }
streams: { edge: {}, lts: { from: { branch: 1.3-stable } } }
aliases: [{ tag: "{stream}-{label:org.example.series}" }]
images:
  app: { context: app, tests: [{ run: [test, -s, /series] }] }
`,
      ...image("7.1"),
    },
    { first: production.host },
  );
});
afterAll(async () => {
  await story.end();
  await production.close();
});

test("a candidate is tested in one registry without a login for the other, and its merge publishes those bytes in both", async () => {
  story.repository.git("branch", "1.3-stable");
  story.push("1.3-stable");
  story.land("main", { "app/Dockerfile": "FROM scratch\nCOPY of-main /\n", "app/of-main": "not for the branch\n" });
  await green(story.pushed("1.3-stable"));
  const before = await story.tags("app");
  expect(named(before)).toEqual({ lts: before["lts"], "lts-7.1": before["lts"] });

  mayWrite = false;
  production.requests.length = 0;
  await green(story.propose(7, "1.3-stable", image("7.2")));
  mayWrite = true;
  expect(production.requests.filter(({ method }) => writes.includes(method))).toEqual([]);
  const candidates = await tagsOf(`${story.places[1]}/dev/app`);
  const tested = candidates["rc.lts.pr-7"];
  expect([Object.keys(candidates).length, new Set(Object.values(candidates))]).toEqual([2, new Set([tested])]);
  const comment = story.github.pulls.get(7)?.comments.at(-1)?.body ?? "";
  expect(comment).toContain(`docker pull ${story.places[1]}/dev/app:rc.lts.pr-7`);
  expect(await story.tags("app")).toEqual(before);

  const commit = story.merge(7, "1.3-stable");
  const merged = await green(story.pushed("1.3-stable"));
  expect(merged.log).toMatch(/app:lts +1\.3-stable@[0-9a-f]{7} +promote +tested in #7/);
  expect(merged.builds).toBe(0);
  expect(story.github.pulls.get(7)?.comments.at(-1)?.body).toContain(`**Merged in \`${commit.slice(0, 7)}\`, and published**`);
  expect(named(await story.tags("app"))).toEqual({ lts: tested, "lts-7.2": tested, "lts-7.1": before["lts"] });
  expect(story.contents("app", "lts-7.2", "/series")).toBe("7.2");
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
