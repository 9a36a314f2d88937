import { describe, expect, test } from "@jest/globals";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { Followed } from "../../../src/core/pins/pin.ts";
import { timestampTag } from "../../../src/core/tags/timestamp.ts";
import { createShownReader } from "../../../src/steps/pins/shown.ts";
import { MemoryRegistry, type RegistryCall } from "../../support/memory-registry.ts";
import { makeUnit } from "../../support/units.ts";

const repository = "one.example.org/osg/squid";
const unit = makeUnit("squid:release");
const follows: Followed = { unit: unit.name };

/** A registry with three publications, and its calls. */
function published() {
  const registry = new MemoryRegistry();
  const calls: string[] = [];
  const digests = [1, 2, 3].map((content) => registry.push(repository, {}, [], { content: { content } }));
  const [one, two, three] = digests as [Digest, Digest, Digest];
  for (const [stamp, digest] of [
    ["20261109-0617", one],
    ["20261116-0617", two],
    ["20261123-0617", three],
  ] as const)
    registry.setTag(repository, `release-${stamp}`, digest);
  registry.refuse = ({ verb, reference }: RegistryCall) => {
    calls.push(`${verb} ${reference}`.trim());
    return undefined;
  };
  return { registry, calls, one, two, three };
}

describe("what a stream shows", () => {
  test("its newest timestamp tag: three requests, and none more for the same pin", async () => {
    const { registry, calls, three } = published();
    registry.setTag(repository, "release", three);
    const shown = createShownReader(registry);
    const expected = { wanted: { tag: "release-20261123-0617", digest: three } };
    expect(await Promise.all([shown(unit, { repository, follows }), shown(unit, { repository, follows })])).toEqual([
      expect.objectContaining(expected),
      expect.objectContaining(expected),
    ]);
    expect(calls).toEqual(["tags", "resolve release", "resolve release-20261123-0617"]);
  });

  test("an older image, under a hold", async () => {
    const { registry, one } = published();
    registry.setTag(repository, "release", one);
    expect(await createShownReader(registry)(unit, { repository, follows })).toMatchObject({
      wanted: { tag: "release-20261109-0617", digest: one },
    });
  });

  test("of one image under several timestamps the newest one: a rollback has its own", async () => {
    const { registry, one } = published();
    registry.setTag(repository, "release", one);
    registry.setTag(repository, "release-20261124-0900", one);
    registry.setTag(repository, "rb.release-20261124-0900", one);
    const shown = await createShownReader(registry)(unit, { repository, follows });
    expect(shown).toMatchObject({ wanted: { tag: "release-20261124-0900", digest: one } });
    if (!("wanted" in shown)) throw new Error("nothing is shown");
    const tags = ["release-20261124-0900", "release-20261123-0617", "release"];
    expect(tags.map((tag) => shown.publication?.isRollback(tag))).toEqual([true, false, false]);
    const back = await shown.publication?.before();
    expect(back && timestampTag(unit, back)).toBe("release-20261109-0617");
  });

  test("a list that lags is waited for", async () => {
    const { registry, three } = published();
    registry.setTag(repository, "release", three);
    let lists = 0;
    registry.lacks = ({ verb, reference }) => {
      if (verb !== "tags" || reference !== "release-20261123-0617") return false;
      return ++lists < 3;
    };
    expect(await createShownReader(registry)(unit, { repository, follows })).toMatchObject({
      wanted: { tag: "release-20261123-0617" },
    });
  });

  test.each<[string, Followed, string]>([
    ["no stream tag", follows, `${repository} has no tag release`],
    ["no version", { unit: unit.name, versionTag: "1.4" }, `${repository} has no tag 1.4`],
  ])("%s: left, with the reason", async (_, followed, reason) => {
    expect(await createShownReader(published().registry)(unit, { repository, follows: followed })).toEqual({ reason });
  });

  test("an image that no timestamp tag has is a warning: the list may lag, and the pins must move later", async () => {
    const { registry } = published();
    registry.setTag(repository, "release", registry.push(repository, {}, [], { content: { by: "hand" } }));
    expect(await createShownReader(registry)(unit, { repository, follows })).toEqual({
      problem: { code: "pin-unknown", severity: "warning", message: expect.stringContaining("run `pin` again") },
    });
  });

  test("an image of a repository without any timestamp tag is left", async () => {
    const registry = new MemoryRegistry();
    registry.setTag(repository, "release", registry.push(repository, {}, [], { content: { by: "hand" } }));
    expect(await createShownReader(registry)(unit, { repository, follows })).toEqual({
      reason: `no timestamp tag in ${repository} has the image that release shows there`,
    });
  });
});

test("a version tag keeps its text, and costs one request besides the list", async () => {
  const { registry, calls, two } = published();
  registry.setTag(repository, "1.4", two);
  const shown = await createShownReader(registry)(unit, { repository, follows: { unit: unit.name, versionTag: "1.4" } });
  expect(shown).toEqual({ wanted: { tag: "1.4", digest: two } });
  expect(calls).toEqual(["tags", "resolve 1.4"]);
});
