import { describe, expect, test } from "@jest/globals";
import type { PublicationStatus } from "../../../src/core/status/publication-status.ts";
import { createSearch } from "../../../src/core/status/search.ts";
import type { UnitStatus } from "../../../src/core/status/status.ts";
import { sampleStatus } from "../../../tools/page/sample.ts";
import { statusHold, statusPublication, statusUnit } from "../../support/status-units.ts";
import { makeDigest } from "../../support/units.ts";

const good = { by: "Ada", at: "2026-11-24T00:00:00Z", reason: "fine", verdict: "good" as const };
const [digest, base, held] = [
  `sha256:4be1c0ff${"0".repeat(56)}` as const,
  makeDigest("b"),
  `sha256:beef${"1".repeat(60)}` as const,
];

const units = [
  statusUnit({
    unit: "squid:25-el9-Release",
    shows: { digest },
    tags: [{ tag: "25-latest", shows: { "ghcr.example.org/octo/squid": digest } }],
    tests: [{ name: "prints its version", kind: "run" }],
    holds: [statusHold(77, { digest: held })],
    publications: [
      statusPublication("20261123-0617", {
        digest,
        origin: { kind: "promoted", pullRequest: 123 },
        revision: `8d2f31c${"0".repeat(33)}`,
        version: "v6.12",
        bases: [`docker.io/library/almalinux:9 ${base}`],
        verdicts: [good],
        packages: {
          changed: 1,
          changes: [{ kind: "changed", name: "OpenSSL-libs", before: ["1:3.2.2-6.el9"], now: ["1:3.2.2-7.el9"] }],
        },
      }),
      statusPublication("20261116-0617", {
        digest: makeDigest("c"),
        yanked: { by: "octo", at: "2026-11-17T00:00:00Z", reason: "it loses data" },
        aliases: ["6.11"],
        packages: { changed: 1, changes: [{ kind: "added", name: "__proto__", before: [], now: ["9"] }] },
      }),
    ],
  }),
  statusUnit({
    unit: "nginx:1-stable",
    image: "nginx",
    stream: "stable",
    repositories: ["ghcr.example.org/octo/nginx"],
    tags: [],
    follows: { unit: "nginx:1-fresh", soak: 1, shown: 1, verdict: "optional" },
    publications: [
      statusPublication("20261109", {
        digest: makeDigest("d"),
        origin: {
          kind: "followed",
          source: "nginx:1-fresh",
          stamp: "20261102-0617",
          verifiedBy: ["lin"],
          advanced: { by: "mo", reason: "x" },
        },
      }),
      statusPublication("20261108-0617", { digest: makeDigest("e"), origin: { kind: "rolled back", to: "20261101-0300" } }),
    ],
  }),
];
const search = createSearch({ units });

/** `squid` for a unit, `squid 20261123-0617` for its publications. */
function found(query: string): string[] {
  return search(query).map(({ unit, publications }) => [unit.image, ...publications.map(({ timestamp }) => timestamp)].join(" "));
}

