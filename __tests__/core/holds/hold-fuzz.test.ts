import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { covers, type Hold } from "../../../src/core/holds/hold.ts";
import { holdBlock, readHold } from "../../../src/core/holds/hold-issue.ts";
import { holdBody } from "../../../src/render/hold/hold-body.ts";
import { createRandom, type Random } from "../../support/chaos/random.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { makeHoldText, makePublicationId } from "../../support/holds.ts";
import { makeDigest } from "../../support/units.ts";

const digests = new Map([
  ["squid:release", makeDigest("squid")],
  ["xcache:9-release", makeDigest("xcache")],
]);
const data = {
  scope: ["squid:release", "xcache:*"],
  reason: 'it "broke": `a`\n# no',
  owner: "octo",
  expires: "2026-11-27",
  digests,
  rollback: makePublicationId("20261120-0301-02"),
  run: "4711",
  partialReleases: [
    { units: ["origin:release"], at: "2026-11-25T11:20:00Z", digests: new Map([["origin:release", makeDigest("origin")]]) },
  ],
};
const heldDigests = [...digests].map(([name, digest]) => ({ name, digest }));
const valid = holdBody({ data, heldDigests, url: "https://github.example.org/osg/images/actions/runs/4711" });
const title = "Hold: squid:release, xcache:*";
const named = ["squid:release", "xcache:9-release", "xcache:testing"];

/** Characters that mean something to YAML, Markdown or JavaScript, and some that mean nothing. */
const alphabet = [
  ..."`~:[]{}\"'#&*!|>%@\\,-? \t\n\r\0aZ0…💥",
  "\r\n",
  "```",
  "__proto__",
  "<<: ",
  "null",
  "units",
  "---\n",
  "\ud800",
];

function mutate(text: string, random: Random): string {
  const lines = text.split("\n");
  const [at, to] = [random.below(text.length + 1), random.below(text.length + 1)].sort((a, b) => a - b) as [number, number];
  const [line, other] = [random.below(lines.length), random.below(lines.length)];
  switch (random.below(9)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + random.below(3));
    case 1:
      return text.slice(0, at) + random.pick(alphabet) + text.slice(at);
    case 2:
      return text.slice(0, at) + random.pick(alphabet) + text.slice(at + 1);
    case 3:
      return random.chance(0.5) ? text.slice(0, at) : text.slice(at);
    case 4:
      return text.slice(0, at) + text.slice(to);
    case 5:
      return lines.toSpliced(line, 1).join("\n");
    case 6:
      return lines.toSpliced(other, 0, lines[line] ?? "").join("\n");
    case 7:
      return lines
        .with(line, lines[other] ?? "")
        .with(other, lines[line] ?? "")
        .join("\n");
    default:
      return lines.with(line, `${random.pick([" ", "  ", "\t", "- ", "> ", "? "])}${lines[line]}`).join("\n");
  }
}

/** What a reader of its own makes of the only block: a hold without a fault says just that. */
function expectAsWritten(hold: Hold, body: string): void {
  const [, , text = ""] =
    /(?:^|[\r\n])(`{3,}|~{3,})\s*yaml\s+tagstream-hold[^\S\r\n]*[\r\n]([\s\S]*?)(?:[\r\n]\1[`~]*\s*?(?:[\r\n]|$)|$)/.exec(body) ??
    [];
  const details = parse(text.replace(/\r\n?/g, "\n"), { logLevel: "silent" });
  expect(hold.scope).toEqual(details.units.map((glob: string) => glob.trim()));
  expect(Object.fromEntries(hold.digests)).toEqual(details.digests ?? {});
  expect(hold.rollback).toEqual(details.rollback === undefined ? undefined : makePublicationId(details.rollback));
  expect(hold.expires).toBe(details.expires);
  for (const { units, at, digests } of hold.partialReleases ?? []) {
    const entry = details.lifted.find((one: unknown) => JSON.stringify(one).includes(at));
    expect(entry.units.map(String).map((name: string) => name.trim())).toEqual(expect.arrayContaining([...units]));
    for (const [name, digest] of digests) expect(entry.digests[name]).toBe(digest);
  }
}

/** Reads a changed issue, and expects that it holds what it says or, where it cannot be read, what its title names. */
function readChanged(body: string): "same" | "edited" | "fault" {
  const hold = readHold(makeHoldText(body, { title }));
  if (hold.fault === undefined) {
    expectAsWritten(hold, body);
    const isWhole = named.every((name) => covers(hold, { name })) && hold.digests.size === digests.size;
    return isWhole ? "same" : "edited";
  }
  for (const name of named) expect(covers(hold, { name })).toBe(true);
  for (const [name, digest] of hold.digests)
    expect([name, digest]).toEqual([name, expect.stringMatching(/^sha256:[a-f0-9]{64}$/)]);
  return "fault";
}

