import { describe, expect, test } from "@jest/globals";
import type { UnitChanges } from "../../../src/core/packages/unit-changes.ts";
import { changesCell, changesFold, changesMarkdown } from "../../../src/render/packages/changes-markdown.ts";
import { changesTable } from "../../../src/render/packages/changes-table.ts";
import { bytesOf } from "../../../src/render/text/markdown.ts";
import { changeOf, digestOf, platformOf, unitChanges } from "../../support/image-changes.ts";

const common = [
  "rpm squid 7:5.5-14.el9 → 7:5.5-13.el9 backwards",
  "rpm openssl-libs 1:3.2.2-6.el9 → 1:3.2.2-7.el9",
  "rpm jq – → 1.6-17.el9",
];
const moved = { reference: "docker.io/library/almalinux:9", before: digestOf("c"), now: digestOf("d") };
const size = { before: 107_000_000, now: 119_400_000 };

const squid = unitChanges("squid:25-el9-release", [
  platformOf("linux/amd64", common, { bases: [moved], size }),
  platformOf("linux/arm64", [...common, "rpm libatomic 11.5.0-2 → 11.5.0-5"], { bases: [moved], size }),
]);
const xcache = unitChanges("xcache:25-el9-release", [platformOf("linux/amd64", [])]);

test("one table for all platforms, and their differences apart", () => {
  expect(`\n${changesTable([squid, xcache]).join("\n")}\n`).toBe(`
squid:25-el9-release  20261123-0617, after 20261116-0617 · 4 of 214 packages · base almalinux:9 moved · 119 MB (+12)
  package       before         now
  squid         7:5.5-14.el9   7:5.5-13.el9   went backwards
  openssl-libs  1:3.2.2-6.el9  1:3.2.2-7.el9
  jq            –              1.6-17.el9     added
  arm64 also: libatomic 11.5.0-2 → 11.5.0-5
xcache:25-el9-release  20261123-0617, after 20261116-0617 · no package changed (214 packages)
`);
});

test("the same in the job summary", () => {
  expect(changesMarkdown([xcache, squid], undefined)).toBe(`### What changed

**squid:25-el9-release** 20261123-0617, after 20261116-0617 · 4 of 214 packages · base almalinux:9 moved · 119 MB (+12)

| package | before | now |  |
| --- | --- | --- | --- |
| squid | 7:5.5-14.el9 | 7:5.5-13.el9 | went backwards |
| openssl-libs | 1:3.2.2-6.el9 | 1:3.2.2-7.el9 |  |
| jq | – | 1\\.6-17.el9 | added |

arm64 also: libatomic 11.5.0-2 → 11.5.0-5

**xcache:25-el9-release** 20261123-0617, after 20261116-0617 · no package changed (214 packages)
`);
});

test("a cell of the pull request's table, and one fold below it", () => {
  expect([squid, xcache, undefined].map(changesCell)).toEqual(["4 packages, base moved, +12 MB", "no package", ""]);
  const fold = changesFold([squid, xcache]);
  expect(fold).toMatch(/^<details><summary>What changes, compared with the published images<\/summary>\n\n\*\*squid/);
  expect(fold).not.toContain("xcache");
  expect(changesFold([xcache])).toBe("");
});

const factsOf = (changes: UnitChanges): string => changesTable([changes])[0]?.split("20261116-0617")[1] ?? "";

