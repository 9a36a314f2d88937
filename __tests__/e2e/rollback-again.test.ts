/**
 * Rollbacks that do not go to their end, are started again, follow one another, or run at the same time.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aBuild, Broken, cleanUpBroken, green, openHolds, red } from "../support/broken.ts";
import { added, stamps } from "../support/broken-tags.ts";
import type { InProcessGround } from "../support/ground.ts";
import { type Recorder, recordRegistry } from "../support/recorder.ts";

let published: Broken<InProcessGround>;
const recorders: Recorder[] = [];

beforeAll(async () => {
  published = await Broken.publishInProcess();
});
afterAll(async () => {
  await Promise.all(recorders.map((recorder) => recorder.close()));
  await cleanUpBroken();
});

const attempt = (number: number) => ({ env: { GITHUB_RUN_ID: "815", GITHUB_RUN_ATTEMPT: String(number) } });

/** A fork whose second registry refuses to take these tags while `fails` says so. */
async function failing(tag: RegExp): Promise<{ made: Broken; mend(): void }> {
  let fails = true;
  const recorder = await recordRegistry(published.ground.hosts[1], {
    refuse: ({ method, path }) =>
      fails && method === "PUT" && tag.test(path.slice(path.lastIndexOf("/") + 1)) ? 403 : undefined,
  });
  recorders.push(recorder);
  const mend = () => {
    fails = false;
  };
  return { made: await published.fork({ second: recorder.host }), mend };
}

describe("the second registry fails in the middle, at", () => {
  test.each([
    ["the timestamp", /^release-/, "bad"],
    ["the stream", /^release$/, "good"],
    ["the alias", /^latest$/, "good"],
  ] as const)("%s: red; the next attempt completes it, under the same hold, and goes no further back", async (_, tag, first) => {
    const { made, mend } = await failing(tag);
    const { good, bad, oldest } = made.images.squid;
    const before = await made.agreed();
    const failed = await red(made.rollback({}, attempt(1)), /✗ squid:release .*(403|denied|refused)/i);
    expect(failed.summary).toContain("**failed**");
    expect(JSON.parse(failed.outputs["digests"] ?? "")).toEqual({});
    expect((await made.tags())["release"]).toBe({ good, bad }[first]);
    const [number, hold] = made.hold();
    const body = hold.body;

    mend();
    const again = await green(made.rollback({}, attempt(2)));
    expect(again.log).toContain(`continues under hold #${number}, which an earlier run opened`);
    expect(again.summary).toMatch(
      first === "good" ? /# squid:release showed this image already: .* the run that opened #1/ : /-f to=\d{8}-\d{4}/,
    );
    expect(made.hold()).toEqual([number, { ...hold, body }]);
    const after = await made.agreed();
    expect(Object.values(added(before, after))).toEqual([good]);
    expect(await made.shown()).toEqual([good]);
    expect(Object.values(added(before, after))).not.toContain(oldest);
  });

  test("the stream: the same form once more, as a new run, completes it, and goes no further back", async () => {
    const { made, mend } = await failing(/^release$/);
    await red(made.rollback(), /✗ squid:release/);
    const [number] = made.hold();
    mend();
    const again = await green(made.rollback());
    expect(again.log).toContain(`continues under hold #${number}, which an earlier run opened`);
    expect(made.hold()[0]).toBe(number);
    expect(await made.shown()).toEqual([made.images.squid.good]);
    await green(made.rollback());
    expect(await made.shown()).toEqual([made.images.squid.oldest]);
  });

  test("the stream: the next push of anything completes it, too", async () => {
    const { made, mend } = await failing(/^release$/);
    const before = await made.agreed();
    await red(made.rollback(), /✗ squid:release/);
    mend();
    made.project.repository.commit({ "README.md": "of no image\n" });
    const next = await green(made.push());
    expect(next.log).not.toMatch(aBuild);
    expect(Object.values(added(before, await made.agreed()))).toEqual([made.images.squid.good]);
    expect(await made.shown()).toEqual([made.images.squid.good]);
  });
});

