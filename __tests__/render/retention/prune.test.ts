import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import type { RetentionUnit } from "../../../src/core/retention/facts.ts";
import { pruneJson } from "../../../src/core/retention/prune-document.ts";
import { hasFailed, type PrunedTag, type PruneReport } from "../../../src/core/retention/pruned.ts";
import { pruneMarkdown } from "../../../src/render/retention/prune-markdown.ts";
import { pruneTable } from "../../../src/render/retention/prune-table.ts";
import { bytesOf } from "../../../src/render/text/markdown.ts";
import { jsonSchemas } from "../../../tools/json-schemas.ts";
import { day, factsOf, planAll, policyOf, published } from "../../support/retention/facts.ts";
import { makeUnit } from "../../support/units.ts";

const weekly = (weeks: number): string[] =>
  Array.from({ length: weeks }, (_, week) =>
    new Date(Date.UTC(2026, 10, 23, 6, 17) - 7 * week * day).toISOString().slice(0, 16).replaceAll(/[-:]/g, "").replace("T", "-"),
  );

const units = [published(weekly(20)), published(weekly(4), {}, makeUnit("xcache:release"))];
const planOf = (of: readonly RetentionUnit[], max = 1000) => planAll(factsOf(of), policyOf({ all: 90 * day }, of, { max }));
const plan = planOf(units);
const dry: PruneReport = { plan, unknown: [], unread: [], untagged: [], notes: [] };
const tags = plan.units.flatMap(({ unit, publications }) =>
  publications.flatMap(({ keep, stamp, tags: own }) =>
    keep.length > 0 ? [] : own.map((tag): PrunedTag => ({ ...tag, unit, stamp, outcome: "removed" })),
  ),
);

test("the table says of each publication whether it stays, and why", () => {
  expect(pruneTable(dry)).toEqual([
    "Would remove 7 publications of 1 image",
    "",
    "squid:release · keeps 13 of 20 publications · would remove 7: 20260713-0617 … 20260824-0617 (over 90 days)",
    expect.stringMatching(/^ {2}keeps {2}20261123-0617 {21}.*newest/),
    expect.stringMatching(/^ {9}20261116-0617 {21}.*previous image/),
    expect.stringMatching(/^ {9}20261109-0617 … 20260831-0617 \(11\) {2}within 90 days$/),
    "",
    expect.stringMatching(/^xcache:release · keeps all 4 publications$/),
    expect.anything(),
    expect.anything(),
    expect.anything(),
  ]);
});

test("a refused image is in the headline, with what it would lose, and why", () => {
  const few = [published(weekly(20)), published(weekly(4), {}, makeUnit("xcache:release"))];
  const refused = planAll(factsOf(few), policyOf({ all: 30 * day }, few), { accept: false });
  const lines = pruneTable({ ...dry, plan: refused });
  expect(lines[0]).toBe("Nothing was removed · 1 image refused: more than half of its publications would go");
  expect(lines[2]).toBe(
    "squid:release · keeps all 20 publications · 15 of 20 publications would go, more than half · it would lose 20260713-0617 … 20261019-0617 (over 30 days)",
  );
});

test("a row names two reasons of a kind, and counts the others", () => {
  const [first, ...others] = plan.units[0]?.publications ?? [];
  if (!first) throw new TypeError("no publications");
  const pinned = ["a", "b", "c", "d"].map((file) => ({ kind: "pinned" as const, text: `pinned by osg/k8s ${file}.yaml:1` }));
  const keep = [...pinned, { kind: "weekly" as const, text: "newest of its week" }];
  const of = (publications: typeof others) => ({ ...plan, units: [{ unit: "squid:release", publications }] });
  const why = "pinned by osg/k8s a.yaml:1, osg/k8s b.yaml:1 … and 2 more, newest of";
  expect(pruneTable({ ...dry, plan: of([{ ...first, keep }]) }).at(-1)).toMatch(new RegExp(`${why} its week$`));
  expect(pruneTable({ ...dry, plan: of([first, first].map((one) => ({ ...one, keep }))) }).at(-1)).toMatch(
    new RegExp(`${why} their week$`),
  );
});

test("reasons why publications go are told apart, although they have commas", () => {
  const [unit] = plan.units;
  if (!unit) throw new TypeError("no unit");
  const [newest, ...others] = unit.publications;
  if (!newest) throw new TypeError("no publications");
  const going = others.slice(-3).map((one, index) => ({
    ...one,
    keep: [],
    beyond: index === 0 ? "over 90 days, rolled back" : "over 90 days, not the newest of its month",
  }));
  expect(pruneTable({ ...dry, plan: { ...plan, units: [{ unit: unit.unit, publications: [newest, ...going] }] } })[2]).toMatch(
    / \(2 over 90 days, not the newest of their month; 1 over 90 days, rolled back\)$/,
  );
});

