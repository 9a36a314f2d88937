import { expect, test } from "@jest/globals";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { annotationKeys } from "../../../src/core/oci/annotations.ts";
import type { PlannedRollback } from "../../../src/core/rollback/rollback.ts";
import type { Registry } from "../../../src/ports/registry.ts";
import { untestedTargets } from "../../../src/steps/plan/untested-targets.ts";
import { makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const target = (name: string, stamp = "20250101-0000"): PlannedRollback => ({
  unit: makeUnit(name),
  target: { stamp: makePublicationId(stamp), digest: makeDigest(name) },
});

/** A registry with images by what they say of themselves; "down" cannot be asked. */
function registryOf(images: Record<string, Record<string, string> | "down">): Registry {
  const manifest = async (_repository: string, digest: string) => {
    const found = Object.entries(images).find(([name]) => makeDigest(name) === digest)?.[1];
    if (found === "down") throw new Failure([{ code: "registry-failed", severity: "error", message: "down" }]);
    return found && { digest, mediaType: "", bytes: Buffer.from(JSON.stringify({ annotations: found })) };
  };
  return { manifest } as unknown as Registry;
}

const built = { [annotationKeys.built]: "20261116-0617" };

test("a rollback to an image from before Tagstream says that there is no proof that it passed the tests", async () => {
  const registry = registryOf({ "squid:release": {}, "xcache:release": built, "other:release": {} });
  expect(await untestedTargets([target("squid:release"), target("xcache:release"), target("other:release")], registry)).toEqual([
    "Tagstream did not build the image of squid:release (20250101-0000), other:release (20250101-0000): there is no proof that it passed the tests",
  ]);
});

test.each<[string, Record<string, Record<string, string> | "down">]>([
  ["an image that Tagstream built", { "squid:release": built }],
  ["one that is gone", {}],
  ["one that could not be asked for", { "squid:release": "down" }],
])("%s: nothing is said", async (_, images) => {
  expect(await untestedTargets([target("squid:release")], registryOf(images))).toEqual([]);
});

test("a rollback to the empty image that a clean-up left is refused", async () => {
  const registry = registryOf({
    "squid:release": { [annotationKeys.removes]: "release-20250101-0000" },
    "xcache:release": built,
  });
  await expect(untestedTargets([target("squid:release"), target("xcache:release")], registry)).rejects.toThrow(
    "a clean-up that was cut off left an empty image in place of squid:release (20250101-0000)",
  );
});
