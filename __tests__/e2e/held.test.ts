/**
 * What is held, from the rollback or the hold to its end: builds, merges and pushes go on, and the
 * stream stays.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aBuild, Broken, cleanUpBroken, green, red } from "../support/broken.ts";
import { newest } from "../support/broken-holds.ts";
import { stamps } from "../support/broken-tags.ts";
import { watchBuilder } from "../support/builder-calls.ts";
import type { InProcessGround } from "../support/ground.ts";
import { propose } from "../support/pull-request.ts";

let published: Broken<InProcessGround>;
beforeAll(async () => {
  published = await Broken.publishInProcess();
});
afterAll(cleanUpBroken);

describe("a rollback", () => {
  test("outlives weekly runs and pushes, says once on its issue what they made, and ends when that is closed, on the real engine", async () => {
    const made = await Broken.publish();
    const { good, bad } = made.images.squid;
    await green(made.rollback());
    const [number, hold] = made.hold();

    const first = await green(made.weekly());
    expect(first.log).toMatch(aBuild);
    const [stamp, digest] = await newest(made);
    expect([good, bad]).not.toContain(digest);
    expect(await made.shown()).toEqual([good]);
    expect(first.summary).toContain("**held since");
    expect(first.summary).toContain(`instead of \`${digest.slice(0, 15)}\``);
    expect(JSON.parse(first.outputs["digests"] ?? "")).toMatchObject({ "squid:release": good });
    expect(hold.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining(`| \`squid:release\` | \`${digest.slice(0, 15)}\` | \`${stamp}\` |`),
    ]);
    expect(await made.shown("xcache")).toEqual([(await newest(made, "xcache"))[1]]);

    await green(made.weekly({ inputs: { only: "squid" } }));
    const [later, last] = await newest(made);
    expect(last).not.toBe(digest);
    expect(hold.comments).toHaveLength(1);
    expect(hold.comments[0]?.body).toContain(`| \`squid:release\` | \`${last.slice(0, 15)}\` | \`${later}\` |`);
    expect(hold.comments[0]?.body).not.toContain(digest.slice(0, 15));

    const tags = await made.agreed();
    made.project.repository.commit({ "README.md": "of no image\n" });
    const aside = await green(made.push());
    expect(aside.log).toMatch(/squid:release +leave +up to date; held since/);
    expect(aside.log).not.toMatch(aBuild);
    expect(await made.agreed()).toEqual(tags);

    made.close(number);
    made.project.repository.commit({ "README.md": "of no image either\n" });
    const builder = watchBuilder();
    const after = await green(made.push({ env: builder.env }));
    expect(after.log).toMatch(/squid:release +repair/);
    expect(builder.calls()).toEqual([]);
    made.project.repository.commit({ "xcache/Dockerfile": "FROM busybox:1.36\nRUN echo new > /xcache\n" });
    await green(made.push({ env: builder.env }));
    expect(builder.calls().some((call) => call.startsWith("buildx bake"))).toBe(true); // as it would have been seen
    builder.close();
    expect(await made.agreed()).toEqual({ ...tags, release: last, latest: last });
    expect(await made.shown()).toEqual([last]);
    expect(hold.comments).toHaveLength(1);
  });

  test("is not rebuilt by pushes that do not touch it, while it is held nor once that is lifted", async () => {
    const made = await published.fork();
    const { good } = made.images.squid;
    await green(made.rollback());
    const tags = await made.agreed();
    made.project.repository.commit({ "xcache/Dockerfile": `FROM ${made.ground.busybox}\nRUN echo new > /xcache\n` });
    const held = await green(made.push());
    expect(held.log).toMatch(/squid:release +leave/);
    expect(held.log).toMatch(/xcache:release +build/);
    made.close(made.hold()[0]);
    made.project.repository.commit({ "README.md": "of no image\n" });
    const lifted = await green(made.push());
    expect(lifted.log).toMatch(/squid:release +leave +up to date/);
    expect(lifted.log).not.toMatch(aBuild);
    expect(await made.agreed()).toEqual(tags); // its newest publication is what it was rolled back to
    expect(await made.shown()).toEqual([good]);
  });

  test("gets a comment of one table, whatever run made which row, and keeps what people wrote", async () => {
    const made = await published.fork();
    await green(made.rollback({ only: "*" }));
    const [, hold] = made.hold();
    hold.comments.push({ id: 1, author: "octo", body: "Upstream knows of it." });
    await green(made.weekly({ inputs: { only: "squid" } }));
    await green(made.weekly({ inputs: { only: "xcache" } }));
    expect(hold.comments.map(({ author }) => author)).toEqual(["octo", "github-actions[bot]"]);
    const [, ours] = hold.comments;
    for (const image of ["squid", "xcache"]) {
      const [stamp, digest] = await newest(made, image);
      expect(ours?.body).toContain(`| \`${image}:release\` | \`${digest.slice(0, 15)}\` | \`${stamp}\` | scheduled rebuild`);
    }
    expect(await made.shown("xcache")).toEqual([made.images.xcache.good]);
  });
});

describe("a hold that a merged pull request has closed by a keyword", () => {
  const merged = { __typename: "PullRequest", url: "https://github.com/osg/images/pull/34" } as const;

  test("goes on, in red runs, until `resume` lifts it", async () => {
    const made = await published.fork();
    const { good } = made.images.squid;
    await green(made.rollback());
    const [number, hold] = made.hold();
    made.close(number);
    hold.closedBy = merged;
    const { summary } = await red(made.weekly({ inputs: { only: "squid" } }), /hold-closed-by-change/);
    expect(summary).toContain("**held since");
    expect(await made.shown()).toEqual([good]);
    const [, digest] = await newest(made);
    expect(digest).not.toBe(good);

    await green(made.order("resume"));
    expect(hold).toMatchObject({ state: "closed", stateReason: "completed" });
    expect(await made.shown()).toEqual([digest]);
    const after = await green(made.weekly({ inputs: { only: "squid", command: "plan" } }));
    expect(after.log).not.toContain("held since");
  });
});

test("a hold without a rollback: a weekly run and a merge go on under timestamps, and the stream moves once it is lifted", async () => {
  const made = await published.fork();
  const { bad } = made.images.squid;
  const before = await made.agreed();
  const placed = await green(made.order("hold", { reason: "it waits for upstream" }));
  const [number, hold] = made.hold();
  expect(hold.body).toContain(`squid:release: "${bad}"`);
  expect(hold.body).not.toContain("rollback:");
  expect(placed.outputs).toMatchObject({ tags: "", changed: "false" });
  expect(await made.agreed()).toEqual(before);
  await green(made.weekly({ inputs: { only: "squid" } }));
  expect(await made.shown()).toEqual([bad]);

  const files = { "squid/Dockerfile": `FROM ${made.ground.busybox}\nRUN echo proposed > /squid\n` };
  const pull = propose(made.project.repository, files, 70);
  made.github.pulls.set(70, { state: "open", merged: false, head: pull.head, comments: [] });
  await green(made.step(pull.step));
  const candidate = (await made.tags())["rc.release.pr-70"] ?? "";
  expect(made.github.pulls.get(70)?.comments.map(({ body }) => body)).toEqual([expect.stringContaining(`#${number}`)]);

  made.project.repository.git("checkout", "--quiet", "-B", "main", pull.merge);
  const comments = made.github.pulls.get(70)?.comments ?? [];
  made.github.pulls.set(70, { state: "closed", merged: true, head: pull.head, comments, mergedAs: pull.merge });
  const merged = await green(made.push());
  expect(merged.log).toMatch(/squid:release +promote/);
  expect(merged.log).not.toMatch(aBuild);
  const [stamp, digest] = stamps(await made.tags()).at(-1) ?? [];
  expect(digest).toBe(candidate);
  expect(await made.shown()).toEqual([bad]);
  expect(comments.map(({ body }) => body)).toEqual([
    expect.stringContaining(`and **held** by #${number}: its stream moves once that hold is released`),
  ]);
  expect(comments[0]?.body).toMatch(/\*\*Merged in `[0-9a-f]{7}`, and held\*\*/);
  expect(hold.comments).toHaveLength(1);
  expect(hold.comments[0]?.body).toContain(`\`${stamp}\``);

  made.close(number);
  const lifted = await green(made.push());
  expect(lifted.log).not.toMatch(aBuild);
  expect(await made.shown()).toEqual([candidate]);
});