test("an image without rules is one line, although its newest publication has other reasons, too", () => {
  const lines = pruneTable({ ...dry, plan: planAll(factsOf(units), policyOf({ all: 90 * day }, units.slice(0, 1))) });
  expect(lines.join("\n")).not.toContain("xcache:release ·");
  expect(lines.at(-1)).toBe("no rules, so everything stays: xcache:release");
});

test("an image without publications has rules all the same; where something could not be read, it may have publications", () => {
  const none = { ...plan, units: [...plan.units.slice(1), { unit: "squid:release", publications: [] }] };
  expect(pruneTable({ ...dry, plan: none }).at(-1)).toBe("no publications: squid:release");
  const unknown = ["Could not read the tags of one.example.org/osg/squid: it is down."];
  expect(pruneTable({ ...dry, plan: none, unknown }).at(-1)).toBe("found no publications: squid:release");
  expect(pruneTable({ ...dry, plan: none, unknown }).join()).not.toContain("no rules");
});

test("a real run tells what went, what stays for now, and what failed", () => {
  const [first, second, ...others] = tags;
  if (!first || !second) throw new TypeError("no tags");
  const done: PrunedTag[] = [
    { ...first, outcome: "kept", reason: "immutable by a rule of hub.example.org." },
    { ...second, outcome: "failed", reason: "it is down" },
    ...others,
  ];
  const report = { ...dry, done: { tags: done, images: [], lost: [] } };
  const lines = pruneTable(report).join("\n");
  expect(lines).toMatch(/^Removed 5 publications of 1 image$/m);
  expect(lines).toMatch(/^ {2}keeps \d+-0617: immutable by a rule of hub\.example\.org$/m);
  expect(lines).toMatch(/^ {2}could not remove \d+-0617: it is down$/m);
  expect(hasFailed(report)).toBe(true);
  expect(hasFailed({ ...dry, done: { tags: done.slice(0, 1), images: [], lost: [] } })).toBe(false);
});

describe("the summary", () => {
  test("has a fold for each unit, and its publications by reason", () => {
    const markdown = pruneMarkdown(dry, undefined);
    expect(markdown).toMatch(/^### Dry run: Would remove 7 publications of 1 image\n/);
    expect(markdown).toContain("<details><summary><b>squid:release</b> · keeps 13 of 20 publications");
    expect(markdown).toContain("| <code>20261109-0617 … 20260831-0617 (11)</code> | within 90 days |");
  });

  test("stays below the limit, and leaves out units that lose nothing first", () => {
    const many = Array.from({ length: 400 }, (_, index) =>
      published(weekly(index % 2 === 0 ? 20 : 4), {}, makeUnit(`app${index}:release`)),
    );
    const report = { ...dry, plan: planOf(many) };
    const markdown = pruneMarkdown(report, undefined, 100_000);
    expect(bytesOf(markdown)).toBeLessThanOrEqual(100_000);
    expect(markdown).toContain("<b>app398:release</b>");
    expect(markdown).not.toContain("<b>app399:release</b>");
    expect(markdown).toContain("Shortened to GitHub's limit");
  });

  test("no text of others becomes markup", () => {
    const unknown = ["Could not read <img src=x> @octo [a](b)."];
    expect(pruneMarkdown({ ...dry, unknown }, undefined)).not.toMatch(/<img|\[a\]\(b\)| @octo/);
  });
});

test.each([dry, { ...dry, done: { tags, images: [], lost: [] } }])("the JSON is what its schema says", (report) => {
  const { text = "" } = jsonSchemas().find(({ file }) => file.includes("prune")) ?? {};
  const valid = new Ajv().compile(JSON.parse(text) as object);
  const json = JSON.parse(pruneJson(report)) as { units: { publications: { action: string; tags: { outcome?: string }[] }[] }[] };
  expect([valid(json), valid.errors]).toEqual([true, null]);
  const actions = json.units.flatMap(({ publications }) => publications.map(({ action }) => action));
  expect(actions.filter((action) => action === "remove")).toHaveLength(7);
});

test("what is left for later runs says so", () => {
  const few = planOf([published(weekly(20))], 3);
  const lines = pruneTable({ ...dry, plan: few });
  expect(lines).toContainEqual(
    expect.stringMatching(/keeps 17 of 20 publications · would remove 3: .* · 4 more in the next runs, because of `max`$/),
  );
});
