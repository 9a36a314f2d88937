import { describe, expect, test } from "@jest/globals";
import type { UnitHistory } from "../../../src/core/history/history.ts";
import { historyMarkdown, historyTable } from "../../../src/render/history/history.ts";
import { historyJson } from "../../../src/render/history/history-json.ts";
import { makeFollows } from "../../support/followers.ts";
import { makeEntry } from "../../support/history.ts";
import { makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [good, bad] = [makeDigest("good"), makeDigest("bad")];
const two = "two.example.org/osg/squid";
const today = "2026-11-25";

describe("a following unit", () => {
  const yanked = {
    unit: "squid:fresh",
    stamp: makePublicationId("20261116-0617"),
    digest: good,
    by: "octo",
    at: "2026-11-24T10:00:00Z",
    reason: "leaks a key",
  };
  const followed = { kind: "followed", source: "squid:25-fresh", stamp: makePublicationId("20261116-0617") } as const;
  const follower: UnitHistory = {
    unit: makeUnit("squid:25-stable", { follows: makeFollows("squid:25-fresh") }),
    entries: [
      makeEntry("20261124-0723", bad, { origin: followed }),
      makeEntry("20261123-0723", bad, { origin: { ...followed, verifiedBy: ["octo", "mona"] } }),
      makeEntry("20261122-0723", good, {
        origin: { ...followed, advanced: { by: "octo", reason: "mends CVE-1" } },
        yanked,
        differing: [two],
      }),
    ],
    tags: [],
    more: 0,
    holds: [],
    unknown: [],
  };

  test("as a table, with what is yanked", () => {
    expect(historyTable([follower], [], today).slice(1, 5)).toEqual([
      "  published      digest           how                                                          from  built on",
      "  20261124-0723  sha256:6261642e  followed fresh 20261116-0617",
      "  20261123-0723  sha256:6261642e  followed fresh 20261116-0617, verified by octo, mona",
      `  20261122-0723  sha256:676f6f64  followed fresh 20261116-0617, advanced by octo: mends CVE-1                  yanked by octo: leaks a key; not in ${two}`,
    ]);
  });

  test("as JSON", () => {
    const [unit] = JSON.parse(historyJson([follower], [])).units;
    expect(unit.publications).toMatchObject([
      { origin: { kind: "followed", source: "squid:25-fresh", stamp: "20261116-0617" } },
      { origin: { verifiedBy: ["octo", "mona"] } },
      {
        origin: { advanced: { by: "octo", reason: "mends CVE-1" } },
        yanked: { by: "octo", at: "2026-11-24T10:00:00Z", reason: "leaks a key" },
      },
    ]);
    expect("yanked" in unit.publications[0]).toBe(false);
  });

  test("texts of people stay on their lines", () => {
    const odd = "x\n::error::y\n````\n| a | @octo \u001b[2J\u202e</details>";
    const told = makeEntry("20261124-0723", bad, {
      origin: { ...followed, verifiedBy: [odd], advanced: { by: odd, reason: odd } },
      yanked: { ...yanked, by: odd, reason: odd },
    });
    const lines = historyTable([{ ...follower, entries: [told] }], [], today);
    expect(lines.filter((line) => /[\n]|^\s*::/.test(line) || line.includes("\u001b"))).toEqual([]);
    expect(historyMarkdown([{ ...follower, entries: [told] }], [], today).match(/^`{3,}/gm)).toHaveLength(2);
  });
});
