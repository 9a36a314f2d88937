import { expect, test } from "@jest/globals";
import { readKeepFile } from "../../../src/core/retention/keep-file.ts";
import { makeDigest } from "../../support/units.ts";

const digest = makeDigest("kept");
const needsIn = (line: string) => readKeepFile(line, "keep.txt").needs.map(({ by: _, ...need }) => need);

test.each([
  [digest, [{ digest }]],
  [`ghcr.io/octo/squid@${digest}`, [{ digest }]],
  [`docker-pullable://ghcr.io/octo/squid@${digest}`, [{ digest }]],
  [`ghcr.io/octo/squid:release@${digest}`, [{ digest, tag: { repository: "ghcr.io/octo/squid", tag: "release" } }]],
  ["localhost:5000/squid:release", [{ tag: { repository: "localhost:5000/squid", tag: "release" } }]],
  ["localhost:5000/squid", [{ tag: { repository: "localhost:5000/squid", tag: "latest" } }]],
  ["nginx:1.27  # a comment", [{ tag: { repository: "docker.io/library/nginx", tag: "1.27" } }]],
  ["octo/squid", [{ tag: { repository: "docker.io/octo/squid", tag: "latest" } }]],
  ["# a comment", []],
  ["  ", []],
])("%s", (line, needs) => {
  expect(needsIn(line)).toEqual(needs);
});

test.each([
  "sha256:abc",
  "two words",
  "ghcr.io/octo/squid@sha256:abc",
  "ghcr.io/Octo/Squid:release",
  "name:a:b",
  "ghcr.io/octo/squid:",
  `${digest} ${digest}`,
  "<none>",
])("%s is neither", (line) => {
  const { needs, faults } = readKeepFile(`${digest}\r\n${line}\n`, "a/keep.txt");
  expect(needs).toEqual([{ digest, by: "a/keep.txt:1" }]);
  expect(faults).toEqual([expect.stringMatching(/^a\/keep\.txt:2: ".*" is neither a digest nor a reference$/)]);
});

test("a file of another kind does not fill the screen", () => {
  const { faults } = readKeepFile("not an image\n".repeat(1000), "keep.txt");
  expect(faults).toHaveLength(6);
  expect(faults.at(-1)).toBe("keep.txt has 995 more such lines");
});

test("an empty file is what an export that failed leaves; a comment says that nothing runs", () => {
  for (const text of ["", "\n", "\uFEFF \r\n"])
    expect(readKeepFile(text, "keep.txt")).toEqual({
      needs: [],
      faults: [
        "keep.txt is empty, as after an export that failed. If nothing is to be kept, write that in a comment: `# nothing`",
      ],
    });
  expect(readKeepFile("# nothing\n", "keep.txt")).toEqual({ needs: [], faults: [] });
});
