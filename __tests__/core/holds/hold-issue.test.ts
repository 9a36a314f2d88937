import { describe, expect, test } from "@jest/globals";
import { covers } from "../../../src/core/holds/hold.ts";
import { type HoldData, holdBlock, holdTitle, readHold } from "../../../src/core/holds/hold-issue.ts";
import { fitsIssue } from "../../../src/core/lib/issue-block.ts";
import { block, full, read, yaml } from "../../support/hold-block.ts";
import { makeHoldText, makePublicationId } from "../../support/holds.ts";
import { makeDigest } from "../../support/units.ts";

const [good, better] = [makeDigest("good"), makeDigest("better")];
const data: HoldData = {
  scope: ["squid:release", "xcache:*"],
  reason: "it broke",
  owner: "octo",
  expires: "2026-11-27",
  digests: new Map([
    ["squid:release", good],
    ["xcache:release", better],
  ]),
  rollback: makePublicationId("20261120-0301-02"),
  run: "4711",
  partialReleases: [
    { units: ["xcache:9"], at: "2026-11-25T11:20:00Z", digests: new Map([["xcache:9", good]]) },
    { units: ["origin:release", "origin:1"], at: "2026-11-25T11:20:01Z", digests: new Map() },
  ],
};
const without = (...names: string[]) => Object.fromEntries(Object.entries(full).filter(([name]) => !names.includes(name)));

describe("round trip", () => {
  test("all of it", () => {
    expect(read(`Some text.\n\n${holdBlock(data)}\n\nMore.`)).toEqual({
      ...data,
      issue: 12,
      url: "https://github.example.org/osg/images/issues/12",
      since: "2026-11-20T03:00:00Z",
    });
  });

  test("a plain hold, lifted since", () => {
    const { rollback: _, run: _r, partialReleases: _l, ...plain } = data;
    const hold = readHold(
      makeHoldText(holdBlock({ ...plain, digests: new Map() }), { closedAt: "2026-11-21T00:00:00Z", author: "octo" }),
    );
    expect(hold).toMatchObject({ until: "2026-11-21T00:00:00Z", digests: new Map() });
    expect(hold).not.toHaveProperty("rollback");
    expect(hold).not.toHaveProperty("fault");
    expect(hold).not.toHaveProperty("partialReleases");
  });

  test("without anything lifted, the block has no word of it", () => {
    expect(holdBlock({ ...data, partialReleases: [] })).not.toContain("lifted");
  });

  test.each([
    ["nothing", ""],
    ["backticks", "`a` ``b`` ```"],
    ["a fence that would end the block", `${"x".repeat(80)}\n\`\`\`\nunits: ["*:*"]\n\`\`\`yaml tagstream-hold\nunits: []`],
    ["tildes", "~~~\n~~~yaml tagstream-hold"],
    ["line ends of all kinds", `${"a".repeat(60)}\n\n\nb\r\nc\rd \n e\t\n`],
    ["the end of a comment", "--> <!-- tagstream: hold -->"],
    ["quotes and backslashes", `"'\\" \\n \\u0000 %`],
    ["what YAML would read", "yes: {a: [b]} # c & *d !e | > %YAML 1.1\n---\n..."],
    ["emoji and other scripts", "💥 сломалось 坏了 \u{1f469}\u200d\u{1f680}"],
    ["control characters", "\u0000\u0007\u001b[31m\u0085\u2028\u2029\ufeff\u202e"],
    ["half a character", "a\ud800b"],
    ["a long line", "word ".repeat(2000)],
    ["spaces at its ends", "  a  "],
    ["a number", "12"],
    ["a day", "2026-11-27"],
    ["null", "null"],
  ])("a reason with %s", (_, reason) => {
    const body = holdBlock({ ...data, reason });
    expect(read(body)).toMatchObject({ reason, scope: data.scope, digests: data.digests });
    expect(read(body)).not.toHaveProperty("fault");
    expect(read(body.replaceAll("\n", "\r\n"))).toEqual(read(body));
  });

  test("more units than ever, with the longest names", () => {
    const scope = [`${"i".repeat(250)}:${"t".repeat(110)}`, ...Array.from({ length: 2500 }, (_, n) => `i${n}:*`)];
    const hold = read(holdBlock({ ...data, scope }));
    expect(hold.scope).toEqual(scope);
    expect(hold).not.toHaveProperty("fault");
  });

  test("GitHub's limit", () => {
    expect([fitsIssue("x".repeat(65_536)), fitsIssue("x".repeat(65_537))]).toEqual([true, false]);
  });
});

