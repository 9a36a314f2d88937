/**
 * `resume` lifts holds, and `hold` places them: each run again changes nothing more.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readHold } from "../../src/core/holds/hold-issue.ts";
import { aBuild, Broken, cleanUpBroken, green, red } from "../support/broken.ts";
import { holdBody, newest, open } from "../support/broken-holds.ts";
import { makeHoldText } from "../support/holds.ts";

let published: Broken;
beforeAll(async () => {
  published = await Broken.publishInProcess();
});
afterAll(cleanUpBroken);

describe("resume", () => {
  test("closes the hold and moves the stream at once, without a build, on the real engine", async () => {
    const made = await Broken.publish();
    await green(made.rollback());
    await green(made.weekly({ inputs: { only: "squid" } }));
    const tags = await made.agreed();
    const [, digest] = await newest(made);
    const dry = await green(made.order("resume", { "dry-run": "true" }));
    expect(dry.log).toContain("Dry run: no hold was released.");
    expect(made.hold()[1].state).toBe("open");
    expect(await made.agreed()).toEqual(tags);

    const { log, summary, outputs } = await green(made.order("resume"));
    expect(made.hold()[1]).toMatchObject({ state: "closed", stateReason: "completed" });
    expect(await made.agreed()).toEqual({ ...tags, release: digest, latest: digest });
    expect(log).not.toMatch(aBuild);
    expect(summary).toMatch(/^### 1 image resumed · released: \\?#1/);
    expect(JSON.parse(outputs["digests"] ?? "")).toEqual({ "squid:release": digest });

    const again = await green(made.order("resume"));
    expect(again.log).toContain("No hold on squid:release: nothing to release.");
    expect(again.outputs).toMatchObject({ tags: "", changed: "false" });
  });

  test("of one of two units leaves the other where it is, under the same issue", async () => {
    const made = await published.fork();
    await green(made.rollback({ only: "*" }));
    await green(made.weekly());
    await green(made.order("resume"));
    expect(await made.shown("squid")).toEqual([(await newest(made, "squid"))[1]]);
    expect(await made.shown("xcache")).toEqual([made.images.xcache.good]);
    const [, hold] = made.hold();
    expect(hold).toMatchObject({ title: "Hold: xcache:release", state: "open" });
    const lifted = [
      { units: ["squid:release"], at: expect.any(String), digests: new Map([["squid:release", made.images.squid.good]]) },
    ];
    const digests = new Map([["xcache:release", made.images.xcache.good]]);
    expect(readHold(makeHoldText(hold.body ?? ""))).toMatchObject({
      scope: ["xcache:release"],
      digests,
      partialReleases: lifted,
    });
    expect(hold.body).toMatch(/^\*\*Released\*\*: `squid:release` at \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m);
    const next = await green(made.push());
    expect(next.log).toMatch(/squid:release +leave +up to date$/m);
    expect(next.log).toMatch(/xcache:release +leave +up to date; held since/);
    expect(await made.shown("xcache")).toEqual([made.images.xcache.good]);

    const spans = async () => {
      const { log } = await green(made.order("history", { only: "*" }));
      return [...log.matchAll(/^ *(?:(\S+) · shows|held \d+ \w+ to (\w+).* by octo \(#(\d+)\))/gm)].map(([, ...of]) =>
        of.filter((text) => text !== undefined).join(" "),
      );
    };
    const day = expect.stringMatching(/^\d+ 1$/); // to a day: it is over
    expect(await spans()).toEqual(["squid:release", day, "xcache:release", "now 1"]);
    await green(made.order("hold", { reason: "it waits for upstream" }));
    expect(await spans()).toEqual(["squid:release", "now 2", day, "xcache:release", "now 1"]);
    await green(made.order("resume", { only: "*" }));
    expect([...made.github.issues.values()].map(({ state }) => state)).toEqual(["closed", "closed"]);
    const over = [expect.stringMatching(/^\d+ 2$/), day];
    expect(await spans()).toEqual(["squid:release", ...over, "xcache:release", day]);
  });
});

test("a hold of which too much would be left for one issue: nothing is lifted, others neither", async () => {
  const made = await published.fork();
  const body = holdBody({ units: "*:*" }).replace('"it waits for upstream"', `"${"x".repeat(64_500)}"`);
  open(made, 1);
  open(made, 2, { title: "Hold: *:*", body });
  await red(made.order("resume"), /hold-write[\s\S]*The rest of hold #2 is too long for an issue. Nothing was released/);
  expect([...made.github.issues.values()].map(({ state }) => state)).toEqual(["open", "open"]);
  expect(made.github.issues.get(2)?.body).toBe(body);
  await green(made.order("resume", { only: "*" }));
  expect([...made.github.issues.values()].map(({ state }) => state)).toEqual(["closed", "closed"]);
});

test("a hold that is run again opens no second one, and none once it was lifted", async () => {
  const made = await published.fork();
  const attempt = (number: number) => ({ env: { GITHUB_RUN_ID: "816", GITHUB_RUN_ATTEMPT: String(number) } });
  await green(made.order("hold", { reason: "it waits for upstream" }, attempt(1)));
  const before = await made.everything();
  const again = await green(made.order("hold", { reason: "it waits for upstream" }, attempt(2)));
  expect(again.log).toMatch(/1 image held by #1[\s\S]*squid:release +sha256:/);
  expect(await made.everything()).toEqual(before);
  made.close(1);
  await red(made.order("hold", { reason: "it waits for upstream" }, attempt(3)), /hold-lifted[\s\S]*has been released/);
  expect(made.hold()[1].state).toBe("closed");
});
