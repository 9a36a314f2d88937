import { describe, expect, test } from "@jest/globals";
import type { ManifestContent, StoredManifest } from "../../../src/core/retention/manifest-graph.ts";
import { planUntagged } from "../../../src/core/retention/untagged.ts";
import { day } from "../../support/retention/facts.ts";
import { makeDigest, timestamp } from "../../support/units.ts";

const now = Date.UTC(2026, 10, 23, 6, 17);

interface Stored {
  tags?: string[];
  /** Its age in days; absent if the registry does not say. */
  age?: number;
  stamped?: string;
  children?: string[];
  subject?: string;
  /** Nobody could read it. */
  unread?: true;
}

/** A list of what a registry stores. */
function plan(
  stored: Readonly<Record<string, Stored>>,
  needed: string[] = [],
): { remove: string[]; tags: string[]; refused?: string } {
  const names = new Map(Object.keys(stored).map((name) => [makeDigest(name), name]));
  const manifests = Object.entries(stored).map(
    ([name, { tags = [], age, stamped }]): StoredManifest => ({
      digest: makeDigest(name),
      tags,
      ...(age === undefined ? {} : { pushed: now - age * day }),
      ...(stamped === undefined ? {} : { stamped: timestamp(stamped) }),
    }),
  );
  const contents = Object.entries(stored).flatMap(([name, { children = [], subject, unread }]) => {
    const content: ManifestContent = {
      children: children.map(makeDigest),
      ...(subject === undefined ? {} : { subject: makeDigest(subject) }),
    };
    return unread ? [] : [[makeDigest(name), content] as const];
  });
  const facts = { now, manifests, contents: new Map(contents), needed: new Set(needed.map(makeDigest)) };
  const { remove, tags, refused } = planUntagged(facts, 7 * day);
  return {
    remove: remove.map(
      (digest) => names.get(digest) ?? `child ${Buffer.from(digest.slice(7), "hex").toString().replace(/\.+$/, "")}`,
    ),
    tags: tags.map(({ tag }) => tag),
    ...(refused === undefined ? {} : { refused }),
  };
}

/** The list of what is attached to a manifest, where a registry has no API for that. */
const listOf = (name: string): string => makeDigest(name).replace(":", "-");