describe("what follows the timestamps", () => {
  const unknown = { packages: { unknown: "the image before has no list of packages." } };
  test.each<[string, UnitChanges, string]>([
    [
      "packages that are not known",
      unitChanges("a:b", [platformOf("linux/amd64", [], unknown), platformOf("linux/arm64", [], unknown)]),
      " · packages not known: the image before has no list of packages",
    ],
    [
      "a size that hardly moved",
      unitChanges("a:b", [platformOf("linux/amd64", ["deb jq 1 → 2"], { size: { before: 119_000_000, now: 119_400_000 } })]),
      " · 1 of 214 packages",
    ],
    [
      "a smaller size of one platform",
      unitChanges("a:b", [
        platformOf("linux/amd64", []),
        platformOf("linux/arm64", [], { size: { before: 2_000_000, now: 1_500_000 } }),
      ]),
      " · none of 214 packages changed · 1.5 MB (−0.5) on arm64",
    ],
    [
      "other layers",
      unitChanges("a:b", [platformOf("linux/amd64", [], { layers: { before: 3, now: 5 } })]),
      " · none of 214 packages changed · 5 layers (+2)",
    ],
    [
      "another base",
      unitChanges("a:b", [
        platformOf("linux/amd64", [], {
          bases: [
            { reference: "docker.io/library/almalinux:8", before: digestOf("c") },
            { reference: "docker.io/library/almalinux:9", now: digestOf("d") },
          ],
        }),
      ]),
      " · none of 214 packages changed · now on almalinux:9 · no longer on almalinux:8",
    ],
    [
      "packages: false",
      unitChanges("a:b", [platformOf("linux/amd64", [], { ...unknown, size })], { packages: false }),
      " · 119 MB (+12)",
    ],
  ])("%s", (_, changes, facts) => {
    expect(factsOf(changes)).toBe(facts);
  });

  test("packages: false, with nothing else to say", () => {
    const changes = unitChanges("a:b", [platformOf("linux/amd64", [], unknown)], { packages: false });
    expect(changesTable([changes])).toEqual(["a:b  20261123-0617, after 20261116-0617 · same bases, size alike"]);
    expect(changesCell(changes)).toBe("");
  });

  test("a comparison that failed", () => {
    const { unit, from, to } = squid;
    const changes: UnitChanges = { unit, from, to, unknown: "hub.example.org did not answer." };
    expect(factsOf(changes)).toBe(" · what changed is not known: hub.example.org did not answer");
    expect(changesCell(changes)).toBe("not known");
  });

  test("a candidate has no timestamp", () => {
    const changes = { ...xcache, to: { digest: digestOf("b") } };
    expect(changesTable([changes, { ...squid, to: changes.to }])[1]).toContain("  sha256:bbbbbbbb, after 20261116-0617 · ");
  });
});

describe("below the table", () => {
  const linesOf = (changes: UnitChanges, all = false): string[] => changesTable([changes], { all }).slice(1);

  test("one platform is not known, another differs alone", () => {
    const changes = unitChanges("a:b", [
      platformOf("linux/amd64", ["deb jq 1 → 2"]),
      platformOf("linux/arm64", []),
      platformOf("linux/s390x", [], { packages: { unknown: "no list" } }),
    ]);
    expect(linesOf(changes)).toEqual(["  amd64: jq 1 → 2", "  s390x: packages not known: no list"]);
  });

  test("language packages are counted, and listed on request", () => {
    const changes = unitChanges("a:b", [
      platformOf("linux/amd64", ["npm left-pad 1.0 → 1.1", "npm @octo/app – → 2.0", "golang stdlib 1.25 → –"]),
    ]);
    expect(linesOf(changes)).toEqual(["  npm: 1 changed, 1 added", "  golang: 1 removed"]);
    expect(linesOf(changes, true)).toEqual([
      "  package    before  now",
      "  left-pad   1.0     1.1",
      "  @octo/app  –       2.0  added",
      "  stdlib     1.25    –    removed",
      "  npm: 1 changed, 1 added",
      "  golang: 1 removed",
    ]);
    expect(changesMarkdown([changes], undefined)).toContain("<details><summary>a:b: all 3 changed packages</summary>");
  });

  test("architectures of platforms are together, those of one image apart if they differ", () => {
    const changes = unitChanges("a:b", [
      platformOf("linux/amd64", ["rpm jq.x86_64 1 → 2", "rpm glibc.x86_64 1 → 2", "rpm glibc.i686 1 → 3"]),
      platformOf("linux/arm64", ["rpm jq.aarch64 1 → 2"]),
    ]);
    expect(linesOf(changes)).toEqual([
      "  package  before  now",
      "  jq       1       2",
      "  amd64 also: glibc.x86_64 1 → 2, glibc.i686 1 → 3",
    ]);
  });

  test("lists of different tools", () => {
    const packages = { total: 100, systemOnly: true as const, changes: [changeOf("deb jq 1 → 2")] };
    expect(linesOf(unitChanges("a:b", [platformOf("linux/amd64", [], { packages })])).at(-1)).toBe(
      "  compared packages of the operating system only: different tools listed the packages of the two images",
    );
  });

  test("ten rows, and the number of the others", () => {
    const many = Array.from({ length: 14 }, (_, index) => `deb p${index} 1 → 2`);
    const changes = unitChanges("a:b", [platformOf("linux/amd64", many)]);
    expect(linesOf(changes).slice(-2)).toEqual(["  p9       1       2", "  … and 4 more"]);
    expect(linesOf(changes, true)).toHaveLength(15);
    const markdown = changesMarkdown([changes], undefined);
    expect(markdown).toContain("| p9 | 1 | 2 |\n\n… and 4 more packages\n\n<details>");
    expect(markdown).toContain("<details><summary>a:b: all 14 changed packages</summary>");
  });

  test("two versions of one name", () => {
    expect(linesOf(unitChanges("a:b", [platformOf("linux/amd64", ["deb linux 5,6 → 6,7"])]))).toContain(
      "  linux    5, 6    6, 7",
    );
  });
});

