import { expect, test } from "@jest/globals";
import { type PlannedBase, type PromotionFacts, promotionConditions } from "../../../../src/core/plan/decide/promotion.ts";
import { makeDigest, timestamp } from "../../../support/units.ts";

const [first, second, moved] = [makeDigest("first"), makeDigest("second"), makeDigest("moved")];
const imageAt = (digest: typeof first) => ({ reference: `one.example.org/x@${digest}`, digest, pinned: true });

/** A candidate for two platforms, one of which used the second base. */
const facts = (bases: PlannedBase[]): PromotionFacts => ({
  candidate: {
    digest: makeDigest("candidate"),
    annotations: {},
    platforms: [
      { platform: "linux/amd64", images: [imageAt(first), imageAt(second)] },
      { platform: "linux/arm64", images: [imageAt(first)] },
    ],
  },
  inputs: { hash: "1".repeat(64) },
  tests: "2".repeat(64),
  now: timestamp("20261123-0617"),
  maxAge: 86_400_000,
  bases,
});

const a: PlannedBase = { unit: "a:release", digest: first };
const b: PlannedBase = { unit: "b:release", digest: second, platforms: ["linux/amd64"] };

test.each<[string, PlannedBase[], boolean, string]>([
  ["one base", [a], true, "built on a:release sha256:66697273"],
  [
    "one base, on its manifest for each platform",
    [{ unit: "a:release", digest: moved, manifests: [makeDigest("for arm64"), first] }],
    true,
    "built on a:release sha256:6d6f7665",
  ],
  [
    "one base, on the manifests of another image of it",
    [{ unit: "a:release", digest: moved, manifests: [makeDigest("for arm64")] }],
    false,
    "its candidate was not built on the current a:release sha256:6d6f7665",
  ],
  ["the base is built anew", [{ unit: "a:release" }], false, "this plan rebuilds its base a:release"],
  [
    "built on another base",
    [{ ...a, digest: moved }],
    false,
    "its candidate was not built on the current a:release sha256:6d6f7665",
  ],
  [
    "two bases, one on the platform that uses it",
    [a, b],
    true,
    "built on a:release sha256:66697273 and b:release sha256:7365636f",
  ],
  ["one of two is built anew", [a, { unit: "b:release" }], false, "this plan rebuilds its base b:release"],
  [
    "both are others",
    [
      { ...a, digest: moved },
      { unit: "b:release", digest: moved },
    ],
    false,
    "its candidate was not built on the current a:release sha256:6d6f7665; its candidate was not built on the current b:release sha256:6d6f7665",
  ],
  [
    "the second was not used on every platform that uses it",
    [a, { ...b, platforms: ["linux/amd64", "linux/arm64/v8"] }],
    false,
    "its candidate was not built on the current b:release sha256:7365636f",
  ],
  [
    "a platform that uses it is not in the candidate",
    [{ ...a, platforms: ["linux/s390x"] }],
    false,
    "its candidate was not built on the current a:release sha256:66697273",
  ],
])("the condition `base`: %s", (_, bases, holds, evidence) => {
  expect(promotionConditions(facts(bases)).at(-1)).toEqual({ name: "base", holds, evidence });
});
