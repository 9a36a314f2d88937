/** Tags that are removed, on every registry: on real ones, and on the one in the tests' own process. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { pushImage } from "../registry.ts";

const own = "rc.release.pr-2";
const log = { line: () => {} };

/** Checks how tags are removed from one registry. */
export function describeRemoval(kind: string, start: () => Promise<{ host: string; close?: () => Promise<void> }>): void {
  describe(kind, () => {
    let registry: Awaited<ReturnType<typeof start>>;
    const repository = (name: string) => `${registry.host}/removal/${Date.now().toString(36)}-${name}`;
    beforeAll(async () => {
      registry = await start();
    });
    afterAll(() => registry?.close?.());

    test("loses the tag alone", () => losesOne(repository("one")));
    test("loses the tags of two pull requests at once, and they stay away", () => losesTwo(repository("two")));
  });
}

async function losesOne(repository: string): Promise<void> {
  const { manifest: image } = await pushImage(repository, "of #2");
  const real = createRegistry();
  for (const tag of [own, "rc.release.pr-267", "rc.release.4be1c0ff4be1"]) await real.putManifest(repository, tag, image);
  expect(await real.removeTags(repository, [own, "rc.testing.pr-2"], log)).toEqual([
    { tag: own, outcome: "removed" },
    { tag: "rc.testing.pr-2", outcome: "absent" },
  ]);
  expect([...(await real.tags(repository))].sort()).toEqual(["rc.release.4be1c0ff4be1", "rc.release.pr-267"]);
  expect(await real.resolve(repository, "rc.release.pr-267")).toBe(image.digest);
  expect(await real.resolve(repository, own)).toBeUndefined();
}

async function losesTwo(repository: string): Promise<void> {
  const { manifest: image } = await pushImage(repository, "of both");
  const inputs = "rc.release.4be1c0ff4be1";
  for (const tag of ["rc.release.pr-1", own, inputs]) await createRegistry().putManifest(repository, tag, image);
  const removals = ["rc.release.pr-1", own].map((tag) => createRegistry().removeTags(repository, [tag], log));
  expect((await Promise.all(removals)).flat().map(({ outcome }) => outcome)).toEqual(["removed", "removed"]);
  expect(await createRegistry().tags(repository)).toEqual([inputs]);
  expect(await createRegistry().resolve(repository, inputs)).toBe(image.digest);
}
