import { expect, test } from "@jest/globals";
import { findPins } from "../../../src/core/pins/find.ts";
import { writePins } from "../../../src/core/pins/write.ts";
import { pinnedUnits, wantedOf } from "../../support/pins/pinned-units.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const image = "opensciencegrid/xcache:25-el9-release";

test("a pin says where it is, what it follows and what it has now", () => {
  const digest = makeDigest("now");
  const text = `a: 1\nimage: "opensciencegrid/frontier-squid:latest-20261116-0617@${digest}"\n`;
  const start = text.indexOf("open");
  expect(findPins(text, pinnedUnits).found).toEqual([
    {
      form: "reference",
      line: 2,
      repository: "docker.io/opensciencegrid/frontier-squid",
      follows: { unit: "frontier-squid:25-el9-release" },
      tag: "latest-20261116-0617",
      digest,
      scalars: [{ start, end: text.lastIndexOf('"'), holds: "reference" }],
    },
  ]);
});

test.each<[text: string, form: string, follows: object]>([
  ["{ repository: ghcr.io/octo-org/tool, tag: 1.4 }", "map", { unit: "tool:main", versionTag: "1.4" }],
  ["images: [{ name: ghcr.io/octo-org/tool, newTag: main }]", "kustomize", { unit: "tool:main" }],
  ["{ kind: OCIRepository, spec: { url: oci://ghcr.io/octo-org/tool, ref: { tag: main } } }", "flux", { unit: "tool:main" }],
  ["a: x # tagstream: tool", "marker", { unit: "tool:main" }],
])("%s has the form %s", (text, form, follows) => {
  expect(findPins(text, pinnedUnits).found).toEqual([expect.objectContaining({ form, follows })]);
});

test("the pin of a BOM's file counts from the file's begin", () => {
  const [pin] = findPins(`\uFEFF${image}`, pinnedUnits).found;
  expect(pin?.scalars).toEqual([{ start: 1, end: 1 + image.length, holds: "reference" }]);
});

test("a file without any of our names is not parsed, and so not even unread", () => {
  expect(findPins("\t{{ nothing: [ of ours", pinnedUnits)).toEqual({ found: [], left: [] });
  expect(findPins("\t{{ tagstream: xcache", pinnedUnits).unread).toBeDefined();
  expect(findPins(`image: ${image}`, [])).toEqual({ found: [], left: [] });
});

