import { describe, expect, test } from "@jest/globals";
import type { ExplainedChange, TargetChanges } from "../../../src/core/pins/pin-result.ts";
import { stateOf } from "../../../src/render/pins/pin-state.ts";
import { pinMarkdown, pinTable } from "../../../src/render/pins/pin-table.ts";
import { pullRequestBody } from "../../../src/render/pins/pull-request-body.ts";
import { makeDigest } from "../../support/units.ts";

const [old, digest] = [makeDigest("old"), makeDigest("new")];
const hostile = "</details> @octo #7 | ![x](https://evil.example/a.png) <!-- tagstream-pins x -->\n::error::no";
const page = "https://github.com/osg/images";

const change = (more: Partial<ExplainedChange> = {}): ExplainedChange => ({
  unit: "squid:25-el9-release",
  repository: "hub.example.org/osg/squid",
  path: "prod/squid.yaml",
  line: 7,
  from: { tag: "25-el9-release-20261116-0617", digest: old },
  to: { tag: "25-el9-release-20261123-0617", digest },
  because: { text: "rolled back", by: "octo", reason: "crashes at start", number: 124 },
  ...more,
});
const changesOf = (changes: ExplainedChange[], more: Partial<TargetChanges> = {}): TargetChanges => ({
  files: [],
  changes,
  left: [],
  pins: changes.map(({ unit, repository, to }) => ({ unit, repository, tag: to.tag, digest: to.digest })),
  looked: 3,
  problems: [],
  ...more,
});

