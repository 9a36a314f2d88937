import { expect, test } from "@jest/globals";
import type { Finding } from "../../../src/core/doctor/finding.ts";
import { doctorMarkdown } from "../../../src/render/doctor/doctor-markdown.ts";
import { doctorTable } from "../../../src/render/doctor/doctor-table.ts";

const ok = (subject: string): Finding => ({ level: "ok", check: subject, subject, what: "in order" });
const noToken = { level: "unknown", what: "there is no GitHub token to ask with", remedy: "set GITHUB_TOKEN" } as const;

const findings: Finding[] = [
  ok("configuration"),
  ok("builder"),
  {
    level: "fails",
    check: "permissions",
    subject: "images.yml, job images",
    what: "its token lacks `packages: write`",
    remedy: "add it",
    place: { file: ".github/workflows/images.yml", line: 9 },
  },
  { level: "risk", check: "configuration", subject: "t.yml:2", what: "not used", place: { file: "t.yml", line: 2 } },
  { ...noToken, check: "schedule", subject: "schedule of images.yml" },
  { ...noToken, check: "holds", subject: "holds" },
  { ...noToken, check: "required-checks", subject: "rules of main" },
];

test("a table: what is in order in one row, and each cause of `unknown` in one", () => {
  expect(doctorTable(findings)).toEqual([
    "1 thing will fail · 1 risk · 3 unknown",
    "  ok       configuration, builder",
    "  fails    images.yml, job images: its token lacks `packages: write` (.github/workflows/images.yml:9)",
    "           → add it",
    "  risk     t.yml:2: not used",
    "  unknown  schedule of images.yml, holds, rules of main: there is no GitHub token to ask with",
    "           → set GITHUB_TOKEN",
  ]);
});

test("a healthy repository is two lines", () => {
  expect(doctorTable(findings.slice(0, 2))).toEqual(["Nothing will fail", "  ok       configuration, builder"]);
});

const strange: Finding = {
  level: "risk",
  check: "action-references",
  subject: "\u001b[2Jx.yml",
  what: "<img src=x> | [a](https://evil.example)\n::error::x",
  remedy: "@octo/all",
};

test("what strangers wrote is text, in a terminal and in a summary", () => {
  expect(doctorTable([strange])).toHaveLength(3);
  expect(doctorTable([strange]).join("")).not.toContain("\u001b");
  const row = rowOf(doctorMarkdown([strange]));
  expect(row).not.toMatch(/<img|\]\(|@octo/);
  expect(row.match(/ \| /g)).toHaveLength(2);
});

test("a summary has the same rows", () => {
  expect(doctorMarkdown(findings.slice(1, 4)).split("\n")).toEqual([
    "### Doctor",
    "",
    "**1 thing will fail · 1 risk**",
    "",
    "|  | what | remedy |",
    "| --- | --- | --- |",
    "| ok | builder |  |",
    "| fails | images.yml, job images: its token lacks &#96;packages: write&#96; (.github/workflows/images.yml:9) | add it |",
    "| risk | t.yml:2: not used |  |",
    "",
    "",
  ]);
});

function rowOf(markdown: string): string {
  return markdown.split("\n").find((line) => line.startsWith("| risk")) ?? "";
}
