import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import { type Converged, converge } from "../../src/commands/converge.ts";
import type { Digest } from "../../src/core/digest.ts";
import type { Unit } from "../../src/core/unit.ts";
import type { Registry } from "../../src/ports.ts";
import { engine, makeLog } from "../support/engine.ts";
import { pushImage } from "../support/registry.ts";
import { tagsOf } from "../support/registry-check.ts";
import { makeUnit, timestamp } from "../support/units.ts";

const registry = createRegistry({ environment: {}, retry: { scale: 0.001 } });
const today = timestamp("20261123-0617");
const stamped = "release-20261123-0617";

/** A unit with repositories of its own: in the first registry and, where asked for, in further ones. */
function place(...others: { host: string; required: boolean }[]): { unit: Unit; first: string; others: string[] } {
  const name = `test-${randomBytes(6).toString("hex")}/squid`;
  const destinations = [{ host: engine("TAGSTREAM_TEST_REGISTRY"), required: true }, ...others].map(({ host, required }) => ({
    repository: `${host}/${name}`,
    required,
  }));
  const unit = makeUnit("squid:release", { destinations, aliases: [{ tag: "latest", timestamps: false }] });
  return {
    unit,
    first: `${engine("TAGSTREAM_TEST_REGISTRY")}/${name}`,
    others: destinations.slice(1).map(({ repository }) => repository),
  };
}

const push = async (repository: string, text: string): Promise<Digest> => (await pushImage(repository, text)).manifest.digest;

const publish = (unit: Unit, digest: Digest | undefined, through: Registry = registry, at = today): Promise<Converged> =>
  converge(unit, digest && { digest, timestamp: at }, through, makeLog());

describe("several registries", () => {
  const second = () => ({ host: engine("TAGSTREAM_TEST_REGISTRY_B"), required: true });

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
    const up = `${engine("TAGSTREAM_TEST_REGISTRY_B")}${name}`;
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
  await fetch(`http://${host}/v2/${path.join("/")}/manifests/${image.manifest.digest}`, { method: "DELETE" });
  const { effects, problem } = await publish(unit, image.manifest.digest);
  expect({ effects, problem }).toEqual({ effects: [], problem: expect.stringContaining("no longer holds") });
});
