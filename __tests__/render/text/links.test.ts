/** What strangers write, as GitHub renders it: it can be read and copied, and leads nowhere. */
import { describe, expect, test } from "@jest/globals";
import { resultOf } from "../../../src/core/result/result.ts";
import { retiredMarkdown } from "../../../src/render/cleanup/retired.ts";
import { commentMarkdown } from "../../../src/render/comment/comment.ts";
import { holdBody } from "../../../src/render/hold/hold-body.ts";
import { holdComment } from "../../../src/render/hold/hold-comment.ts";
import { summaryMarkdown } from "../../../src/render/summary/summary.ts";
import { isOneOf } from "../../../src/render/text/links.ts";
import { code, escapeHtml, escapeMarkdown, folded, markdownTable } from "../../../src/render/text/markdown.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { endingWithoutEvidence, failedRecord } from "../../support/endings.ts";
import { makeHold } from "../../support/holds.ts";
import { render } from "../../support/rendered.ts";

const sha = "4be1c0ffee4be1c0ffee4be1c0ffee4be1c0ffee";
const hostile = [
  "https://evil.example/a?b=1#c",
  "see http://evil.example, please",
  "HTTPS://EVIL.EXAMPLE/",
  "ftp://evil.example/x",
  "http://localhost:8080/",
  "(https://evil.example/(a)_b*c)",
  "https://evil.example/a|b",
  "https://evil.example/`a`",
  "xhttps://evil.example",
  "www.evil.example",
  "WWW.evil.example/path.",
  "(www.evil.example)",
  "mail octo@evil.example now",
  "octo.cat+x@evil.example.",
  "mailto:octo@evil.example",
  "xmpp:octo@evil.example/x",
  "<octo@evil.example>",
  "<https://evil.example>",
  "[a](https://evil.example)",
  "[a](javascript:alert(1))",
  "[a]: https://evil.example",
  "![a](https://evil.example/x.png)",
  '<img src="https://evil.example/x.png">',
  '<a href="//evil.example">a</a>',
  "#12",
  "fixes #12, closes (#13).",
  "osg/images#12",
  "images#12",
  "GH-12",
  "gh-12",
  "GHSA-jfh8-c2jp-5v3q",
  "CVE-2021-44228",
  sha,
  sha.slice(0, 7),
  `osg/images@${sha}`,
  `octo@${sha.slice(0, 8)}`,
  `broken by ${sha}.`,
  "1234567",
  "https://github.com/osg/images/issues/12",
  "@octo",
  "(@octo), @osg/team",
  "a\\@octo",
  "https://evil.example/@octo/#12",
  "| cell | @octo |",
  "`code` #12 ``` https://evil.example",
  "# 1. https://evil.example",
  "1. www.evil.example",
  "\\https://evil.example\\",
  "&commat;octo &#35;12 &#104;ttps://evil.example",
  "\u200bhttps://evil.example\u202e",
];
const plain = (text: string): string => text.replace(/[\u200b\u202e]/g, "");

test.each(hostile.filter((text) => !/^(?:ftp:|<img|a\\@|<a |\[a\]:|xhttps|\[a\]\(java|gh-12)/.test(text)))(
  "GitHub would make a link of %j",
  (text) => {
    expect(render(text).links).not.toEqual([]);
  },
);

describe.each<[string, (text: string) => string, (text: string) => string]>([
  ["a paragraph", escapeMarkdown, (text) => text],
  ["a list", (text) => `- ${escapeMarkdown(text)}`, (text) => `\n${text}\n`],
  ["a heading", (text) => `### ${escapeMarkdown(text)}`, (text) => text],
  ["bold", (text) => `**${escapeMarkdown(text)}**: x`, (text) => `${text}: x`],
  ["code", (text) => `say ${code(text)}`, (text) => `say ${text}`],
  ["a cell", (text) => markdownTable(["a", "b"], [["x", escapeMarkdown(text)]]), (text) => `abx${text}`],
  ["code in a cell", (text) => markdownTable(["a", "b"], [["x", code(text)]]), (text) => `abx${text}`],
  ["a folded block's title", (text) => folded(`<b>x</b> · ${escapeHtml(text)}`, "y"), (text) => `x · ${text}\ny`],
])("in %s", (where, written, read) => {
  test.each(hostile)("%j does nothing, and can be copied", (text) => {
    const { text: shown, links, elements } = render(written(text));
    expect(links).toEqual([]);
    expect([...elements].filter((name) => /^(?:a|img|input|script)$/.test(name))).toEqual([]);
    const clean = where === "a cell" || where === "code in a cell" ? shown.replace(/\n/g, "") : shown;
    expect(plain(clean).trim()).toBe(plain(read(text)).trim());
  });
});

test("all of them at once do nothing", () => {
  const text = hostile.join(" ");
  for (const markdown of [escapeMarkdown(text), code(text), folded(escapeHtml(text), "x")])
    expect(render(markdown).links).toEqual([]);
  expect(plain(render(escapeMarkdown(text)).text)).toBe(plain(text));
});

test("our own references stay links", () => {
  const links = (text: string) => render(escapeMarkdown(text, isOneOf(123, "8d2f31c"))).links;
  expect(links("tested in #123, at main@8d2f31c, 2 days old")).toEqual(["#123", "main@8d2f31c"]);
  expect(links("tested in #1234, osg/images#123, x8d2f31c")).toEqual([]);
});

test("numbers, timestamps, tags and names stay as they are", () => {
  const text = "6,000 of 25-el9-release-20261123-0617 (20261123-0617-01) in hub.example.org/osg/squid, c# a@b name@sha256:1";
  expect(escapeMarkdown(text)).toBe(text);
});

describe("what people read on GitHub has no link but ours", () => {
  const evil = hostile.join(" ");
  const tests = [{ kind: "run" as const, name: evil, timeout: 1, env: {}, platforms: ["linux/amd64"], command: ["v"] }];
  const unit = makePlanned("squid:release", { reason: evil, inputs: { none: evil }, tests });
  const plan = makePlan([unit], { notes: [evil], run: { id: "1", attempt: 1 } });
  const record = failedRecord(unit, { name: evil, platform: "linux/amd64", log: evil, reason: evil });
  const failed = resultOf("rebuild", endingWithoutEvidence(unit, record));
  const broken = resultOf("rebuild", endingWithoutEvidence({ ...unit, tests: [] }, { ...record, tests: [], problem: evil }));
  const hold = makeHold({ reason: evil, owner: evil });
  const held = { ...failed, outcome: "held" as const, hold, warnings: [evil] };
  const data = { ...hold, expires: "2026-12-02" };
  const errorPage = "https://docs.example.org/errors.md";
  const explained = `${errorPage}#test-failed`;
  test.each<[string, string, string[]]>([
    [
      "a comment",
      commentMarkdown({ ...plan, intent: "candidate" }, [failed, broken], new Map(), { errorPage }) ?? "",
      [explained],
    ],
    ["a hold", holdBody({ data, heldDigests: [{ name: evil }] }), []],
    ["a comment on a hold", holdComment(plan, [held], undefined), []],
    ["a summary", summaryMarkdown(plan, [failed, broken, held], { errorPage }), ["#12", explained, "main@8d2f31c"]],
    ["the end of a pull request", retiredMarkdown(2, [{ repository: evil, tag: evil, outcome: "kept", reason: evil }]), ["#2"]],
  ])("%s", (_, markdown, own) => {
    expect(markdown).toContain("evil.example");
    expect([...new Set(render(markdown).links)].sort()).toEqual(own);
  });
});