test("without issues, a re-run does not take what the attempt before it put back for what is broken", async () => {
  const { made, mend } = await failing(/^release$/);
  made.github.issuesDisabled = true;
  const dry = await green(made.rollback({ "dry-run": "true" }));
  expect(dry.log).toContain("nothing will hold the streams there (the repository has issues disabled, and a hold is an issue)");
  await red(made.rollback({}, attempt(1)), /✗ squid:release/);
  const [stamp] = stamps(await made.tags()).at(-1) ?? [""];
  const before = await made.everything();
  const refused = `rollback-target[\\s\\S]*squid:release was rolled back already, under ${stamp}, .*Set \`to\` to a timestamp`;
  await red(made.rollback({}, attempt(2)), new RegExp(refused));
  await red(made.rollback(), new RegExp(refused)); // the second registry still shows another image: nobody has seen it to its end
  expect(await made.everything()).toEqual(before);
  mend();
  await green(made.push());
  await red(made.rollback({}, attempt(2)), new RegExp(refused));
  expect(await made.shown()).toEqual([made.images.squid.good]);
  await green(made.rollback());
  expect(await made.shown()).toEqual([made.images.squid.oldest]);
});

test("a registry that is not required fails: green with a warning, and the next run completes it", async () => {
  const { made, mend } = await failing(/^release-/);
  const { good, bad } = made.images.squid;
  const file = ".github/tagstream.yml";
  const configuration = readFileSync(path.join(made.project.repository.folder, file), "utf8");
  const optional = configuration.replace(/^registries: \[(.*), (.*)\]$/m, "registries: [$1, { name: $2, required: false }]");
  made.project.repository.commit({ [file]: optional });
  made.pushed();
  const { log, summary } = await green(made.rollback());
  expect(log).toMatch(/! squid:release .*/);
  expect(summary).toContain("- **squid:release**: ");
  const [first, second] = await Promise.all(made.places.map((place) => made.tags("squid", place)));
  expect([first?.["release"], second?.["release"]]).toEqual([good, bad]);
  mend();
  await green(made.push());
  expect(await made.agreed()).toEqual(first);
});

test("killed once its hold is open, it is completed by the next run of anything", async () => {
  const made = await published.fork({ run: published.ground.runKillable });
  const { good } = made.images.squid;
  const before = await made.agreed();
  const killed = await made.rollback({}, { onOutput: (log, kill) => void (log.includes("Held by #") && kill("SIGKILL")) });
  expect(killed.signal).toBe("SIGKILL");
  await green(made.push());
  expect(Object.values(added(before, await made.agreed()))).toEqual([good]);
  expect(await made.shown()).toEqual([good]);
});