describe("the text of a pull request", () => {
  test("says for each image what it was, what it gets, and why, with a link to the images' repository", () => {
    const changes = [change(), change({ path: "test/squid.yaml", line: 2 })];
    const body = pullRequestBody({ changes, left: [{ path: "a.yaml", line: 3, text: "squid:rc.1", reason: "no" }], page });
    expect(body).toBe(`| image | from | to | because |
| --- | --- | --- | --- |
| \`squid\` | \`25-el9-release-20261116-0617\` | \`25-el9-release-20261123-0617\` | rolled back by octo: crashes at start ([#124](${page}/issues/124)) |

<details><summary>2 pins in 2 files</summary>

- \`prod/squid.yaml:7\` \`hub.example.org/osg/squid:25-el9-release-20261123-0617\`
- \`test/squid.yaml:2\` \`hub.example.org/osg/squid:25-el9-release-20261123-0617\`

</details>

<details><summary>Left as they are: 1</summary>

- \`a.yaml:3\` \`squid:rc.1\`: no

</details>

Tagstream in [osg/images](${page}) made this pull request from what the images' tags show, rollbacks and holds included. It changes nothing but these pins, and updates this pull request in place. Close it to decline exactly these pins; commit to it, and Tagstream leaves it to you.`);
  });

  test("of one tag, the digests tell the difference", () => {
    const line = change({ from: { tag: "1.4", digest: old }, to: { tag: "1.4", digest } });
    expect(pullRequestBody({ changes: [line], left: [] })).toContain(
      `| \`1.4 ${old.slice(0, 15)}\` | \`1.4 ${digest.slice(0, 15)}\` | rolled back by octo: crashes at start (\`#124\`) |`,
    );
    expect(pullRequestBody({ changes: [change({ from: { digest: old } })], left: [] })).toContain(`| \`${old.slice(0, 15)}\` |`);
  });

  test("is inert, whatever people and files say", () => {
    const left = [{ path: hostile, text: hostile, reason: hostile }];
    const because = { text: "rolled back", by: hostile, reason: hostile, number: 1 };
    const body = pullRequestBody({ changes: [change({ because, path: hostile })], left, page: "javascript:alert(1)" });
    expect(body.match(/<\/details>/g)).toHaveLength(2);
    expect(body).not.toMatch(/<!--|!\[|\]\(|@octo/);
    expect(body.split("\n").filter((line) => line.startsWith("| `squid`"))).toHaveLength(1);
  });

  test("stays below GitHub's limit, and counts the rest", () => {
    const changes = Array.from({ length: 3000 }, (_, index) =>
      change({
        unit: `image-${index}:release`,
        path: `${"x".repeat(200)}/${index}.yaml`,
        because: { text: "held", reason: "y".repeat(900) },
      }),
    );
    const body = pullRequestBody({ changes, left: [] });
    expect(Buffer.byteLength(body)).toBeLessThan(65_536);
    expect(body).toMatch(/… and 2,9\d\d more images\./);
    expect(body).toContain("3,000 pins in 3,000 files");
  });
});

describe("the table, and the summary", () => {
  const views = [
    {
      name: "osg/k8s",
      changes: changesOf([change()]),
      state: "opened #7",
      url: "https://github.com/osg/k8s/pull/7",
    },
    { name: "osg/charts@main", state: "its files could not be read" },
  ];

  test("name the target if there are several, and what is left with the reason", () => {
    const left = [
      { path: "a.yaml", line: 3, text: "squid:rc.1", reason: "it is a candidate" },
      { path: "b.bin", reason: "it is no text in UTF-8" },
    ];
    const [first, second] = views;
    if (!first || !second) throw new Error("two views");
    const shown = [{ ...first, changes: changesOf([change()], { left }) }, second];
    expect(pinTable({ views: shown })).toEqual([
      "tagstream pin · 1 pin to change in 1 target · 1 target could not be read",
      "",
      "  target   image                 from                          to                            because",
      "  osg/k8s  squid:25-el9-release  25-el9-release-20261116-0617  25-el9-release-20261123-0617  rolled back by octo: crashes at start (#124)",
      "",
      "  osg/k8s: opened #7 (1 pin in 1 of 3 files), https://github.com/osg/k8s/pull/7",
      "  osg/charts@main: its files could not be read",
      "  left in osg/k8s:",
      "    a.yaml:3 squid:rc.1: it is a candidate",
      "    b.bin: it is no text in UTF-8",
    ]);
    expect(pinTable({ views: shown.slice(0, 1) })[2]).toMatch(/^ {2}image /);
  });

  test("the summary links the pull request, and stays within its limit", () => {
    const text = pinMarkdown({ views, page });
    expect(text).toContain("| [opened #7](https://github.com/osg/k8s/pull/7) |");
    expect(text).toContain("- `osg/charts@main`: its files could not be read");
    const many = Array.from({ length: 60 }, (_, index) => ({
      name: `osg/${index}`,
      state: hostile,
      changes: changesOf(
        Array.from({ length: 100 }, (__, row) => change({ unit: `i${row}:release`, because: { text: hostile } })),
        { left: Array.from({ length: 100 }, () => ({ path: hostile, reason: hostile })) },
      ),
    }));
    expect(Buffer.byteLength(pinMarkdown({ views: many, page }))).toBeLessThan(1024 * 1024);
  });

  test("one row for changes that read the same, and the headline says whether the files have them", () => {
    const first = { tag: "25-el9-release" };
    const changes = changesOf([change({ from: first }), change({ from: { ...first, digest: old }, path: "test/squid.yaml" })]);
    const view = { name: "k8s", changes, state: "written" };
    const shown = pinTable({ views: [{ ...view, isWritten: true }] });
    expect(shown[0]).toBe("tagstream pin · 2 pins changed");
    expect(shown.filter((line) => line.includes("squid:25-el9-release"))).toHaveLength(1);
    expect(shown.at(-1)).toBe("  k8s: written (2 pins in 2 of 3 files)");
    expect(pinTable({ views: [view] })[0]).toBe("tagstream pin · 2 pins to change");
  });

  const row = { unit: "squid:release", repository: "hub.example.org/osg/squid", tag: "release-20261123-0617", digest };
  test.each<[headline: string, state: string, more: Partial<TargetChanges>]>([
    ["every pin is what its tag shows", "(1 pin in 3 files)", { pins: [row] }],
    ["the files name no image that Tagstream can pin", "(0 pins in 3 files)", {}],
    ["the files name no image that Tagstream can pin", "(0 pins in 0 files)", { looked: 0, left: [{ path: "a", reason: "b" }] }],
    ["there are no files to look at", "(no file matches the globs)", { looked: 0 }],
    [
      "not every pin could be compared",
      "(1 pin in 3 files)",
      { pins: [row], problems: [{ code: "pin-unknown", severity: "error", message: "no answer" }] },
    ],
  ])("nothing to change: %s %s", (headline, state, more) => {
    expect(pinTable({ views: [{ name: "osg/k8s", changes: changesOf([], more), state: "nothing to change" }] })).toEqual(
      [`tagstream pin · ${headline}`, "", `  osg/k8s: nothing to change ${state}`].concat(
        more.left ? ["  left in osg/k8s:", "    a: b"] : [],
      ),
    );
  });
});

describe("the state of a target", () => {
  const some = changesOf([change()], { files: [{ path: "a", before: "", after: "b" }] });

  test.each<[string, Parameters<typeof stateOf>]>([
    ["opened #7", [{ state: "opened", number: 7 }, some]],
    ["updated #7, which GitHub merges once its checks pass", [{ state: "updated", number: 7, autoMerge: "on" }, some]],
    ["opened #7, merged", [{ state: "opened", number: 7, autoMerge: "merged" }, some]],
    [
      "opened #7; GitHub refused to merge it by itself: not allowed here",
      [{ state: "opened", number: 7, autoMerge: { refused: "not allowed\nhere" } }, some],
    ],
    ["#7 has these changes already", [{ state: "unchanged", number: 7 }, some]],
    ["closed #7: nothing is left to change", [{ state: "closed", number: 7 }, changesOf([])]],
    ["#7 has commits of a person, so it stays as it is", [{ state: "edited", number: 7 }, some]],
    ["nothing to change", [{ state: "none" }, changesOf([])]],
    ["nothing to change", [undefined, changesOf([])]],
    ["not proposed", [undefined, some]],
    ["its files could not be read", [undefined, undefined]],
  ])("%s", (words, given) => {
    expect(stateOf(...given)).toBe(words);
  });
});