test("a valid issue, changed in thousands of ways, never makes it throw, and holds what it says or what its title names", () => {
  const tally = { same: 0, edited: 0, fault: 0 };
  const seeds = fuzzSeeds({ few: 1000, all: 6000 });
  for (const seed of seeds) {
    const random = createRandom(seed);
    let body = valid;
    for (let n = random.below(seed % 4 === 0 ? 6 : 1); n >= 0; n--) body = mutate(body, random);
    try {
      tally[readChanged(body)]++;
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}\n${JSON.stringify(body)}`);
    }
  }
  // It has seen all three: otherwise it shows nothing.
  expect(Math.min(...Object.values(tally))).toBeGreaterThan(seeds.length / 60);
});

test("whatever is under `lifted`, as long as it is YAML, changes nothing of what is held, and holds nothing", () => {
  const { partialReleases: _, ...plain } = data;
  const expected = readHold(makeHoldText(holdBlock(plain)));
  let read = 0;
  const seeds = fuzzSeeds({ few: 500, all: 3000 });
  for (const seed of seeds) {
    const random = createRandom(seed);
    const lifted = anyValue(random, 0);
    const body = holdBlock(plain).replace(/\n```$/, `\nlifted: ${JSON.stringify(lifted)}\n\`\`\``);
    const { partialReleases: found = [], ...hold } = readHold(makeHoldText(body));
    expect([seed, hold]).toEqual([seed, expected]);
    for (const { units, at, digests } of found) {
      expect([seed, units.length > 0, Number.isNaN(Date.parse(at))]).toEqual([seed, true, false]);
      for (const name of digests.keys()) expect(units).toContain(name);
      read++;
    }
  }
  expect(read).toBeGreaterThan(seeds.length / 30);
});

/** Something of JSON, often much like what should be there. */
function anyValue(random: Random, depth: number): unknown {
  const entry = () => ({
    units: random.chance(0.7) ? ["origin:release", "xcache:1"] : anyValue(random, depth + 1),
    at: random.chance(0.7) ? "2026-11-25T11:20:00Z" : anyValue(random, depth + 1),
    digests: random.chance(0.5) ? { "xcache:1": makeDigest("x"), "squid:release": 1 } : anyValue(random, depth + 1),
  });
  if (depth < 4 && random.chance(0.7))
    return random.chance(0.7)
      ? Array.from({ length: random.below(4) }, () => (random.chance(0.6) ? entry() : anyValue(random, depth + 1)))
      : { [random.pick(["units", "at", "digests", "__proto__", "*:*"])]: anyValue(random, depth + 1) };
  return random.pick([null, true, 0, -1.5, "", "*:*", "squid:release", "2026-11-25T11:20:00Z", "\u0000", makeDigest("y")]);
}

test("a title, changed in thousands of ways, always names something", () => {
  for (const seed of fuzzSeeds({ few: 500, all: 3000 })) {
    const random = createRandom(seed);
    let text = title;
    for (let n = random.below(5); n >= 0; n--) text = mutate(text, random);
    const hold = readHold(makeHoldText("", { title: text }));
    expect(hold.scope.length).toBeGreaterThan(0);
    expect(hold.scope.every((glob) => glob.length > 0)).toBe(true);
  }
});

test("any data come back as they went in", () => {
  for (const seed of fuzzSeeds({ few: 200, all: 1000 })) {
    const random = createRandom(seed);
    const reason = Array.from({ length: random.below(60) }, () => random.pick(alphabet)).join("");
    const name = `${random.pick(["squid", "null", "12", "true", "0x1", "y", "a.b-c/d"])}:${random.pick(["release", "1", "30", "25-el9", "_.-"])}`;
    const lifted = Array.from({ length: random.below(4) }, (_, n) => ({
      units: [name, `${name}-${n}`].slice(random.below(2)),
      at: new Date(Date.UTC(2026, 0, 1) + random.below(30_000_000) * 1000).toISOString().replace(".000Z", "Z"),
      digests: new Map(random.chance(0.5) ? [[`${name}-${n}`, makeDigest(name)]] : []),
    }));
    const written = { ...data, reason, scope: [name], digests: new Map([[name, makeDigest(name)]]), partialReleases: lifted };
    const hold = readHold(makeHoldText(holdBlock(written)));
    const { partialReleases: back = [], ...rest } = hold;
    expect({ ...rest, partialReleases: back }).toMatchObject(written);
    expect(hold.fault).toBeUndefined();
  }
});
