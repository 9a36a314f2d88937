import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  codeDefinitions,
  codeMark,
  createExplainer,
  errorPageOf,
  type Origin,
} from "../../../../src/core/lib/problems/error-page.ts";
import { root } from "../../../support/workflow-files.ts";

const page = "docs/reference/errors.md";
const unknown = `https://github.com/OWNER/tagstream/blob/v1/${page}`;

describe("the page that explains errors", () => {
  test.each<[what: string, origin: Origin, address: string]>([
    ["on the command line", {}, unknown],
    ["by a major version", { repository: "octo/tagstream", ref: "v1" }, `https://github.com/octo/tagstream/blob/v1/${page}`],
    [
      "by a commit, on a server of one's own",
      { server: "https://git.example.org:8443", repository: "octo/tagstream", ref: "4be1c0ff" },
      `https://git.example.org:8443/octo/tagstream/blob/4be1c0ff/${page}`,
    ],
    [
      "by a branch",
      { server: "https://github.com", repository: "octo/my.fork", ref: "next/2_x" },
      `https://github.com/octo/my.fork/blob/next/2_x/${page}`,
    ],
    ["as ./, where the runner names none", { server: "https://github.com", repository: "", ref: "" }, unknown],
    ["a repository without a ref", { repository: "octo/tagstream" }, unknown],
    ["an invalid repository", { repository: "octo/tagstream) [x](https://evil.example.org", ref: "v1" }, unknown],
    ["an invalid ref", { repository: "octo/tagstream", ref: "v1\n[x]: https://evil.example.org" }, unknown],
    [
      "an invalid server",
      { server: "javascript:alert(1)//", repository: "octo/tagstream", ref: "v1" },
      `https://github.com/octo/tagstream/blob/v1/${page}`,
    ],
  ])("%s", (_, origin, address) => {
    expect(errorPageOf(origin)).toBe(address);
  });

  test("is there", () => {
    expect(existsSync(path.join(root, page))).toBe(true);
  });
});

test("one output gives the address of a code once", () => {
  const explain = createExplainer("https://a");
  expect(explain("test-failed")).toEqual(["https://a#test-failed"]);
  expect(explain("build-failed")).toEqual(["https://a#build-failed"]);
  expect(explain("test-failed")).toEqual([]);
});

test("in Markdown, codes look the same as in logs, and one definition makes each a link", () => {
  const results = [{ code: "test-failed" }, {}, { code: "build-failed" }, { code: "test-failed" }] as const;
  expect(results.map(codeMark)).toEqual([" [test-failed]", "", " [build-failed]", " [test-failed]"]);
  expect(codeDefinitions("https://a", results)).toBe(
    "[test-failed]: https://a#test-failed\n[build-failed]: https://a#build-failed",
  );
  expect(codeDefinitions("https://a", [{}])).toBe("");
});
