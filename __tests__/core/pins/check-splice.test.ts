import { expect, test } from "@jest/globals";
import { type Edit, spliceFault } from "../../../src/core/pins/check-splice.ts";
import { findPins } from "../../../src/core/pins/find.ts";
import { writePins } from "../../../src/core/pins/write.ts";
import { changeFault } from "../../support/pins/change-checker.ts";
import { pinnedUnits, wantedOf } from "../../support/pins/pinned-units.ts";

const file = `# squid
image: opensciencegrid/xcache:25-el9-release # the cache
tag: &tag "25-el9-release"
list: [one, { two: 2 }, *tag]
text: |
  opensciencegrid/xcache
quoted: "a\\x62c"
---
last: opensciencegrid/xcache:25-el9-release
`;

/** The edit that replaces the first place of a text. */
function edit(now: string, text: string): Edit {
  const start = file.indexOf(now);
  return { start, end: start + now.length, text };
}

function splice(edits: readonly Edit[]): string {
  return edits.toReversed().reduce((text, { start, end, text: now }) => text.slice(0, start) + now + text.slice(end), file);
}

const image = edit("opensciencegrid/xcache:25-el9-release", "opensciencegrid/xcache:new@sha256:1");
const tag = edit(`25-el9-release"`, "new");
const ownTag = { ...tag, end: tag.end - 1 };

test("edits of whole scalars pass", () => {
  expect(spliceFault(file, splice([image]), [image])).toBeUndefined();
  expect(spliceFault(file, splice([image, ownTag]), [image, ownTag])).toBeUndefined();
  expect(spliceFault(file, file, [])).toBeUndefined();
});

const others = "other parts of the file would change";

test.each<[bug: string, edits: Edit[], fault: string]>([
  ["writes a second line", [{ ...image, text: "a\nb: c" }], "the file would parse as something else"],
  ["writes a comment", [{ ...image, text: "a # b" }], "another value of the file would change"],
  ["writes a map", [{ ...image, text: "a: b" }], "afterwards, line 2 is no YAML"],
  ["writes an anchor", [{ ...image, text: "&a b" }], "another value of the file would change"],
  ["writes a tag", [{ ...image, text: "!a b" }], "another value of the file would change"],
  ["writes an alias", [edit("one", "*tag")], "another value of the file would change"],
  ["writes quotes", [{ ...image, text: "'b'" }], "another value of the file would change"],
  ["ends the quotes", [{ ...ownTag, text: 'a" # "' }], "another value of the file would change"],
  ["writes an escape", [{ ...ownTag, text: "\\x62" }], "another value of the file would change"],
  ["ends a flow map", [{ ...edit("2 }", "2}, {a: 2"), end: file.indexOf("2 }") + 1 }], "the file would parse as something else"],
  ["adds an item", [edit("one", "one, two")], "the file would parse as something else"],
  ["ends the document", [{ ...image, text: "a\n---\nb: c" }], "the file would parse as something else"],
  ["writes a number", [edit("one", "1_000")], "`1_000` would be a number or a date: write quotes around it"],
  ["writes a date", [edit("one", "2026-11-23")], "`2026-11-23` would be a number or a date: write quotes around it"],
  ["writes a truth", [edit("one", "yes")], "`yes` would be a number or a date: write quotes around it"],
  ["edits a comment", [edit("the cache", "the new cache")], "another value of the file would change"],
  [
    "edits spaces",
    [{ ...edit(" [one", "  "), end: file.indexOf(" [one") + 1 }],
    "the file is another one than the one that was read",
  ],
  ["edits a key", [edit("image", "other")], "another value of the file would change"],
  ["edits a block", [edit("opensciencegrid/xcache\n", "other\n")], "another value of the file would change"],
  ["edits escapes", [edit("a\\x62c", "b")], "another value of the file would change"],
  ["edits a part of a scalar", [edit("xcache:25", "xcache:26")], "another value of the file would change"],
  ["edits the end of a scalar", [edit("25-el9-release # the", "x # the")], "another value of the file would change"],
  [
    "edits from a scalar to the next",
    [edit('25-el9-release"\nlist: [one', 'x"\nlist: [one')],
    "another value of the file would change",
  ],
])("a splice that %s is noticed", (_, edits, fault) => {
  expect(spliceFault(file, splice(edits), edits)).toContain(fault);
});

test.each<[bug: string, after: string]>([
  ["leaves out its edit", file],
  ["loses the last newline", splice([image]).slice(0, -1)],
  ["adds a newline", `${splice([image])}\n`],
  ["changes a comment", splice([image]).replace("# squid", "# Squid")],
  ["changes spaces", splice([image]).replace("list: ", "list:  ")],
  ["changes quotes", splice([image]).replaceAll('"', "'")],
  ["edits the same text elsewhere, too", splice([image]).replace(/(last: ).*/, "$1opensciencegrid/xcache:new@sha256:1")],
  ["edits the wrong one of two", file.replace(/(last: ).*/, "$1opensciencegrid/xcache:new@sha256:1")],
  ["writes other line ends", splice([image]).replaceAll("\n", "\r\n")],
  ["loses a document", splice([image]).replace(/---.*/s, "")],
])("a splice that %s is noticed", (_, after) => {
  expect(spliceFault(file, after, [image])).toBe(others);
});

test("edits in the wrong order, and those that overlap, are noticed", () => {
  expect(spliceFault(file, splice([image, ownTag]), [ownTag, image])).toBe(others);
  expect(spliceFault(file, splice([image]), [image, image])).toBe(others);
});

test("pins of another text are refused", () => {
  const { found } = findPins(file, pinnedUnits);
  const orders = found.map((pin) => ({ pin, wanted: wantedOf(pin) }));
  expect(orders).toHaveLength(2);
  for (const other of [`#\n${file}`, file.slice(1), file.replace("# squid", "# the squid"), "", "image: x\n".repeat(9)]) {
    expect(writePins(other, orders)).toEqual({ refused: expect.any(String) });
  }
});

test("the checker of the fuzz test notices what a program would read differently", () => {
  const { found } = findPins(file, pinnedUnits);
  const orders = found.map((pin) => ({ pin, wanted: wantedOf(pin) }));
  const written = writePins(file, orders);
  const text = "text" in written ? written.text : "";
  expect(changeFault(file, text, orders)).toBeUndefined();
  for (const bug of [text.replace("squid", "Squid"), text.replace("one", "two"), text.trimEnd(), file]) {
    expect(changeFault(file, bug, orders)).toBe("the bytes are not the expected ones");
  }
  const [first] = orders;
  if (!first) throw new Error("no pin");
  const inKey = { ...first, pin: { ...first.pin, scalars: [{ start: 8, end: 13, holds: "digest" as const }] } };
  const bug = file.slice(0, 8) + first.wanted.digest + file.slice(13);
  expect(changeFault(file, bug, [inKey])).toContain("has changed from");
});