describe("a run that is started again", () => {
  test("after it succeeded changes nothing; once its hold is closed, it is refused", async () => {
    const made = await published.fork();
    await green(made.rollback({}, attempt(1)));
    const before = await made.everything();
    const again = await green(made.rollback({}, attempt(2)));
    expect(again.outputs).toMatchObject({ tags: "", changed: "false" });
    expect(again.summary).toContain(made.images.squid.good.slice(0, 15));
    expect(await made.everything()).toEqual(before);

    made.close(made.hold()[0]);
    const closed = await made.everything();
    await red(made.rollback({}, attempt(3)), /hold-lifted[\s\S]*Hold #1 of this run has been released/);
    expect(await made.everything()).toEqual(closed);
  });

  test("as another run, for the same image, goes on under the hold that there is", async () => {
    const made = await published.fork();
    await green(made.rollback());
    const before = await made.everything();
    const again = await green(made.rollback({ to: made.images.squid.good }));
    expect(again.log).toContain("continues under hold #1");
    expect(await made.everything()).toEqual(before);
  });
});

test("a second one during a hold goes further back; the newest hold decides, and closing it leaves the first", async () => {
  const made = await published.fork();
  const { oldest, good, bad } = made.images.squid;
  await green(made.rollback());
  await green(made.rollback({ reason: "that one crashes, too" }));
  expect(await made.shown()).toEqual([oldest]);
  expect(openHolds(made)).toEqual([1, 2]);
  const held = await green(made.push());
  expect(held.log).toMatch(/squid:release +leave .*\(#2\)/);
  expect(await made.shown()).toEqual([oldest]);

  made.close(2);
  const tags = await made.agreed();
  const first = await green(made.push());
  expect(first.log).toMatch(/squid:release +repair .*\(#1\)/);
  expect(await made.agreed()).toEqual({ ...tags, release: good, latest: good });

  made.close(1);
  await green(made.push());
  expect(await made.shown()).not.toEqual([bad]); // lifting never brings the bad one back by itself
  expect(await made.shown()).toEqual([stamps(tags).at(-1)?.[1]]);
});

test("undone, and back once more: each time the stream follows, and the newest hold decides", async () => {
  const made = await published.fork();
  const { oldest, good, bad } = made.images.squid;
  const undo = ({ summary }: { summary: string }) => ({ to: /-f to=(\S+)/.exec(summary)?.[1] ?? "none", reason: "undo it" });
  const back = await green(made.rollback());
  expect(await made.shown()).toEqual([good]);
  const undone = await green(made.rollback(undo(back)));
  expect(undone.log).toContain("note: #1 will apply again once this hold ends: `resume` releases them all");
  expect(await made.shown()).toEqual([bad]);
  await green(made.rollback());
  expect(await made.shown()).toEqual([good]);

  const further = await green(made.rollback());
  expect(await made.shown()).toEqual([oldest]);
  await green(made.rollback(undo(further)));
  expect(await made.shown()).toEqual([good]);
  expect(openHolds(made)).toEqual([1, 2, 3, 4, 5]);
  await green(made.order("resume"));
  expect(openHolds(made)).toEqual([]);
  expect(await made.shown()).toEqual([good]);
});

test("two orders of one run, as the jobs of a matrix give them, have a hold each; both can be run again", async () => {
  const made = await published.fork();
  const { squid, xcache } = made.images;
  const both = async (number: number) => {
    await green(made.rollback({ only: "squid:release" }, attempt(number)));
    await green(made.rollback({ only: "xcache:release" }, attempt(number)));
  };
  await both(1);
  await both(2);
  expect(openHolds(made)).toEqual([1, 2]);
  expect([await made.shown("squid"), await made.shown("xcache")]).toEqual([[squid.good], [xcache.good]]);
  await red(made.rollback({ only: "*", to: squid.oldest }, attempt(3)), /hold-lifted[\s\S]*Hold #2 of this run no longer covers/);
});

describe("two at once", () => {
  const cases: [string, (made: Broken) => [string, string]][] = [
    ["to the same image", ({ images: { squid } }) => [squid.good, squid.good]],
    ["to two images", ({ images: { squid } }) => [squid.good, squid.oldest]],
  ];
  test.each(cases)("%s: at most one push later both registries show what the newest hold says", async (_, targets) => {
    const made = await published.fork();
    const before = await made.agreed();
    const runs = await Promise.all(targets(made).map((to) => made.rollback({ to })));
    for (const { log, status } of runs) {
      expect({ status, log }).toEqual({ status: expect.any(Number), log: expect.not.stringContaining("defect") });
    }
    await green(made.push());
    const newest = made.github.issues.get(Math.max(...openHolds(made)));
    const [, digest] = /squid:release: "(sha256:[0-9a-f]{64})"/.exec(newest?.body ?? "") ?? [];
    expect(targets(made)).toContain(digest);
    expect(await made.shown()).toEqual([digest]);
    const after = await made.agreed();
    expect(after).toMatchObject({ ...before, release: digest, latest: digest });
    const { oldest, good } = made.images.squid;
    for (const image of Object.values(added(before, after))) expect([oldest, good]).toContain(image);
  });
});
