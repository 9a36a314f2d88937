import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import type { Status, UnitStatus } from "../../../src/core/status/status.ts";
import { badgeFiles } from "../../../src/render/status/badges.ts";
import { statusPublication } from "../../support/status-units.ts";

const digest = `sha256:${"4b".repeat(32)}` as const;

function unitOf(change: Partial<UnitStatus>): UnitStatus {
  return {
    unit: "squid:release",
    image: "squid",
    stream: "release",
    streamTag: "release",
    required: true,
    repositories: ["ghcr.io/octo/squid"],
    platforms: ["linux/amd64"],
    tests: [],
    bases: [],
    followers: [],
    shows: { digest, timestamp: "20261123-0617" },
    tags: [],
    agrees: true,
    freshness: { state: "fresh", published: "2026-11-23T06:17:00Z" },
    publications: [],
    more: 0,
    holds: [],
    unknown: [],
    ...change,
  };
}

function statusOf(...units: UnitStatus[]): Status {
  return { version: 1, generated: "2026-11-27T10:00:00Z", limit: 864_000, units, notes: [] };
}

function messageOf(status: Status, path: string): unknown {
  const file = badgeFiles(status).find((one) => one.path === `${path}.json`);
  return JSON.parse(file?.text ?? "{}").message;
}

const stale = { state: "stale", published: "2026-11-01T06:17:00Z" } as const;
const held = {
  issue: 12,
  url: "https://github.com/octo/images/issues/12",
  reason: "crashes",
  owner: "octo",
  since: "2026-11-20T10:00:00Z",
  until: null,
  expires: null,
  digest,
};

const other = `sha256:${"5c".repeat(32)}` as const;
const yanked = statusPublication("20261123-0617", { digest, yanked: { by: "mona", at: "2026-11-26T10:00:00Z", reason: "CVE" } });

describe("the badge of a stream", () => {
  test.each<[what: string, change: Partial<UnitStatus>, message: string]>([
    ["fresh: the day of its image, not an age", {}, "20261123-0617"],
    ["an image without a timestamp", { shows: { digest } }, "sha256:4b4b4b4b"],
    ["held", { holds: [held] }, "held at 20261123-0617"],
    ["a hold that ended", { holds: [{ ...held, until: "2026-11-21T10:00:00Z" }] }, "20261123-0617"],
    ["stale, also if it is held", { freshness: stale, holds: [held] }, "stale: 20261123-0617"],
    ["different in two registries", { agrees: false }, "20261123-0617: registries differ"],
    ["a registry that did not answer", { agrees: false, unknown: ["it is down"] }, "unknown"],
    ["an image that a person yanked", { publications: [yanked] }, "withdrawn: 20261123-0617"],
    ["a yanked image that it does not show", { publications: [{ ...yanked, digest: other }] }, "20261123-0617"],
    [
      "a follower of a yanked image",
      { follows: { ...{ unit: "a:b", soak: 0, shown: 0, verdict: "optional" }, withdrawn: "mona yanked it" } },
      "withdrawn: 20261123-0617",
    ],
  ])("%s", (_, change, message) => {
    expect(messageOf(statusOf(unitOf(change)), "badges/squid/release")).toBe(message);
  });

  test("nothing published", () => {
    const { shows: _, ...unit } = unitOf({ freshness: { state: "never" } });
    expect(messageOf(statusOf(unit), "badges/squid/release")).toBe("nothing published");
  });
});

describe("the badge of all streams", () => {
  const { shows: _, ...never } = unitOf({ freshness: { state: "never" } });
  const versions = unitOf({ versionsAlone: true, freshness: { state: "never" } });
  const old = unitOf({ freshness: stale });
  test.each<[message: string, units: UnitStatus[]]>([
    ["none", []],
    ["2 fresh", [unitOf({}), unitOf({ holds: [held] })]],
    ["1 of 2 stale", [unitOf({ agrees: false }), old]],
    ["1 of 2 differ between registries", [unitOf({ agrees: false }), unitOf({})]],
    ["1 of 2 not published", [never, unitOf({})]],
    ["1 of 2 withdrawn", [unitOf({ publications: [yanked] }), old]],
    ["1 fresh", [versions, unitOf({})]],
    ["1 of 1 unknown", [unitOf({ unknown: ["it is down"], agrees: false })]],
  ])("%s", (message, units) => {
    expect(messageOf(statusOf(...units), "badges/all")).toBe(message);
  });
});

describe("the files", () => {
  // As shields documents its endpoint badge.
  const valid = new Ajv().compile({
    type: "object",
    required: ["schemaVersion", "label", "message"],
    additionalProperties: false,
    properties: {
      schemaVersion: { const: 1 },
      label: { type: "string" },
      message: { type: "string", minLength: 1 },
      color: { type: "string", pattern: "^#[0-9a-f]{6}$" },
      isError: { type: "boolean" },
    },
  } as const);
  const hostile = unitOf({
    unit: "../x:<script>alert(1)</script>\u0007\u202e\"'&",
    image: "../../etc",
    streamTag: "..",
    shows: { digest, timestamp: "</title><image href='https://octo.example/x'/>" },
  });

  test("are what shields takes", () => {
    const jsons = badgeFiles(statusOf(unitOf({}), hostile)).filter(({ path }) => path.endsWith(".json"));
    expect(jsons.map(({ text }) => [valid(JSON.parse(text)), valid.errors])).toEqual(jsons.map(() => [true, null]));
  });

  test("stay in their folder, whatever a stream is called", () => {
    const paths = badgeFiles(statusOf(hostile)).map(({ path }) => path);
    expect(paths.filter((path) => !/^badges(\/[\w~-][\w.~-]*){1,2}\.(svg|json)$/.test(path))).toEqual([]);
  });

  test("an SVG shows a stranger's text as text, and loads nothing", () => {
    const svgs = badgeFiles(statusOf(unitOf({}), hostile)).filter(({ path }) => path.endsWith(".svg"));
    for (const { text } of svgs) {
      expect(text).toMatch(/^<svg [^>]+>.*<\/svg>\n$/);
      expect(text).not.toMatch(/<(script|image|use|foreignObject|style|a)\b|\shref="|="url\((?!#)/i);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
      expect(text.trimEnd()).not.toMatch(/[\u0000-\u001f\u202e]/);
    }
  });

  test("an image in no stream has no badge: its versions have no age", () => {
    const paths = badgeFiles(statusOf(unitOf({ versionsAlone: true }))).map(({ path }) => path);
    expect(paths).toEqual(["badges/all.json", "badges/all.svg"]);
  });

  // The configuration allows all of these names.
  test("no file is in the place of another one, or of its folder", () => {
    const images = ["a/b", "a-b", "a_b", "all.svg", "all.json", "all", "a.b", "a"];
    const units = images.flatMap((image) => ["b", "b.svg", "x"].map((streamTag) => unitOf({ image, streamTag })));
    const paths = badgeFiles(statusOf(...units)).map(({ path }) => path);
    expect(paths.filter((path) => paths.some((one, index) => one === path && index !== paths.indexOf(path)))).toEqual([]);
    expect(paths.filter((path) => paths.some((one) => one.startsWith(`${path}/`)))).toEqual([]);
    expect(paths.filter((path) => path.split("/").length > 3)).toEqual([]);
  });

  test("two streams have two badges", () => {
    const paths = badgeFiles(statusOf(unitOf({}), unitOf({ unit: "squid:testing", streamTag: "testing" }))).map(
      ({ path }) => path,
    );
    expect(new Set(paths).size).toBe(6);
  });
});
