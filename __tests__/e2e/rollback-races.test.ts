/**
 * Holds that come and go while a run is under way: whatever it has done by then, the stream shows what the hold says.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aBuild, Broken, cleanUpBroken, green } from "../support/broken.ts";
import { added, stamps } from "../support/broken-tags.ts";
import { holdState } from "../support/github-issues.ts";
import type { InProcessGround } from "../support/ground.ts";
import { type Recorder, recordRegistry } from "../support/recorder.ts";
import type { StepResult } from "../support/runner.ts";

let published: Broken<InProcessGround>;
const recorders: Recorder[] = [];

beforeAll(async () => {
  published = await Broken.publishInProcess();
});
afterAll(async () => {
  await Promise.all(recorders.map((recorder) => recorder.close()));
  await cleanUpBroken();
});

const weekly = { inputs: { only: "squid" } };

/** Opens a hold on the squid, as a rollback to the good image would, or as it is. */
function hold(made: Broken, stamp?: string): void {
  const { good, bad } = made.images.squid;
  const rollback = stamp === undefined ? [] : [`rollback: "${stamp}"`];
  const data = ['units: ["squid:release"]', 'reason: "it crashes"', 'expires: "2099-01-01"', ...rollback];
  const block = [...data, `digests: { "squid:release": "${stamp === undefined ? bad : good}" }`];
  const body = ["```yaml tagstream-hold", ...block, "```"].join("\n");
  made.github.issues.set(1, holdState({ title: "Hold: squid:release", body }));
}

/** Does something once, when a run's log has come so far. */
function when(pattern: RegExp, act: () => void): (log: string) => void {
  let done = false;
  return (log) => {
    if (done || !pattern.test(log)) return;
    done = true;
    act();
  };
}

/** A fork of which something is done once its last registry has taken a new timestamp tag: right before its stream moves. */
async function atTimestamp(act: (made: Broken) => void): Promise<Broken> {
  let armed: (() => void) | undefined;
  const recorder = await recordRegistry(published.ground.hosts[1], {
    done: ({ method, path }) => {
      if (method !== "PUT" || !/\/squid\/manifests\/release-/.test(path)) return true;
      armed?.();
      armed = undefined;
      return true;
    },
  });
  recorders.push(recorder);
  const made = await published.fork({ second: recorder.host });
  armed = () => act(made);
  return made;
}

describe("a hold that is opened", () => {
  test("while its image is being built: the build gets its timestamp, and the stream stays", async () => {
    const made = await published.fork();
    const before = await made.agreed();
    const run = await green(made.weekly({ ...weekly, onOutput: when(aBuild, () => hold(made)) }));
    await isHeld(made, run, before, made.images.squid.bad);
    expect(run.log).not.toMatch(/squid:release +build .*held since/); // the plan knew nothing of it
  });

  test("between the timestamp and the stream: the stream stays", async () => {
    const made = await atTimestamp((fork) => hold(fork));
    const before = await made.agreed();
    await isHeld(made, await green(made.weekly(weekly)), before, made.images.squid.bad);
  });

  test("between the timestamp and the stream, by a rollback that gets no further: the run completes it", async () => {
    let stamp = "";
    const made = await atTimestamp((fork) => hold(fork, stamp));
    const before = await made.agreed();
    stamp = `${stamps(before).at(-1)?.[0].slice(0, "20261123-0617".length)}-50`;
    const { log } = await green(made.weekly(weekly));
    expect(log.match(/tagged release in /g)).toHaveLength(2); // at once to where it belongs
    const after = await made.agreed();
    const { good } = made.images.squid;
    expect(after[`release-${stamp}`]).toBe(good);
    expect(Object.keys(added(before, after))).toHaveLength(2);
    expect(await made.shown()).toEqual([good]);
  });
});

/** The run's image is under a timestamp and on the hold's comment, and the stream shows what it was held at. */
async function isHeld(
  made: Broken,
  { summary, outputs }: StepResult,
  before: Record<string, string>,
  held: string,
): Promise<void> {
  const after = await made.agreed();
  const [[tag, digest] = ["", ""], ...others] = Object.entries(added(before, after));
  expect([others, after["release"], after["latest"]]).toEqual([[], held, held]);
  expect(digest).not.toBe(held);
  const written = outputs["tags"]?.split("\n").map((reference) => reference.slice(reference.lastIndexOf(":") + 1));
  expect(written).toEqual([tag, tag]); // the stream was not even moved, and back
  expect(summary).toContain("**held since");
  const [, { comments }] = made.hold();
  expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining(`\`${tag.slice("release-".length)}\``)]);
}

test("a rollback while a build is running: neither waits for the other, and the stream shows what was rolled back to, on the real engine", async () => {
  const made = await Broken.publish();
  const before = await made.agreed();
  const slow = "FROM busybox:1.36\nRUN sleep 15 && echo newer > /squid\n";
  made.project.repository.commit({ "squid/Dockerfile": slow });
  let back: Promise<StepResult> | undefined;
  const run = await green(
    made.push({
      onOutput: when(/RUN sleep 15/, () => {
        back = made.rollback();
      }),
    }),
  );
  await green(back ?? Promise.reject(new Error("the build was not seen")));
  const { good } = made.images.squid;
  expect(run.log).toMatch(aBuild);
  const after = await made.agreed();
  const built = /^ *built (sha256:[0-9a-f]{64})/m.exec(run.log)?.[1];
  expect(Object.values(added(before, after)).sort()).toEqual([built, good].sort());
  expect(await made.shown()).toEqual([good]);
  await green(made.push());
  expect(await made.agreed()).toEqual(after);
  // It may be the very fix that the rollback waited for.
  expect(stamps(after).at(-1)?.[1]).toBe(built);
  made.close(made.hold()[0]);
  const lifted = await green(made.push());
  expect(lifted.log).not.toMatch(aBuild);
  expect(await made.shown()).toEqual([built]);
});

describe("a hold that is lifted", () => {
  test.each([
    ["while an image is being built", false],
    ["between its timestamp and the stream", true],
  ])("%s: the run moves the stream to it", async (_, late) => {
    const made = late ? await atTimestamp((fork) => fork.close(1)) : await published.fork();
    hold(made);
    const { bad } = made.images.squid;
    const run = await green(made.weekly({ ...weekly, ...(late ? {} : { onOutput: when(aBuild, () => made.close(1)) }) }));
    expect(run.log).toMatch(/squid:release +build .*held since/);
    const [, newest] = stamps(await made.agreed()).at(-1) ?? [];
    expect(newest).not.toBe(bad);
    expect(await made.shown()).toEqual([newest]);
    expect(run.summary).not.toContain("**held since");
    expect(made.hold()[1].comments).toEqual([]);
  });
});

test("two registries, one of which is down while the other is rolled back: nothing is written, and no hold is opened", async () => {
  const recorder = await recordRegistry(published.ground.hosts[1], { refuse: () => 403 });
  recorders.push(recorder);
  const made = await published.fork({ second: recorder.host });
  const before = await made.everything();
  const { status, log } = await made.rollback();
  expect({ status, log }).toEqual({ status: 1, log: expect.stringContaining(recorder.host) });
  expect(await made.everything()).toEqual(before);
});
