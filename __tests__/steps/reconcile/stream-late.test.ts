import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { createRegistrySession } from "../../../src/adapters/registry/index.ts";
import { uploadBlob } from "../../../src/adapters/registry/upload/blob.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { Timestamp } from "../../../src/core/lib/time/timestamp.ts";
import { annotationKeys } from "../../../src/core/oci/annotations.ts";
import type { Registry } from "../../../src/ports/registry.ts";
import { converge } from "../../../src/steps/reconcile/stream.ts";
import { makeLog } from "../../support/engine.ts";
import { makeIndex, makeManifest, pushImage } from "../../support/registry.ts";
import { tagsOf } from "../../support/registry-check.ts";
import { hosts, place, publish, push, registry, stamped, today } from "../../support/stream-places.ts";
import { timestamp } from "../../support/units.ts";

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
