import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { block } from "../../support/hold-block.ts";
import { makeHoldText } from "../../support/holds.ts";
import { memoryTarget } from "../../support/memory-pin-targets.ts";
import type { MemoryRun } from "../../support/memory-run.ts";
import {
  digestOf,
  one,
  publish,
  type Start,
  stampBefore,
  stampsIn,
  startPrune,
  startWhen,
  two,
  weeklyWorld,
} from "../../support/prune-world.ts";
import { makeManifest } from "../../support/registry.ts";

afterAll(removeFolders);

const rules = "{ all: 30d }";
const pins = "pins: [{ repository: octo/k8s, files: ['*.yaml'] }]\n";
const left = [28, 21, 14, 7, 0].map(stampBefore);
const [oldest, next, last] = [49, 42, 35].map(stampBefore) as [string, string, string];

/** Starts `prune`; right before its first removal, something else happens. */
const startWhile = (made: MemoryRun, happens: () => void, start: Start = {}) => startWhen(made, () => true, happens, start);

describe("what happens between two removals", () => {
  test("a tag that moved stays in all registries", async () => {
    const made = weeklyWorld(8, rules);
    const { status, lines } = await startWhile(made, () => made.registry.setTag(two, `release-${next}`, digestOf(made, last)));
    expect(status).toBe(0);
    expect([stampsIn(made), stampsIn(made, two)]).toEqual([
      [next, ...left],
      [next, ...left],
    ]);
    expect(lines).toContainEqual(expect.stringContaining(`keeps ${next}: it shows another image than in the plan`));
  });

  test("a stream that goes back to an image keeps it", async () => {
    const made = weeklyWorld(8, rules);
    await startWhile(made, () => made.registry.setTag(two, "release", digestOf(made, last)));
    expect(stampsIn(made)).toEqual([last, ...left]);
    expect(stampsIn(made, two)).toEqual([last, ...left]);
  });

  test("a publication, and whatever it shows, stays", async () => {
    const made = weeklyWorld(8, rules);
    const stamp = "20261124-0617";
    await startWhile(made, () => publish(made, { stamp, content: last, shown: true }));
    for (const repository of [one, two]) {
      // A rollback would now go to the one before: it stays, too.
      expect(stampsIn(made, repository)).toEqual([next, last, ...left, stamp]);
      expect(made.registry.shown(repository)["release"]).toBe(digestOf(made, stamp));
    }
  });

  test("a rollback that begins with its hold keeps its image", async () => {
    const made = weeklyWorld(8, rules);
    const data = { version: 1, units: ["app:release"], reason: "x", owner: "octo", expires: "2026-12-01" };
    await startWhile(made, () => {
      const digests = { "app:release": digestOf(made, last) };
      made.holds.push({ ...makeHoldText(block({ ...data, rollback: "20261124-0617", digests })), counts: true });
    });
    expect(stampsIn(made)).toEqual([last, ...left]);
  });

  test("holds that can no longer be read stop the run, which is red", async () => {
    const made = weeklyWorld(8, rules);
    const { status, problems } = await startWhile(made, () =>
      made.holds.push({ ...makeHoldText("nothing", { title: "Hold: app:release" }), counts: true }),
    );
    expect(status).toBe(1);
    expect(problems).toEqual([
      expect.objectContaining({ code: "retention-unknown", message: expect.stringContaining("Could not read hold #12") }),
    ]);
    expect(stampsIn(made, two)).toEqual([next, last, ...left]);
    expect(stampsIn(made)).toContain(last);
  });

  test("a registry that does not say what a stream shows stops the run, which is red", async () => {
    const made = weeklyWorld(8, rules);
    const { status, problems } = await startWhile(made, () => {
      made.registry.refuse = ({ verb, reference }) => (verb === "resolve" && reference === "release" ? "down" : undefined);
    });
    expect(status).toBe(1);
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: "retention-unknown",
        message: expect.stringContaining("Could not look again at app:release"),
      }),
    );
    expect(stampsIn(made)).toEqual([oldest, next, last, ...left]);
  });

  test("a new pin counts within a minute", async () => {
    const made = weeklyWorld(8, rules, pins);
    made.pinTargets["octo/k8s"] = memoryTarget({ "app.yaml": "a: 1\n" });
    await startWhile(made, () => {
      made.pinTargets["octo/k8s"] = memoryTarget({ "app.yaml": `image: ${one}@${digestOf(made, last)}\n` });
      made.now = new Date(made.now.getTime() + 61_000);
    });
    expect(stampsIn(made)).toEqual([last, ...left]);
  });

  test("an image without need does not come back into the plan", async () => {
    const made = weeklyWorld(8, "{ all: 30d, max: 1 }");
    await startWhile(made, () => made.registry.setTag(one, "release", digestOf(made, oldest)));
    expect(stampsIn(made)).toEqual([oldest, next, last, ...left]);
  });
});