describe("a query", () => {
  const [newest, both] = ["squid 20261123-0617", "squid 20261123-0617 20261116-0617"];

  test.each<[string, string, string[]]>([
    ["without words: every unit", "  ", ["squid", "nginx"]],
    ["a unit, in any case", "SQUID:25", ["squid"]],
    ["a unit's name as it is written", "release", ["squid"]],
    ["a tag", "25-latest", ["squid"]],
    ["a repository", "octo/nginx", ["nginx"]],
    ["the unit that it follows", "1-fresh", ["nginx"]],
    ["a test", "prints", ["squid"]],
    ["a hold's owner", "kim", ["squid"]],
    ["a hold's issue", "#77", ["squid"]],
    ["a hold's digest", "beef", ["squid"]],
    ["a timestamp", "20261123-0617", [newest]],
    ["a part of it", "202611", [both, "nginx 20261109 20261108-0617"]],
    ["a day as people write it", "2026-11-09", ["nginx 20261109"]],
    ["a time", "06:17", [both, "nginx 20261108-0617"]],
    ["a digest, of the unit and a publication", "4be1c0ff", ["squid"]],
    ["a digest with its algorithm, however short", "sha256:4", ["squid"]],
    ["a digest in capitals", "SHA256:4BE1", ["squid"]],
    ["a reference by digest", `ghcr.example.org/octo/squid:25-latest@${digest}`, ["squid"]],
    ["a reference in capitals", `octo/squid@${digest.toUpperCase()}`, ["squid"]],
    ["a reference by another digest: nothing", `ghcr.example.org/octo/squid@${makeDigest("9")}`, []],
    ["a reference by tag", "ghcr.example.org/octo/squid:25-latest", ["squid"]],
    ["a timestamp tag", "25-el9-release-20261123-0617", [newest]],
    ["a reference by timestamp tag", "ghcr.example.org/octo/nginx:stable-20261109", ["nginx 20261109"]],
    ["another image's timestamp tag: nothing", "ghcr.example.org/octo/nginx:stable-20261123-0617", []],
    ["a registry with a port: nothing", "localhost:5000/octo/squid", []],
    ["a base's digest", base.slice(7, 15), [newest]],
    ["a base", "almalinux:9", [newest]],
    ["a digest's middle: nothing", "e1c0ff", []],
    ["too little of a digest: nothing", "4b", []],
    ["a commit", "8d2f31c", [newest]],
    ["a commit's middle: nothing", "d2f31c", []],
    ["a pull request", "#123", [newest]],
    ["a part of its number: nothing", "#12", []],
    ["a version", "v6.12", [newest]],
    ["an alias", "6.11", ["squid 20261116-0617"]],
    ["a package", "openssl", [newest]],
    ["a package only", "pkg:openssl", [newest]],
    ["a package by the name of another thing: nothing", "pkg:squid", []],
    ["a package by its version: nothing", "pkg:3.2.2", []],
    ["a package's version", "1:3.2.2-7.el9", [newest]],
    ["an odd package", "pkg:__proto__", ["squid 20261116-0617"]],
    ["who gave a verdict", "ada", [newest]],
    ["who yanked", "octo pkg:__proto__", ["squid 20261116-0617"]],
    ["who verified a source", "lin pkg:x", []],
    ["who verified", "lin stable", ["nginx 20261109"]],
    ["who advanced", "mo 20261109", ["nginx 20261109"]],
    ["the source's publication", "20261102", ["nginx 20261109"]],
    ["what a rollback restored", "20261101-0300", ["nginx 20261108-0617"]],
    ["words of a unit and a publication", "squid openssl", [newest]],
    ["words of two publications: nothing", "openssl __proto__", []],
    ["words of two units: nothing", "squid nginx", []],
    ["markup", "<script>", []],
    ["a pattern", ".*", []],
    ["what no number is", "#", []],
    ["a package without a name", "pkg:", []],
  ])("%s", (_, query, expected) => {
    expect(found(query)).toEqual(expected);
  });
});

/** What people know of a publication: each is a word of a query. */
function wordsFor({ timestamp, digest: own, revision, packages, origin }: PublicationStatus): string[] {
  const change = packages?.changes[0]?.name.split(/\s/).find((word) => word !== "");
  return [
    ...[timestamp, own, own.slice(7, 15), `${revision?.slice(0, 7)}`],
    ...(change === undefined ? [] : [`pkg:${change}`]),
    ...(origin.kind === "promoted" ? [`#${origin.pullRequest}`] : []),
  ];
}

test.each([false, true])("all publications of a sample are found by what people know of them, hostile: %s", (hostile) => {
  const status = sampleStatus({ units: 8, weeks: 6, seed: 4, hostile });
  const find = createSearch(status);
  const isFound = (word: string, unit: UnitStatus, publication: PublicationStatus) =>
    find(word).some((one) => one.unit === unit && (one.publications.length === 0 || one.publications.includes(publication)));
  const missed = status.units.flatMap((unit) =>
    unit.publications.flatMap((publication) => wordsFor(publication).filter((word) => !isFound(word, unit, publication))),
  );
  expect(missed).toEqual([]);
});