describe("what people may leave out or write by hand", () => {
  test.each<[string, object, object]>([
    ["version", without("version"), {}],
    ["owner: then it is the author", without("owner"), { owner: "github-actions[bot]" }],
    ["rollback and run", without("rollback", "run"), { digests: new Map([["squid:release", good]]) }],
    ["digests", without("digests"), { digests: new Map() }],
    ["a run as a number", { ...full, run: 4711 }, { run: "4711" }],
    ["keys of their own", { ...full, ticket: "OPS-1", constructor: 1 }, {}],
    ["spaces around a glob", { ...full, units: [" squid:release "] }, { scope: ["squid:release"] }],
  ])("%s", (_, of, expected) => {
    const hold = read(block(of));
    expect(hold).toMatchObject({ scope: full["units"], ...expected });
    expect(hold).not.toHaveProperty("fault");
  });

  test("a block as a person would type it", () => {
    const body = yaml("units: [squid:release]", "reason: it's broken # really", "expires: 2026-11-27", "owner: octo");
    expect(read(`\n${body.replaceAll("```", "~~~~")}\n`)).toMatchObject({ scope: ["squid:release"], reason: "it's broken" });
    expect(read(body)).not.toHaveProperty("fault");
  });
});

describe("a fault: named, and then the title counts, too", () => {
  const wrong: Record<string, unknown[]> = {
    version: [2, "1", null],
    units: [undefined, [], null, "squid:release", [1], [""], ["  "], [["a"]], { a: 1 }, ["a".repeat(401)]],
    reason: [undefined, null, 5, ["x"], {}],
    owner: [null, 5, "", "o".repeat(101)],
    expires: [undefined, null, "", "tomorrow", "2026-02-30", "7d", 20261127, "2026-11-27T00:00:00Z"],
    rollback: [null, "yesterday", "20261120-2460", "20261120-0301-00", "20261120-0301-100", 20261320, 2026],
    run: [null, [], {}, true],
    digests: [null, [good], "x", { "squid:release": "sha256:abc" }, { "squid:release": null }, { a: good, b: [] }],
  };
  const cases = Object.entries(wrong).flatMap(([name, values]) => values.map((value) => [name, value] as const));
  test.each(cases)("%s: %j", (name, value) => {
    const hold = read(block({ ...full, [name]: value }));
    expect(hold.fault).toBe(`\`${name}\` is ${value === undefined ? "missing" : "invalid"}`);
    for (const unit of ["squid:release", "xcache:9"]) expect(covers(hold, { name: unit })).toBe(true);
    expect(hold.scope.length).toBe(new Set(hold.scope).size);
    // What can be read counts all the same.
    if (name !== "digests") expect(hold.digests.get("squid:release")).toBe(good);
    if (name !== "rollback") expect(hold.rollback).toEqual(makePublicationId("20261120-0301-02"));
  });

  test("all faults at once", () => {
    expect(read(block({ units: 1, expires: 1 })).fault).toBe("`units` is invalid, `reason` is missing, `expires` is invalid");
  });

  test.each([
    ["an empty body", "", "no `yaml tagstream-hold` block"],
    ["prose", "Please hold this.", "no `yaml tagstream-hold` block"],
    ["a block of another name", "```yaml\nunits: [a]\n```", "no `yaml tagstream-hold` block"],
    ["a quoted block", block(full).replaceAll(/^/gm, "> "), "no `yaml tagstream-hold` block"],
    ["two blocks", `${block(full)}\n${block(full)}`, "more than one `yaml tagstream-hold` block"],
    ["a second one that never ends", `${block(full)}\n\`\`\`yaml tagstream-hold`, "more than one `yaml tagstream-hold` block"],
    ["an empty block", yaml(), "not a map"],
    ["a list", yaml("- a"), "not a map"],
    ["a text", yaml("a"), "not a map"],
    ["a set", yaml("%YAML 1.1", "---", "!!set {units, reason}"), "`units` is missing"],
    ["bytes", yaml("%YAML 1.1", "---", "!!binary aGVsbG8="), "`units` is missing"],
    ["a broken line", yaml("units: [a", "reason: b"), "not valid YAML"],
    ["a tab as indentation", yaml("units:", "\t- a"), "not valid YAML"],
    ["a key twice", yaml("units: [a]", "units: [b]"), "not valid YAML"],
    ["two documents", yaml("units: [a]", "---", "units: [b]"), "not valid YAML"],
    ["an alias", yaml("units: &a [x]", "digests: *a"), "not a map"],
    ["an alias of nothing", yaml("units: *a"), "not a map"],
    ["an alias of itself", yaml("units: &a [*a]"), "not a map"],
  ])("%s", (_, body, fault) => {
    const hold = read(body);
    expect(hold.fault).toContain(fault);
    expect(hold.scope).toEqual(expect.arrayContaining(["squid:release", "xcache:*"]));
  });

  test("a block that never ends goes to the body's end", () => {
    const open = block(full).replace(/\n```$/, "");
    expect(read(open)).not.toHaveProperty("fault");
    expect(read(`${open}\n\nThanks,\nocto`).fault).toBe("its block is not valid YAML");
  });

  test("an anchor and a tag that nothing makes use of change nothing", () => {
    const lines = ["units: &a [squid:release]", "reason: !!str x", "expires: !unknown 2026-11-27"];
    expect(read(yaml(...lines))).toMatchObject({ scope: ["squid:release"], reason: "x", expires: "2026-11-27" });
  });

  test("names that every object has are but names", () => {
    const body = yaml(
      "units: [squid:release]",
      "reason: x",
      "expires: 2026-11-27",
      "__proto__: {rollback: 20261120-0301, version: 9}",
      "constructor: {units: []}",
      "digests:",
      `  __proto__: ${good}`,
      `  constructor: ${good}`,
      `  squid:release: ${good}`,
    );
    const hold = read(body);
    expect(hold).not.toHaveProperty("fault");
    expect(hold).not.toHaveProperty("rollback");
    expect(hold.digests.get("squid:release")).toBe(good);
    expect(({} as Record<string, unknown>)["rollback"]).toBeUndefined();
  });
});

test.each([
  ["lists in lists", "[".repeat(65_000)],
  ["lists in lists that end", `${"[".repeat(3000)}${"]".repeat(3000)}`],
  ["lists over lines", "[\n".repeat(30_000)],
  ["maps in maps", "{a: ".repeat(15_000)],
  ["lists in one line", "- ".repeat(30_000)],
  ["keys in one line", "? ".repeat(30_000)],
  ["maps in one line", "a: ".repeat(20_000)],
  ["deep indentation", Array.from({ length: 350 }, (_, n) => `${" ".repeat(n)}a:`).join("\n")],
  ["many keys", Array.from({ length: 6000 }, (_, n) => `k${n}: 1`).join("\n")],
  ["empty lines", "\n".repeat(65_000)],
  ["anchors", "&a ".repeat(2000)],
  ["fences", "```yaml tagstream-hold\n```\n".repeat(2000)],
  ["backticks", "`".repeat(65_000)],
])("a huge body of %s is a fault", (_, text) => {
  const hold = read(`\`\`\`yaml tagstream-hold\n${text}\n\`\`\``);
  expect(hold.fault).toBeDefined();
  expect(hold.scope).toEqual(["squid:release", "xcache:*"]);
});

describe("what a title names", () => {
  const everything = ["*:*"];
  test.each<[string, string[]]>([
    ["Hold: squid:release", ["squid:release"]],
    ["Hold: squid:release, xcache:*, base", ["squid:release", "xcache:*", "base"]],
    ["Hold: team/x?ache:25-*", ["team/x?ache:25-*"]],
    ["Hold: squid:release.", ["squid:release.", "squid:release"]],
    ["Hold: `squid:release` (see #12)!", ["squid:release", "see"]],
    ["Hold: squid and xcache:release", ["squid", "and", "xcache:release"]],
    ["Hold: broken since monday", everything],
    ["Hold: ", everything],
    ["Hold:", everything],
    ["", everything],
    ["Do not touch", everything],
    ["It is broken since 12:30", everything],
    ["See https://example.org/x", everything],
    ['squid:release is broken, and "xcache:*" too', ["squid:release", "xcache:*"]],
    ["Rollback: squid:release", ["squid:release"]],
    ["hold: squid", everything],
    ["💥 坏了", everything],
    ["Hold: squid:release, xcache:rel…", everything],
    [holdTitle(Array.from({ length: 60 }, (_, n) => `image-${n}:release`)), everything],
    [`Hold: ${Array.from({ length: 125 }, () => "a").join(",")}`, Array.from({ length: 125 }, () => "a")],
  ])("%j names %j", (title, scope) => {
    expect(read("", title).scope).toEqual([...new Set(scope)]);
  });

  test("our own is no longer than GitHub takes", () => {
    expect(holdTitle(["squid:release", "xcache:*"])).toBe("Hold: squid:release, xcache:*");
    expect([...holdTitle(["x".repeat(300)])]).toHaveLength(256);
  });
});
