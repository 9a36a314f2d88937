import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { createRegistry, createRegistrySession } from "../../../src/adapters/registry/index.ts";
import { uploadBlob } from "../../../src/adapters/registry/upload/blob.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import type { Timestamp } from "../../../src/core/lib/time/timestamp.ts";
import { annotationKeys } from "../../../src/core/oci/annotations.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import type { Registry } from "../../../src/ports/registry.ts";
import { type Converged, converge } from "../../../src/steps/reconcile/stream.ts";
import { ask } from "../../support/ask.ts";
import { makeLog } from "../../support/engine.ts";
import { makeIndex, makeManifest, pushImage } from "../../support/registry.ts";
import { tagsOf } from "../../support/registry-check.ts";
import { inProcessRegistries } from "../../support/registry-in-process/for-tests.ts";
import { makeUnit, timestamp } from "../../support/units.ts";

const hosts = inProcessRegistries();
const registry = createRegistry({ environment: {}, retry: { scale: 0.001 } });
const today = timestamp("20261123-0617");
const stamped = "release-20261123-0617";

/** A unit with repositories of its own: in the first registry and, where asked for, in further ones. */
function place(...others: { host: string; required: boolean }[]): { unit: Unit; first: string; others: string[] } {
  const name = `test-${randomBytes(6).toString("hex")}/squid`;
  const destinations = [{ host: hosts.first, required: true }, ...others].map(({ host, required }) => ({
    repository: `${host}/${name}`,
    required,
  }));
  const unit = makeUnit("squid:release", { destinations, aliases: [{ tag: "latest", timestamps: false }] });
  return {
    unit,
    first: `${hosts.first}/${name}`,
    others: destinations.slice(1).map(({ repository }) => repository),
  };
}

const push = async (repository: string, text: string): Promise<Digest> => (await pushImage(repository, text)).manifest.digest;

const publish = (unit: Unit, digest: Digest | undefined, through: Registry = registry, at = today): Promise<Converged> =>
  converge(unit, digest && { digest, timestamp: at }, through, makeLog());

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

describe("what a run sees late, or not at all", () => {
  /** An index that says for which timestamp it was built, as a build makes it. */
  async function pushBuilt(repository: string, text: string, built: Timestamp): Promise<Digest> {
    const child = (await pushImage(repository, text)).manifest;
    const { mediaType, digest, bytes } = child;
    const index = makeManifest("application/vnd.oci.image.index.v1+json", {
      manifests: [{ mediaType, digest, size: bytes.length, platform: { os: "linux", architecture: "amd64" } }],
      annotations: { [annotationKeys.built]: built },
    });
    await registry.putManifest(repository, index.digest, index);
    return index.digest;
  }

  test("an older run to which the listing does not show the newer publication leaves the stream where it is", async () => {
    const { unit, first } = place();
    const later = timestamp("20261123-0700");
    const ours = await push(first, "ours");
    await publish(unit, ours);
    const newer = await pushBuilt(first, "newer", later);
    await publish(unit, newer, registry, later);
    const stale: Registry = { ...registry, tags: async () => [stamped, "release", "latest"] };
    const { effects, current } = await publish(unit, ours, stale);
    expect(effects).toEqual([]);
    expect(current).toEqual({ stamp: { timestamp: later, sequence: 0 }, digest: newer });
    expect(await tagsOf(first)).toMatchObject({ release: newer, latest: newer });
  });

  test("so does one that does not see a promotion, whose image is older than its tag", async () => {
    const { unit, first } = place();
    const later = timestamp("20261123-0800");
    const ours = await push(first, "ours");
    await publish(unit, ours);
    const promoted = await pushBuilt(first, "promoted", timestamp("20261123-0700"));
    await publish(unit, promoted, registry, later);
    let looks = 0;
    const lagging: Registry = {
      ...registry,
      tags: async (repository) => (++looks > 2 ? registry.tags(repository) : [stamped, "release", "latest"]),
    };
    expect(await publish(unit, undefined, lagging)).toMatchObject({
      effects: [],
      current: { stamp: { timestamp: later, sequence: 0 }, digest: promoted },
    });
    expect(await tagsOf(first)).toMatchObject({ release: promoted, latest: promoted });
  });

  test("a stream that was moved by hand to what was never published is moved back", async () => {
    const { unit, first } = place();
    const ours = await push(first, "ours");
    await publish(unit, ours);
    const never = await pushBuilt(first, "never", timestamp("20261123-0700"));
    const image = await registry.manifest(first, never);
    if (image) await registry.putManifest(first, "release", image);
    await publish(unit, undefined);
    expect(await tagsOf(first)).toMatchObject({ release: ours, latest: ours });
  });

  test("so does one that finds it under a sequence", async () => {
    const { unit, first } = place();
    const [ours, theirs] = [await push(first, "ours"), await pushBuilt(first, "theirs", today)];
    await publish(unit, ours);
    await publish(unit, theirs);
    const stale: Registry = { ...registry, tags: async () => [stamped] };
    expect((await publish(unit, undefined, stale)).effects).toEqual([]);
    expect(await tagsOf(first)).toMatchObject({ release: theirs, [`${stamped}-01`]: theirs });
  });
});