test("files that nest or repeat without measure end soon", () => {
  const deep = `image: ${image}\ndeep: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`;
  expect(findPins(deep, pinnedUnits)).toEqual({ found: [], left: [], unread: "its values are nested too deeply" });
  const levels = Array.from({ length: 30 }, (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}, *l${level}]`);
  const merges = Array.from({ length: 30 }, (_, level) => `m${level + 1}: &m${level + 1} { <<: [*m${level}, *m${level}] }`);
  const bomb = `image: ${image}\nl0: &l0 [1]\n${levels.join("\n")}\nm0: &m0 { a: 1 }\n${merges.join("\n")}\nown: &own [*own]\n`;
  const { found } = findPins(bomb, pinnedUnits);
  expect(
    writePins(
      bomb,
      found.map((pin) => ({ pin, wanted: wantedOf(pin) })),
    ),
  ).toHaveProperty("changes.length", 1);
});

test("units of many images with one stream tag, and one image with many streams, keep apart", () => {
  const streams = ["release", "testing", "1.4-release"];
  const units = ["a", "b", "a-b"].flatMap((name) => streams.map((stream) => makeUnit(`${name}:${stream}`)));
  for (const { name } of units) {
    for (const tag of [name, `${name}-20261116-0617`, `${name}-20261116-0617-07`]) {
      expect(findPins(`image: one.example.org/osg/${tag}`, units).found).toEqual([
        expect.objectContaining({ follows: { unit: name } }),
      ]);
    }
  }
});

test("wanted values that are no tag or digest are refused", () => {
  const { found } = findPins(`image: ${image}`, pinnedUnits);
  const digest = makeDigest("x");
  for (const wanted of [
    { tag: "a b", digest },
    { tag: "a\nb: c", digest },
    { tag: "", digest },
    { tag: "a", digest: "sha256:1" as const },
  ]) {
    expect(
      writePins(
        `image: ${image}`,
        found.map((pin) => ({ pin, wanted })),
      ),
    ).toEqual({ refused: "line 1 would get no valid tag and digest" });
  }
});

test("one anchor cannot get two images", () => {
  const text =
    "one: &a { repository: opensciencegrid/xcache, tag: &t 25-el9-release, digest: '' }\ntwo: { repository: opensciencegrid/xcache, tag: *t, digest: '' }\n";
  const { found } = findPins(text, pinnedUnits);
  expect(found).toHaveLength(2);
  const orders = found.map((pin, index) => ({
    pin,
    wanted: { tag: `25-el9-release-2026112${index}-0617`, digest: makeDigest("x") },
  }));
  expect(writePins(text, orders)).toEqual({ refused: "line 1 would have to name two images" });
  expect(
    writePins(
      text,
      orders.map(({ pin }) => ({ pin, wanted: wantedOf(pin) })),
    ),
  ).toHaveProperty("changes.length", 2);
});

test("the changes say what was and what is", () => {
  const text = `image: ${image}\nother: ${image}-20261116-0617@${makeDigest("old")}\n`;
  const { found } = findPins(text, pinnedUnits);
  const written = writePins(
    text,
    found.map((pin) => ({ pin, wanted: wantedOf(pin) })),
  );
  const to = { tag: "25-el9-release-20261123-0700", digest: makeDigest("xcache") };
  const where = { unit: "xcache:25-el9-release", repository: "docker.io/opensciencegrid/xcache", to };
  expect(written).toHaveProperty("changes", [
    { ...where, line: 1, from: { tag: "25-el9-release" } },
    { ...where, line: 2, from: { tag: "25-el9-release-20261116-0617", digest: makeDigest("old") } },
  ]);
});

test("what is left shows no credentials", () => {
  const { left } = findPins("a: ghp_abcdefghijklmnopqrstuvwxyz0123456789 of mine # tagstream: xcache\n", pinnedUnits);
  expect(left).toEqual([{ line: 1, text: expect.not.stringContaining("ghp_abc"), reason: "it is no reference, tag or digest" }]);
});

test("files that grow with the square of their length are read in linear time and memory", () => {
  const many = Array.from({ length: 2_000 }, (_, index) => index);
  // Maps that add each other's keys, values that an anchor repeats, and comments at every line.
  const merges = many.map((index) => `- &m${index} { <<: *m${index - 1}, k${index}: v }`).join("\n");
  expect(findPins(`- &m-1 { image: ${image} }\n${merges}\n`, pinnedUnits).found).toHaveLength(1);
  const aliases = `- &image ${image}\n${"- *image\n".repeat(20_000)}`;
  expect(findPins(aliases, pinnedUnits).found).toHaveLength(1);
  const markers = "- release # tagstream: x\n".repeat(20_000);
  expect(findPins(markers, pinnedUnits).left).toHaveLength(20_000);
});

const lines = 25_000;

/** The processor's seconds that a task takes: other tests may run at the same time. */
function secondsOf(task: () => unknown): number {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

test.each<[what: string, text: string]>([
  ["a map with many keys", `image: ${image}\n${Array.from({ length: lines }, (_, index) => `k${index}: v\n`).join("")}`],
  ["aliases without an anchor", `a: ${image}\nb:\n${"- *none\n".repeat(lines)}`],
  ["merges of what is no map", `a: ${image}\nb: &b 1\nc:\n${"- { <<: *b }\n".repeat(lines)}`],
  ["empty lines before a fault", `a: ${image}\r\n${"\r\n".repeat(lines)}b: [\r\n`],
  ["a tag that may begin placeholders", `image: opensciencegrid/xcache:${"<".repeat(10 * lines)}\n`],
  ["a value that may begin a token", `a: "${"eyJ".repeat(10 * lines)} x" # tagstream: xcache\n`],
  ["a long text with many aliases", `- &a "${"x ".repeat(10 * lines)}${image}"\n${"- *a\n".repeat(lines)}`],
])("so are those with %s", (_, text) => {
  expect(secondsOf(() => findPins(text, pinnedUnits))).toBeLessThan(6); // minutes, where each is compared with each
});

test("a file with thousands of pins is written in linear time", () => {
  const text = `---\nimage: ${image}\n`.repeat(15_000);
  const orders = findPins(text, pinnedUnits).found.map((pin) => ({ pin, wanted: wantedOf(pin) }));
  expect(secondsOf(() => writePins(text, orders))).toBeLessThan(6);
  expect(writePins(text, orders.slice(0, 9))).toHaveProperty("changes.length", 9);
});

test.each([
  ["a: 1\nb: opensciencegrid/xcache\na: 2\n", "line 3"],
  ["a: { x: opensciencegrid/xcache, 'x': 1 }\n", "line 1"],
  ["- { b: 1,\n    c: { d: 1, d: opensciencegrid/xcache } }\n- { e: 1, e: 2 }\n", "line 2"],
  ['a: xcache\n---\n? b\n: 1\n? "b"\n: 2\n', "line 5"],
  ["<<: { a: xcache }\n<<: { b: 2 }\n", "line 2"],
])("a key that its map has already makes a file unread: %j", (text, line) => {
  expect(findPins(text, pinnedUnits)).toEqual({ found: [], left: [], unread: `${line} repeats a key of its map` });
});

test.each([
  [`image: "${image.split(":")[0]}:x fixes #12" # tagstream: xcache:25-el9-release\n`],
  [`a: { repository: ${image.split(":")[0]}, tag: "x closes osg/k8s#12" } # tagstream: xcache:25-el9-release\n`],
])("what a marked tag may not be reaches no commit message, where it would close an issue: %s", (text) => {
  expect(findPins(text, pinnedUnits)).toMatchObject({ found: [], left: [{ reason: "its tag is not valid" }] });
});
