import { expect, test } from "@jest/globals";
import type { ImagePair } from "../../../src/core/packages/unit-changes.ts";
import { comparePairs } from "../../../src/steps/packages/compare-pairs.ts";
import { type Readable, readableFor } from "../../../src/steps/packages/readable-for.ts";
import { makeDigest } from "../../support/units.ts";

const place = "ghcr.io/octo-org/app";
const digest = makeDigest("list");

/** A registry that takes a minute for each piece. */
function slow(): { registry: Readable; clock: { now: () => Date }; minutes: () => number; closed: () => boolean } {
  let minutes = 0;
  let closed = false;
  return {
    clock: { now: () => new Date(minutes * 60_000) },
    minutes: () => minutes,
    closed: () => closed,
    registry: {
      async manifest() {
        minutes++;
        return undefined;
      },
      async blob() {
        minutes++;
        return new Uint8Array();
      },
      async *blobStream() {
        try {
          for (;;) {
            minutes++;
            yield new Uint8Array(1);
          }
        } finally {
          closed = true;
        }
      },
    },
  };
}

const late = "within 10 min, so this run reads no more";

test("a slow list ends at the limit, and its connection is closed", async () => {
  const { registry, clock, minutes, closed } = slow();
  const read = async () => {
    for await (const piece of readableFor(registry, 600_000, clock).blobStream(place, digest, 1e9)) expect(piece).toHaveLength(1);
  };
  await expect(read()).rejects.toThrow(late);
  expect([minutes(), closed()]).toEqual([10, true]);
});

test("so does every read after it", async () => {
  const { registry, clock, minutes } = slow();
  const readable = readableFor(registry, 120_000, clock);
  await readable.manifest(place, digest);
  await readable.blob(place, digest);
  await expect(readable.manifest(place, digest)).rejects.toThrow("within 2 min");
  await expect(readable.blob(place, digest)).rejects.toThrow("within 2 min");
  expect(minutes()).toBe(2);
});

test("many images: those in time are compared, and the others are not known", async () => {
  const { registry, clock, minutes } = slow();
  const pairs = Array.from({ length: 85 }, (_, index): ImagePair => {
    const [from, to] = [
      { repository: place, digest },
      { repository: place, digest: makeDigest(`${index}`) },
    ];
    return { unit: `app:${index}`, from, to };
  });
  const changes = await comparePairs(pairs, readableFor(registry, 600_000, clock));
  expect([changes.length, minutes()]).toEqual([85, 10]);
  expect(changes.at(-1)).toMatchObject({ unknown: expect.stringContaining(late) });
});