describe("two runs of one minute, when asking whose commit is the branch's tip", () => {
  test.each<[string, boolean | undefined, boolean]>([
    ["one whose commit is not the tip any more publishes nothing", false, false],
    ["one whose commit is the tip takes the next sequence", true, true],
    ["where nobody can tell, the order in which they came decides", undefined, true],
  ])("%s", async (_, isTip, published) => {
    const { unit, first } = place();
    const [ours, theirs] = [await push(first, "ours"), await push(first, "theirs")];
    await publish(unit, theirs);
    const goal = { digest: ours, timestamp: today };
    const { problem } = await converge(unit, goal, registry, makeLog(), { isTip: async () => isTip });
    expect(problem).toBeUndefined();
    const tags = await tagsOf(first);
    expect(tags["release"]).toBe(published ? ours : theirs);
    expect(tags[`${stamped}-01`]).toBe(published ? ours : undefined);
  });

  test("nobody asks when there is no tie", async () => {
    const { unit, first } = place();
    const goal = { digest: await push(first, "ours"), timestamp: today };
    const asked: string[] = [];
    const isTip = async () => {
      asked.push("asked");
      return false;
    };
    for (const _ of ["a first run", "its re-run"]) await converge(unit, goal, registry, makeLog(), { isTip });
    expect({ asked, tags: await tagsOf(first) }).toMatchObject({ asked: [], tags: { release: goal.digest } });
  });
});

describe("a stream tag from before Tagstream", () => {
  /** An image whose configuration says when it was made, under a stream tag, as somebody pushed it by hand. */
  async function pushByHand(repository: string, created: string): Promise<Digest> {
    const session = createRegistrySession({ environment: {} });
    const address = session.address(repository);
    const config = Buffer.from(
      JSON.stringify({ created, architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [] } }),
    );
    const digest = digestOf(config);
    await uploadBlob(session, address, { digest, size: config.length }, async () => Readable.from([config]));
    const image = makeManifest("application/vnd.oci.image.manifest.v1+json", {
      config: { mediaType: "application/vnd.oci.image.config.v1+json", digest, size: config.length },
      layers: [],
    });
    const index = makeIndex([image]);
    await registry.putManifest(repository, image.digest, image);
    await registry.putManifest(repository, "release", index);
    return index.digest;
  }

  test("keeps its image in each registry, under a timestamp tag of its creation time", async () => {
    const { unit, first, others } = place({ host: hosts.second, required: true });
    const [second = ""] = others;
    const here = await pushByHand(first, "2024-02-29T23:59:59.123456789Z");
    const there = await pushByHand(second, "2025-01-01T00:00:00Z");
    const digest = await push(first, "new");
    expect((await publish(unit, digest)).problem).toBeUndefined();
    const published = { latest: digest, release: digest, [stamped]: digest };
    expect(await tagsOf(first)).toEqual({ ...published, "release-20240229-2359": here });
    expect(await tagsOf(second)).toEqual({ ...published, "release-20250101-0000": there });
  });

  test("stays as it is while nothing of the unit is published", async () => {
    const { unit, first } = place();
    const here = await pushByHand(first, "2024-02-29T23:59:59Z");
    expect(await publish(unit, undefined)).toEqual({ effects: [], warnings: [], shown: here });
    expect(await tagsOf(first)).toEqual({ release: here });
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