describe("a stranger's names", () => {
  const hostile = ["</summary><script>", "`a`|b", "@octo", "[x](https://evil.example.org)", "#12", "\u001b[31mred\u202e"];
  const changes = unitChanges("a:b", [
    platformOf("linux/amd64", [], {
      packages: {
        total: 9,
        changes: hostile.flatMap((name) =>
          ["deb", "npm", name].map((type) => ({
            kind: "changed" as const,
            type,
            name,
            before: [name],
            now: [`${name}\n::error::x`],
          })),
        ),
      },
      bases: [{ reference: "evil.example.org/a|b:@octo", before: digestOf("c"), now: digestOf("d") }],
    }),
    platformOf("linux/arm64", [], { packages: { unknown: "| <b> @octo\n::error::x" } }),
  ]);

  test("stay text in Markdown", () => {
    const markdown = `${changesMarkdown([changes], undefined)}\n${changesFold([changes])}\n${changesCell(changes)}`;
    for (const raw of ["<script", "</summary><", "](https", "<b>", "\u001b", "\u202e", "`a`"])
      expect(markdown).not.toContain(raw);
    expect(markdown).not.toMatch(/(^|[^\w\u200b`])@octo/m);
    for (const line of markdown.split("\n").filter((text) => text.startsWith("|")))
      expect(line.replace(/`[^`]*`/g, "").split("|")).toHaveLength(5);
  });

  test("stay on their lines in a log", () => {
    const lines = changesTable([changes], { all: true });
    for (const raw of ["\n", "\u001b", "\u202e"]) expect(lines.join("")).not.toContain(raw);
    expect(lines.filter((line) => line.startsWith("::"))).toEqual([]);
  });
});

describe("limits", () => {
  const many = (unit: number) =>
    unitChanges(`image-${unit}:release`, [
      platformOf(
        "linux/amd64",
        Array.from(
          { length: 400 },
          (_, index) => `rpm package-with-a-long-name-${index} 1:1.0.${unit}-1.el9 → 1:1.1.${unit}-1.el9`,
        ),
      ),
    ]);
  const units = Array.from({ length: 60 }, (_, index) => many(index));

  test("60 large units fit: folded tables are the first to go", () => {
    const markdown = changesMarkdown(units, "https://github.example.org/run");
    expect(bytesOf(markdown)).toBeLessThan(300_000);
    expect(markdown.match(/\*\*image-/g)).toHaveLength(60);
    expect(markdown).toContain("[the run's log](https://github.example.org/run)");
    expect(changesMarkdown(units.slice(0, 1), undefined)).toContain("… and 100 more.");
  });
});
