import { describe, expect, test } from "@jest/globals";
import { entryOf, notesOf, sectionOf, withSection } from "../../../tools/release/changelog.ts";
import { type Changeset, parseChangeset } from "../../../tools/release/changesets.ts";

const changeset = (bump: Changeset["bump"], text: string): Changeset => ({ id: "a-change", bump, text });

describe("a changeset", () => {
  test.each<[source: string, bump: Changeset["bump"], text: string]>([
    ['---\n"tagstream": minor\n---\n\nAdded: `prune`.\n', "minor", "Added: `prune`."],
    ["---\ntagstream: patch\n---\n\nTwo\nlines\n", "patch", "Two\nlines"],
    ["---\n'tagstream': 'major'\n---\nText\n", "major", "Text"],
    ["---\n---\n\n", undefined, ""],
  ])("%j is read", (source, bump, text) => {
    expect(parseChangeset("one", source)).toEqual({ id: "one", bump, text });
  });

  test.each([
    "",
    "Added: x",
    '---\n"tagstream": minr\n---\n\nx',
    '---\n"other": minor\n---\n\nx',
    '---\n"tagstream": minor\n"b": major\n---\nx',
  ])("%j is refused, with what it must look like", (source) => {
    expect(() => parseChangeset("one", source)).toThrow(
      '.changeset/one.md: it begins with a line `"tagstream": major`, `minor` or `patch` between two lines `---`.',
    );
  });

  test.each<[bump: Changeset["bump"], text: string, entry: ReturnType<typeof entryOf>]>([
    ["minor", "A thing", { kind: "Added", text: "A thing" }],
    ["patch", "A thing", { kind: "Fixed", text: "A thing" }],
    ["major", "A thing", { kind: "Changed", text: "A thing" }],
    ["minor", "Changed: a thing", { kind: "Changed", text: "a thing" }],
    ["patch", "Security: a\nthing", { kind: "Security", text: "a\nthing" }],
    ["patch", "Quoting: a thing", { kind: "Fixed", text: "Quoting: a thing" }],
    ["patch", "[A](../docs/a.md), [b](https://b.example)", { kind: "Fixed", text: "[A](docs/a.md), [b](https://b.example)" }],
    [undefined, "Nothing to see", undefined],
  ])("%s, %j: %j", (bump, text, entry) => {
    expect(entryOf(changeset(bump, text))).toEqual(entry);
  });

  test("without a text is refused", () => {
    expect(() => entryOf(changeset("minor", ""))).toThrow(".changeset/a-change.md: it has no text.");
  });
});

describe("the changelog", () => {
  const section = sectionOf("1.1.0", "2026-11-27", [
    changeset("patch", "One"),
    changeset("minor", "Two,\nof two lines\n\nand a paragraph"),
    changeset("patch", "Security: three"),
    changeset("minor", "Four"),
    changeset(undefined, ""),
  ]);

  test("has the sections in the order of Keep a Changelog", () => {
    expect(section).toBe(
      [
        "## 1.1.0 - 2026-11-27",
        "",
        "### Added",
        "",
        "- Two, of two lines",
        "",
        "  and a paragraph",
        "- Four",
        "",
        "### Fixed",
        "",
        "- One",
        "",
        "### Security",
        "",
        "- three",
      ].join("\n"),
    );
  });

  test("breaks lines at 100 columns, and no list, table or code", () => {
    const words = Array.from({ length: 30 }, () => "sevenly").join(" ");
    const list = `- ${words}`;
    expect(
      sectionOf("1.1.0", "2026-11-27", [changeset("minor", `${words}\n\n${list}`)])
        .split("\n")
        .slice(4),
    ).toEqual([
      `- ${Array.from({ length: 12 }, () => "sevenly").join(" ")}`,
      `  ${Array.from({ length: 12 }, () => "sevenly").join(" ")}`,
      `  ${Array.from({ length: 6 }, () => "sevenly").join(" ")}`,
      "",
      `  ${list}`,
    ]);
    // A dash at the beginning of a line would be a list.
    const dash = `${"x".repeat(97)} - ${"y".repeat(97)}`;
    expect(
      sectionOf("1.1.0", "2026-11-27", [changeset("minor", dash)])
        .split("\n")
        .slice(4),
    ).toEqual([`- ${"x".repeat(97)} -`, `  ${"y".repeat(97)}`]);
  });

  test("takes a section above the others, and gives each version's own back", () => {
    const first = withSection("# Changelog\n\nWhat it is.\n", "## 1.0.0 - 2026-01-01\n\n### Added\n\n- All");
    expect(first).toBe("# Changelog\n\nWhat it is.\n\n## 1.0.0 - 2026-01-01\n\n### Added\n\n- All\n");
    const second = withSection(first, section);
    expect(second).toBe(`# Changelog\n\nWhat it is.\n\n${section}\n\n## 1.0.0 - 2026-01-01\n\n### Added\n\n- All\n`);
    expect(notesOf(second, "1.0.0")).toBe("### Added\n\n- All");
    expect(notesOf(second, "1.1.0")).toBe(section.split("\n").slice(2).join("\n"));
    expect(notesOf(second, "1.0")).toBeUndefined();
  });
});
