import { describe, expect, test } from "@jest/globals";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import type { Registry } from "../../../src/ports/registry.ts";
import { ask } from "../../support/ask.ts";
import { pushImage } from "../../support/registry.ts";
import { tagsOf } from "../../support/registry-check.ts";
import { hosts, place, publish, push, registry, stamped } from "../../support/stream-places.ts";
import { timestamp } from "../../support/units.ts";

describe("several registries", () => {
  const second = () => ({ host: hosts.second, required: true });

  test("one digest in each, byte for byte; a second look finds nothing to do", async () => {
    const { unit, first, others } = place(second());
    const digest = await push(first, "one");
    const { effects, problem } = await publish(unit, digest);
    expect(problem).toBeUndefined();
    expect(effects.map(({ kind }) => kind)).toEqual(["copy", "tag", "tag", "tag", "tag", "tag", "tag"]);
    const expected = { latest: digest, release: digest, [stamped]: digest };
    expect(await tagsOf(first)).toEqual(expected);
    expect(await tagsOf(others[0] ?? "")).toEqual(expected);
    expect((await publish(unit, undefined)).effects).toEqual([]);
  });

  test("a required one that is down: nothing is written anywhere", async () => {
    const { unit, first } = place({ host: "localhost:1", required: true });
    const { effects, problem } = await publish(unit, await push(first, "one"));
    expect(effects).toEqual([]);
    expect(problem).toContain("localhost:1");
    expect(await tagsOf(first)).toEqual({});
  });

  test("an optional one that is down is a warning; the next run of anything completes it", async () => {
    const { unit, first } = place({ host: "localhost:1", required: false });
    const digest = await push(first, "one");
    const { problem, warnings } = await publish(unit, digest);
    expect(problem).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining("localhost:1")]);
    expect(await tagsOf(first)).toEqual({ latest: digest, release: digest, [stamped]: digest });

    const name = first.slice(first.indexOf("/"));
    const up = `${hosts.second}${name}`;
    const repaired: Unit = {
      ...unit,
      destinations: [unit.destinations[0], { repository: up, required: false }].flatMap((d) => d ?? []),
    };
    expect((await publish(repaired, undefined)).warnings).toEqual([]);
    expect(await tagsOf(up)).toEqual({ latest: digest, release: digest, [stamped]: digest });
  });

  test("an optional one that refuses to be written is a warning, and is asked once", async () => {
    const { unit, first, others } = place({ ...second(), required: false });
    const digest = await push(first, "one");
    let asked = 0;
    const refusing: Registry = {
      ...registry,
      copy: async (...copy) => {
        asked++;
        await registry.copy(copy[0], copy[1], `localhost:1/${copy[2]}`);
      },
    };
    const { problem, warnings } = await publish(unit, digest, refusing);
    expect({ problem, asked }).toEqual({ problem: undefined, asked: 1 });
    expect(warnings).toHaveLength(1);
    expect(await tagsOf(first)).toEqual({ latest: digest, release: digest, [stamped]: digest });
    expect(await tagsOf(others[0] ?? "")).toEqual({});
  });
});

describe("another run at the same time", () => {
  /** The registry, with something that another run does right before the n-th tag is written. */
  function interrupted(n: number, act: () => Promise<void>): Registry {
    let written = 0;
    return {
      ...registry,
      claim: async (...claim) => {
        if (++written === n) await act();
        return registry.claim(...claim);
      },
      putManifest: async (...put) => {
        if (++written === n) await act();
        await registry.putManifest(...put);
      },
    };
  }

  test.each([1, 2, 3])("a newer publication that appears before our tag %i wins, even after our move", async (n) => {
    const { unit, first } = place();
    const [ours, newer] = [await push(first, "ours"), await push(first, "newer")];
    const later = timestamp("20261123-0700");
    const other = interrupted(n, async () => {
      expect((await publish(unit, newer, registry, later)).problem).toBeUndefined();
    });
    const { current } = await publish(unit, ours, other);
    expect(current).toEqual({ digest: newer, stamp: { timestamp: later, sequence: 0 } });
    expect(await tagsOf(first)).toEqual({ latest: newer, release: newer, [stamped]: ours, "release-20261123-0700": newer });
  });

  test("an older run that moves a stream right after us: we look again, and the newer one wins", async () => {
    const { unit, first } = place();
    const [ours, older] = [await push(first, "ours"), await push(first, "older")];
    const image = await registry.manifest(first, older);
    if (!image) throw new Error("no image");
    let moved = 0;
    const racing: Registry = {
      ...registry,
      putManifest: async (repository, tag, manifest) => {
        await registry.putManifest(repository, tag, manifest);
        if (++moved > 1) return;
        await registry.putManifest(repository, tag, image);
        throw failure("registry-changed", `${tag} shows another digest`);
      },
    };
    const { problem, current } = await publish(unit, ours, racing);
    expect({ problem, digest: current?.digest }).toEqual({ problem: undefined, digest: ours });
    expect(await tagsOf(first)).toEqual({ latest: ours, release: ours, [stamped]: ours });
  });

  test("a registry that never shows what was put there ends in a problem", async () => {
    const { unit, first } = place();
    const ours = await push(first, "ours");
    const lying: Registry = {
      ...registry,
      putManifest: async (_, tag) => {
        throw failure("registry-changed", `${tag} shows another digest`);
      },
    };
    expect((await publish(unit, ours, lying)).problem).toContain("shows another digest");
  });

  test("two runs of one minute: the timestamp of the first is not overwritten, and the same tags hold both", async () => {
    const { unit, first } = place();
    const [ours, theirs] = [await push(first, "ours"), await push(first, "theirs")];
    await Promise.all([publish(unit, ours), publish(unit, theirs)]);
    await publish(unit, undefined);
    const tags = await tagsOf(first);
    expect(Object.keys(tags)).toEqual(["latest", "release", stamped, `${stamped}-01`].filter((tag) => tags[tag]));
    expect(tags["latest"]).toBe(tags["release"]);
  });

  test("a timestamp tag that the listing does not show yet is found before it would be overwritten", async () => {
    const { unit, first } = place();
    const [ours, theirs] = [await push(first, "ours"), await push(first, "theirs")];
    await publish(unit, theirs);
    const stale: Registry = { ...registry, tags: async () => [] };
    const { effects, problem } = await publish(unit, ours, stale);
    expect(effects.map((effect) => effect.kind === "tag" && effect.tag)).toEqual([`${stamped}-01`, "release", "latest"]);
    expect(problem).toBeUndefined();
    expect((await tagsOf(first))[stamped]).toBe(theirs);
  });
});

test("a digest that was removed before it was published is said to be gone", async () => {
  const { unit, first } = place();
  const image = await pushImage(first, "gone");
  const [host, ...path] = first.split("/");
  await ask(`http://${host}/v2/${path.join("/")}/manifests/${image.manifest.digest}`, { method: "DELETE" });
  const { effects, problem } = await publish(unit, image.manifest.digest);
  expect({ effects, problem }).toEqual({ effects: [], problem: expect.stringContaining("no longer has") });
});