describe("what no tag reaches goes", () => {
  test.each<[string, Record<string, Stored>, string[]]>([
    ["an old image", { old: { age: 8 } }, ["old"]],
    ["not one of exactly the age", { old: { age: 7 } }, []],
    ["not a young one", { young: { age: 6 } }, []],
    ["not one of which nobody knows when it came", { old: {} }, []],
    ["not one with a tag", { old: { age: 8, tags: ["release"] } }, []],
    ["by the timestamp of the tag that it had", { old: { stamped: "20261101-0617" } }, ["old"]],
    ["not by a young timestamp", { old: { stamped: "20261122-0617" } }, []],
    ["by the later one of both", { old: { age: 100, stamped: "20261122-0617" } }, []],
    [
      "an index before its images",
      { arm: { age: 9 }, index: { age: 9, children: ["amd", "arm"] }, amd: { age: 9 } },
      ["index", "arm", "amd"],
    ],
    ["not the images of an index with a tag", { index: { age: 9, tags: ["x"], children: ["amd"] }, amd: { age: 9 } }, []],
    [
      "not an image that another index has",
      {
        gone: { age: 9, children: ["amd", "arm"] },
        kept: { age: 9, tags: ["x"], children: ["amd"] },
        amd: { age: 9 },
        arm: { age: 9 },
      },
      ["gone", "arm"],
    ],
    [
      "not the images of an index in an index with a tag",
      { outer: { age: 9, tags: ["x"], children: ["inner"] }, inner: { age: 9, children: ["amd"] }, amd: { age: 9 } },
      [],
    ],
    ["not the images of a young index", { index: { age: 6, children: ["amd"] }, amd: { age: 9 } }, []],
    ["images of an index that no list has", { index: { stamped: "20261101-0617", children: ["amd"] } }, ["index", "child amd"]],
    [
      "not what is attached to an image with a tag",
      { image: { age: 9, tags: ["x"] }, signature: { age: 9, subject: "image" } },
      [],
    ],
    [
      "not what is attached to an image of an index with a tag",
      { index: { age: 9, tags: ["x"], children: ["amd"] }, amd: { age: 9 }, sbom: { age: 9, subject: "amd" } },
      [],
    ],
    [
      "what is attached to an image that goes, before it",
      { image: { age: 9 }, signature: { age: 9, subject: "image" } },
      ["signature", "image"],
    ],
    [
      "what is attached, without a date of its own",
      { image: { age: 9 }, signature: { subject: "image" } },
      ["signature", "image"],
    ],
    ["what is attached to something that is gone", { signature: { age: 9, subject: "image" } }, ["signature"]],
    [
      "not an image to which somebody attached something lately",
      { image: { age: 9 }, signature: { age: 1, subject: "image" } },
      [],
    ],
    [
      "what is attached to what is attached",
      { image: { age: 9 }, sbom: { age: 9, subject: "image" }, signature: { age: 9, subject: "sbom" } },
      ["signature", "sbom", "image"],
    ],
    [
      "not a child with two indexes, one of them without a date",
      { a: { age: 9, children: ["x"] }, b: { children: ["x"] } },
      ["a"],
    ],
  ])("%s", (_, stored, expected) => {
    const { remove, refused } = plan(stored);
    expect(refused).toBeUndefined();
    expect(remove.toSorted()).toEqual(expected.toSorted());
    expect(remove[0]).toBe(expected[0]);
  });
});

test("what the plan protects stays, with its images", () => {
  expect(plan({ index: { age: 9, children: ["amd"] }, amd: { age: 9 } }, ["index"]).remove).toEqual([]);
});

test("every reference goes before what it refers to", () => {
  const stored: Record<string, Stored> = {
    amd: { age: 9 },
    sbom: { age: 9, subject: "amd" },
    inner: { age: 9, children: ["amd"] },
    outer: { age: 9, children: ["amd", "inner"] },
    signature: { age: 9, subject: "outer" },
  };
  const { remove } = plan(stored);
  for (const [name, { children = [], subject }] of Object.entries(stored))
    for (const to of subject === undefined ? children : [...children, subject])
      expect(remove.indexOf(name)).toBeLessThan(remove.indexOf(to));
  expect(remove).toHaveLength(5);
});

test("a manifest that cannot be read may refer to any other", () => {
  expect(plan({ old: { age: 9 }, x: { age: 1, unread: true } })).toEqual({
    remove: [],
    tags: [],
    refused: `it lists ${makeDigest("x")}, but does not give it, so nobody knows what that needs. Run again`,
  });
});

describe("the list of what is attached, under a tag", () => {
  const signature: Stored = { age: 9, subject: "image" };

  test("goes with its image", () => {
    const list: Stored = { age: 9, tags: [listOf("image")], children: ["signature"] };
    const { remove, tags } = plan({ image: { age: 9 }, list, signature });
    expect(remove).toEqual(["list", "signature", "image"]);
    expect(tags).toEqual([listOf("image")]);
  });

  test("stays with its image", () => {
    const list: Stored = { age: 9, tags: [listOf("image")], children: ["signature"] };
    expect(plan({ image: { age: 9, tags: ["x"] }, list, signature }).remove).toEqual([]);
  });

  test("stays where nobody knows its image", () => {
    expect(plan({ list: { age: 9, tags: [listOf("image")], children: ["signature"] }, signature }).remove).toEqual([]);
  });

  test("stays with another tag", () => {
    const list: Stored = { age: 9, tags: [listOf("image"), "mine"], children: ["signature"] };
    expect(plan({ image: { age: 9 }, list, signature }).remove).toEqual(["image"]);
  });
});
