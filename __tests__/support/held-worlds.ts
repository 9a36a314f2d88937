import type { Digest } from "../../src/core/lib/digest.ts";
import type { Goal, StreamHold } from "../../src/core/publish/publish.ts";
import { makePublicationId } from "./holds.ts";
import { one, two } from "./two-registries.ts";
import { makeDigest, timestamp } from "./units.ts";
import type { World } from "./worlds.ts";

export const [good, bad, newer, foreign] = [makeDigest("good"), makeDigest("bad"), makeDigest("newer"), makeDigest("foreign")];
/** When the good image was published, and the bad one. */
export const [first, second] = ["20261109-0617", "20261116-0617"];
/** When the rollback happens. */
export const night = makePublicationId("20261120-0301");
export const goal: Goal = { digest: newer, timestamp: timestamp("20261123-0617") };
export const rollback: StreamHold = { digest: good, stamp: night };

/** The timestamp tags of an image. */
export const stamped = (digest: Digest, at: string): Record<string, Digest> => ({
  [`25-release-${at}`]: digest,
  [`release-${at}`]: digest,
});
/** The tags that move, all at one image. */
export const moving = (digest: Digest): Record<string, Digest> => ({ "25-release": digest, latest: digest, release: digest });
/** The good image, then the bad one, which the stream shows. */
export const broken = (): World => ({
  [one]: { tags: { ...stamped(good, first), ...stamped(bad, second), ...moving(bad) } },
  [two]: { tags: { ...stamped(good, first), ...stamped(bad, second), ...moving(bad) } },
});
/** How a run ends, where this is newest. */
export const current = (at: string, digest: Digest) => ({ kind: "done", current: { stamp: makePublicationId(at), digest } });
