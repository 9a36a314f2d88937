import { describe, expect, test } from "@jest/globals";
import { couldGive, isRecorded } from "../../../src/core/tags/alias-pattern.ts";
import { type AliasFacts, evaluate, givenBefore } from "../../../src/core/tags/given-alias.ts";
import { makeUnit, timestamp } from "../../support/units.ts";

const monday = timestamp("20261123-0617");
const commit = "4be1c0ffee12".padEnd(40, "0");
const labels = [{ platform: "linux/amd64", labels: { version: "7.2" } }];
const unitOf = (...patterns: string[]) =>
  makeUnit("app:release", { evaluatedAliases: patterns.map((pattern) => ({ pattern, timestamps: false })) });
const texts = (pattern: string, facts: Partial<AliasFacts> = {}) => {
  const { given, faults } = evaluate(unitOf(pattern), { commit, ...facts }, monday);
  return [...given.map(({ text }) => text), ...faults];
};

test.each<[string, Partial<AliasFacts>, string]>([
  ["sha-{sha}", {}, "sha-4be1c0ffee12"],
  ["sha-{sha:7}", {}, "sha-4be1c0f"],
  ["{sha:40}", {}, commit],
  ["{date}", {}, "20261123"],
  ["{major}.{minor}", { version: "1.4.2" }, "1.4"],
  ["{version}", { version: "1.5.0-rc.1" }, "1.5.0-rc.1"],
  ["{major}-{patch}", { version: "1.5.3-rc.1" }, "1-3"],
  ["{label:version}", { labels }, "7.2"],
  ["{label:version}-{sha}", {}, "{label:version}-4be1c0ffee12"],
  ["{version}", {}, 'alias "{version}" needs {version}, which only streams from git tags have (`from: { tag: … }`)'],
  ["{label:x}", { labels }, 'alias "{label:x}" needs the label x, which the image does not have'],
  ["{label:x}", { labels: [] }, 'alias "{label:x}" needs the label x, which the image does not have'],
  [
    "{label:x}",
    {
      labels: [
        { platform: "linux/amd64", labels: { x: "1" } },
        { platform: "linux/arm64", labels: { x: "2" } },
      ],
    },
    'alias "{label:x}" needs the label x, which differs between platforms: "1" on linux/amd64, "2" on linux/arm64',
  ],
  [
    "{label:x}",
    {
      labels: [
        { platform: "linux/amd64", labels: { x: "1" } },
        { platform: "linux/arm64", labels: {} },
      ],
    },
    'alias "{label:x}" needs the label x, which differs between platforms: "1" on linux/amd64, null on linux/arm64',
  ],
])("%s of %j", (pattern, facts, expected) => {
  expect(texts(pattern, facts)).toEqual([expected]);
});

test("a value has its text in the unit, also under the name of a version", () => {
  const evaluatedAliases = [
    { pattern: "{version}-{squid.major}", timestamps: false, values: { version: "6.1-el9", "squid.major": "6" } },
  ];
  const { given } = evaluate(makeUnit("app:release", { evaluatedAliases }), { commit }, monday);
  expect(given).toEqual([{ text: "6.1-el9-6", timestamps: false, recorded: true }]);
});

test("each text once, and not what the unit has anyway", () => {
  const unit = {
    ...unitOf("{major}", "{label:version}", "{date}", "release-{label:none}"),
    aliases: [{ tag: "20261123", timestamps: false }],
  };
  const same = [{ platform: "linux/amd64", labels: { version: "1", none: "x" } }];
  const { given } = evaluate(unit, { commit, version: "1.4.2", labels: same }, monday);
  expect(given.map(({ text, recorded }) => [text, recorded])).toEqual([
    ["1", true],
    ["release-x", false],
  ]);
});

describe("what an earlier publication gave", () => {
  test("its marks, as far as an alias could give them; its day; the labels of its image", () => {
    const unit = unitOf("sha-{sha}", "{date}", "v{label:version}", "{label:gone}");
    const given = givenBefore(unit, ["sha-000000000000", "sha-latest", "other"], labels, monday);
    expect(given.map(({ text }) => text)).toEqual(["sha-000000000000", "20261123", "v7.2"]);
  });

  test("a mark tells a label's text, too", () => {
    const given = givenBefore(unitOf("{label:version}-{sha}"), ["7.1-000000000000"], labels, monday);
    expect(given.map(({ text }) => text)).toEqual(["7.1-000000000000"]);
  });
});

test.each([
  ["sha-{sha}", true],
  ["sha-{sha:7}", true],
  ["{version}", true],
  ["{squid.major}", true],
  ["{date}", false],
  ["{label:version}", false],
  ["{date}-{label:version}", false],
  ["{date}-{sha}", true],
])("whether a publication records %s: %s", (pattern, recorded) => {
  expect(isRecorded(pattern)).toBe(recorded);
});

test.each([
  ["sha-{sha}", "sha-4be1c0ffee12", true],
  ["sha-{sha}", "sha-4be1c0ffee1", false],
  ["sha.{sha}", "sha-4be1c0ffee12", false],
  ["sha-{sha:7}", "sha-4be1c0f", true],
  ["sha-{sha:7}", "sha-4be1c0ffee12", false],
  ["{major}.{minor}", "1.4", true],
  ["{major}.{minor}", "1.4.2", false],
  ["{version}", "1.4.2-rc.1", true],
  ["{version}", "latest", false],
  ["el9-{label:x}", "el9-1.4", true],
  ["el9-{label:x}", "el10-1.4", false],
  ["el9-{label:x.y}", "el9-{label:x.y}", true],
  ["{squid}", "6.1_2", true],
])("%s could give %s: %s", (pattern, text, could) => {
  expect(couldGive({ pattern, timestamps: false }, text)).toBe(could);
});
