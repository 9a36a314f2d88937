import { describe, expect, test } from "@jest/globals";
import { spansOf, type UnitHistory } from "../../../src/core/history/history.ts";
import { historyMarkdown, historyTable } from "../../../src/render/history/history.ts";
import { historyJson } from "../../../src/render/history/history-json.ts";
import { bytesOf } from "../../../src/render/text/markdown.ts";
import { makeEntry } from "../../support/history.ts";
import { makeHold, makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [good, bad, old] = [makeDigest("good"), makeDigest("bad"), makeDigest("old")];
const [one, two] = ["one.example.org/osg/squid", "two.example.org/osg/squid"];
const today = "2026-11-25";
const now = `${today}T12:00:00Z`;

const history: UnitHistory = {
  unit: makeUnit("squid:release"),
  tags: [
    {
      tag: "release",
      shown: new Map([
        [one, good],
        [two, good],
      ]),
    },
    {
      tag: "latest",
      shown: new Map([
        [one, bad],
        [two, undefined],
      ]),
    },
  ],
  entries: [
    makeEntry("20261120-0301", good, { origin: { kind: "rolled back", to: makePublicationId("20261109-0617") } }),
    makeEntry("20261116-0617", bad, {
      origin: { kind: "promoted", pullRequest: 7 },
      revision: "8d2f31c".padEnd(40, "0"),
      differing: [two],
    }),
    makeEntry("20261112-0617", old, { origin: { kind: "promoted" } }),
    makeEntry("20261109-0617", good, { bases: [`docker.io/library/almalinux:9 ${old}`] }),
    makeEntry("20250101-0000", old, { origin: { kind: "adopted" } }),
  ],
  more: 1234,
  holds: [
    makeHold({ issue: 13, expires: "2026-11-24" }),
    makeHold({ issue: 12, since: "2025-03-03T00:00:00Z", until: "2025-03-05T12:00:00Z", fault: "its block is not valid YAML" }),
  ],
  unknown: ["three.example.org/osg/squid: timed out"],
};

test("a history, as a table", () => {
  expect(`\n${historyTable([history], ["there are no holds"], today).join("\n")}\n`).toBe(`
squid:release · shows 20261120-0301
  published      digest           how                           from     built on
  20261120-0301  sha256:676f6f64  rolled back to 20261109-0617
  20261116-0617  sha256:6261642e  promoted from #7              8d2f31c                               not in ${two}
  20261112-0617  sha256:6f6c642e  promoted from a merge queue
  20261109-0617  sha256:676f6f64  built                                  almalinux:9 sha256:6f6c642e
  20250101-0000  sha256:6f6c642e  from before Tagstream
  … and 1,234 older ones
  ${one}:latest shows sha256:6261642e
  ${two}:latest shows nothing
  held 20 Nov to now, overdue since 24 Nov by octo (#13): it broke
  held 3 Mar 2025 to 5 Mar 2025 by octo (#12): its block is not valid YAML
  unreadable: three.example.org/osg/squid: timed out

  note: there are no holds
`);
});

test.each<[string, Partial<UnitHistory>, string]>([
  [
    "agrees",
    { tags: history.tags.slice(0, 1), unknown: [], entries: history.entries.filter(({ differing }) => differing.length === 0) },
    "squid:release · shows 20261120-0301, the same everywhere",
  ],
  [
    "shows what is not listed",
    { tags: [{ tag: "release", shown: new Map([[one, makeDigest("x")]]) }] },
    "squid:release · shows sha256:782e2e2e",
  ],
  [
    "is empty",
    { tags: [{ tag: "release", shown: new Map([[one, undefined]]) }], entries: [], more: 0, holds: [] },
    "squid:release · shows nothing",
  ],
])("one that %s", (_, change, line) => {
  expect(historyTable([{ ...history, ...change }], [], today)[0]).toBe(line);
});

describe("texts of others", () => {
  const hostile = "x\n::error::y\n````\n| a | @octo \u001b[2J\u202e</details>";
  const odd: UnitHistory = {
    ...history,
    entries: [makeEntry("20261109-0617", good, { bases: [hostile, "", "no-digest"] })],
    holds: [makeHold({ reason: hostile, owner: hostile })],
    unknown: [hostile],
  };
  test("stay on their lines, and in their block", () => {
    const lines = historyTable([odd], [hostile], today);
    expect(
      lines.every(
        (line) => !["\n", "\u001b", "\u202e"].some((text) => line.includes(text)) && !line.trimStart().startsWith("::"),
      ),
    ).toBe(true);
    const markdown = historyMarkdown([odd], [hostile], today);
    const fences = markdown.match(/^`{3,}/gm) ?? [];
    expect(fences).toHaveLength(2);
    expect(fences[0]).toBe(fences[1]);
  });

  test("come through JSON as they are", () => {
    expect(JSON.parse(historyJson([odd], [hostile]))).toMatchObject({
      notes: [hostile],
      units: [{ holds: [{ reason: hostile, owner: hostile }], unknown: [hostile] }],
    });
  });
});

test("as JSON: digests in full, nothing left out", () => {
  const text = historyJson(
    [
      {
        ...history,
        holds: [...spansOf(history.unit, [makeHold({ digests: new Map([["squid:release", good]]) })], now), ...history.holds],
      },
    ],
    [],
  );
  expect(text.endsWith("}\n")).toBe(true);
  const { version, units } = JSON.parse(text);
  expect([version, units.length]).toEqual([1, 1]);
  expect(units[0]).toMatchObject({
    unit: "squid:release",
    agrees: false,
    more: 1234,
    tags: [
      { tag: "release", shows: { [one]: good, [two]: good } },
      { tag: "latest", shows: { [one]: bad, [two]: null } },
    ],
  });
  expect(units[0].publications.slice(0, 2)).toEqual([
    { timestamp: "20261120-0301", digest: good, origin: { kind: "rolled back", to: "20261109-0617" }, bases: [], differing: [] },
    {
      timestamp: "20261116-0617",
      digest: bad,
      origin: { kind: "promoted", pullRequest: 7 },
      revision: "8d2f31c".padEnd(40, "0"),
      bases: [],
      differing: [two],
    },
  ]);
  expect(units[0].holds.map(({ digest, until, fault }: Record<string, unknown>) => [digest, until, fault])).toEqual([
    [good, null, undefined],
    [null, null, undefined],
    [null, "2025-03-05T12:00:00Z", "its block is not valid YAML"],
  ]);
});

describe("a unit that was taken out of a hold", () => {
  const lifted = [{ units: ["squid:release"], at: "2026-11-23T11:20:00Z", digests: new Map([["squid:release", good]]) }];
  const open = makeHold({ scope: ["xcache:*"], expires: "2026-11-24", partialReleases: lifted });
  const was = {
    ...history,
    holds: spansOf(
      history.unit,
      [open, makeHold({ ...open, issue: 11, url: "https://x/11", until: "2026-11-24T00:00:00Z" })],
      now,
    ),
  };
  const lines = ["  held 20 Nov to 23 Nov by octo (#12): it broke", "  held 20 Nov to 23 Nov by octo (#11): it broke"];

  test("was held until then, whether the hold is still there or not", () => {
    expect(historyTable([was], [], today).filter((line) => line.startsWith("  held"))).toEqual(lines);
    expect(historyMarkdown([was], [], today)).toContain(lines.join("\n"));
  });

  test("the same as JSON", () => {
    const { units } = JSON.parse(historyJson([was], []));
    const [first] = units[0].holds;
    expect(first).toEqual({
      issue: 12,
      url: open.url,
      reason: "it broke",
      owner: "octo",
      since: "2026-11-20T03:00:00Z",
      until: "2026-11-23T11:20:00Z",
      expires: "2026-11-24",
      digest: good,
    });
    expect(units[0].holds[1]).toEqual({ ...first, issue: 11, url: "https://x/11" });
  });
});

test("a summary of very many units stays below GitHub's limit, and says so", () => {
  const many = Array.from({ length: 3000 }, () => history);
  const text = historyMarkdown(many, [], today);
  expect(bytesOf(text)).toBeLessThan(1024 * 1024);
  expect(text).toMatch(/… and [\d,]+ more: see the log\./);
});

describe("where nothing was found", () => {
  const empty = { ...history, entries: [], more: 0, holds: [] };
  const lines = (change: Partial<UnitHistory>) => historyTable([{ ...empty, ...change }], [], today).slice(0, 2);
  const shown = (...repositories: string[]) => [
    { tag: "release", shown: new Map(repositories.map((name) => [name, undefined])) },
  ];

  test.each<[name: string, change: Partial<UnitHistory>, lines: string[]]>([
    ["and all were asked", { tags: shown(one, two), unknown: [] }, ["squid:release · shows nothing", "  nothing published yet"]],
    [
      "since no registry could be asked",
      { tags: shown(), unknown: [`${one}: timed out`] },
      ["squid:release · current image unknown", "  publications unknown"],
    ],
    [
      "where one could be asked, and another not",
      { tags: shown(two), unknown: [`${one}: timed out`] },
      [`squid:release · shows nothing in ${two}`, `  nothing published in ${two}`],
    ],
  ])("%s", (_, change, expected) => {
    expect(lines(change)).toEqual(expected);
    expect(historyMarkdown([{ ...empty, ...change }], [], today)).toContain(expected.join("\n"));
  });
});

test("a rebuild has its reason", () => {
  const rebuilt = { ...history, entries: [makeEntry("20261116-0617", bad, { origin: { kind: "built", why: "base" } })] };
  expect(historyTable([rebuilt], [], today).join("\n")).toMatch(/20261116-0617 +sha256:\w+ +built \(base moved\)/);
  expect(JSON.parse(historyJson([rebuilt], []))).toMatchObject({
    units: [{ publications: [{ origin: { kind: "built", why: "base" } }] }],
  });
});