describe("registries", () => {
  test("a removal that was cut off on an empty index goes on", async () => {
    const made = weeklyWorld(8, rules);
    const tag = `release-${next}`;
    const mediaType = "application/vnd.oci.image.index.v1+json";
    const annotations = { "io.github.tagstream.removes": tag, "io.github.tagstream.removed-digest": digestOf(made, next) };
    await made.registry.putManifest(
      two,
      tag,
      makeManifest(mediaType, { schemaVersion: 2, mediaType, manifests: [], annotations }),
    );
    const { status, problems } = await startPrune(made);
    expect({ status, problems }).toEqual({ status: 0, problems: [] });
    expect([stampsIn(made), stampsIn(made, two)]).toEqual([left, left]);
  });

  test("different images under one timestamp stay, whoever put them there", async () => {
    const made = weeklyWorld(8, rules);
    made.registry.setTag(two, `release-${next}`, digestOf(made, last));
    expect((await startPrune(made)).status).toBe(0);
    expect([stampsIn(made), stampsIn(made, two)]).toEqual([
      [next, ...left],
      [next, ...left],
    ]);
  });

  test("one that refuses keeps the publication everywhere, and the run is green", async () => {
    const made = weeklyWorld(8, rules);
    made.registry.keeps = (repository, tag) =>
      repository === two && tag === `release-${next}`
        ? { outcome: "kept", reason: "immutable by a rule of two.example.org" }
        : undefined;
    const { status, lines, problems } = await startPrune(made);
    expect({ status, problems }).toEqual({ status: 0, problems: [] });
    expect([stampsIn(made), stampsIn(made, two)]).toEqual([
      [next, ...left],
      [next, ...left],
    ]);
    expect(lines).toContainEqual(expect.stringContaining(`keeps ${next}: immutable by a rule of two.example.org`));
  });

  test("the first one, which comes last, refuses: the others get the tag back where the image still is", async () => {
    const made = weeklyWorld(8, rules);
    made.registry.keeps = (repository, tag) =>
      repository === one && tag === `release-${next}` ? { outcome: "kept", reason: "immutable by a rule" } : undefined;
    const { status, lines, problems, outputs } = await startPrune(made);
    expect({ status, problems }).toEqual({ status: 0, problems: [] });
    expect([stampsIn(made), stampsIn(made, two)]).toEqual([
      [next, ...left],
      [next, ...left],
    ]);
    expect(lines).toContainEqual(expect.stringContaining(`keeps ${next}: immutable by a rule`));
    expect(outputs["pruned"]).not.toContain(next);
  });

  test("one that fails is red, the rest goes on, and the outputs say what went", async () => {
    const made = weeklyWorld(8, rules);
    made.registry.refuse = ({ verb, reference }) =>
      verb === "removeTags" && reference === `release-${next}` ? "it is down" : undefined;
    const { status, outputs, problems } = await startPrune(made);
    expect(status).toBe(1);
    expect(problems).toEqual([
      expect.objectContaining({ code: "retention-failed", message: `Could not remove ${two}:release-${next}: it is down.` }),
    ]);
    const pruned = JSON.parse(outputs["pruned"] ?? "") as { repository: string; tag: string }[];
    expect(pruned.map(({ repository, tag }) => `${repository} ${tag}`)).toEqual(
      [two, one].flatMap((repository) => [oldest, last].map((stamp) => `${repository} release-${stamp}`)),
    );
    expect(JSON.parse(outputs["failed"] ?? "")).toEqual([
      expect.objectContaining({ unit: "app:release", code: "retention-failed" }),
    ]);
    made.registry.refuse = () => undefined;
    expect((await startPrune(made)).status).toBe(0);
    expect(stampsIn(made)).toEqual(left);
  });

  test("one that takes another tag along is found out: the tag is put back, and the run is red", async () => {
    const made = weeklyWorld(8, rules);
    const lost = `release-${stampBefore(7)}`;
    const { status, problems } = await startWhile(made, () => made.registry.removeTag(two, lost));
    expect(status).toBe(1);
    expect(problems).toEqual([
      expect.objectContaining({
        code: "retention-lost",
        message: expect.stringMatching(/had to stay, and was gone: put back\.$/),
      }),
    ]);
    expect(stampsIn(made, two)).toEqual(left);
  });
});
