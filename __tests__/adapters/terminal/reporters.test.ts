import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createTerminalReporter } from "../../../src/adapters/terminal/reporter-terminal.ts";
import type { Problem } from "../../../src/core/lib/problems/problem.ts";
import { makeProgram } from "../../support/program.ts";

/** What the program under test is asked to do, from its first argument. */
type Step =
  | { line: string }
  | { group: string; lines: string[] }
  | { problem: Partial<Problem> }
  | { problems: number; severity: Problem["severity"] }
  | { summary: string; times?: number }
  | { output: [string, string] }
  | { explain: Problem["code"] };

let program: Awaited<ReturnType<typeof makeProgram>>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "tagstream-reporter-"));
  program = await makeProgram(`
    import { createActionsReporter } from "./src/adapters/terminal/reporter-actions.ts";
    const reporter = createActionsReporter("https://docs.example.org/errors.md");
    const base = { code: "test-failed", message: "It failed.", severity: "error" };
    for (const step of JSON.parse(process.argv[2])) {
      if (step.line !== undefined) reporter.line(step.line);
      if (step.group !== undefined) { const group = reporter.group(step.group); step.lines.forEach((line) => group.line(line)); group.end(); }
      if (step.problem) reporter.problem({ ...base, ...step.problem });
      for (let n = 1; n <= (step.problems ?? 0); n++) reporter.problem({ ...base, message: "number " + n, severity: step.severity });
      if (step.problems) await Promise.resolve();
      for (let n = 0; n < (step.summary === undefined ? 0 : step.times ?? 1); n++) await reporter.summary(step.summary);
      if (step.explain) reporter.explain(step.explain);
      if (step.output) reporter.output(...step.output);
    }`);
});

afterAll(async () => {
  await program.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** What the runner would get from these steps. */
function report(steps: Step[], files = true): { log: string; summary: string; output: string; status: number | null } {
  const [summary, output] = ["summary", "output"].map((name) => path.join(folder, name)) as [string, string];
  for (const file of [summary, output]) writeFileSync(file, "");
  const env = { PATH: process.env["PATH"] ?? "", ...(files ? { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output } : {}) };
  const { stdout, stderr, status } = spawnSync(process.execPath, [program.path, JSON.stringify(steps)], {
    env,
    encoding: "utf8",
  });
  return { log: stdout + stderr, summary: readFileSync(summary, "utf8"), output: readFileSync(output, "utf8"), status };
}

describe("in GitHub Actions", () => {
  test("groups, lines and errors with their place", () => {
    const { log } = report([
      { line: "planned" },
      { group: "squid:release", lines: ["#1 building", "#2 done"] },
      {
        problem: {
          code: "config-unknown-key" as Problem["code"],
          message: "unknown key, 100 %",
          file: ".github/tagstream.yml",
          line: 14,
          column: 5,
        },
      },
      { problem: { severity: "warning", message: "one\ntwo" } },
    ]);
    expect(log).toBe(`planned
::group::squid:release
#1 building
#2 done
::endgroup::
::error title=config-unknown-key,file=.github/tagstream.yml,line=14,col=5::.github/tagstream.yml:14:5 unknown key, 100 %25 [config-unknown-key]%0Ahttps://docs.example.org/errors.md#config-unknown-key
::warning title=test-failed::one%0Atwo [test-failed]%0Ahttps://docs.example.org/errors.md#test-failed
`);
  });

  test("the address of a code is given once, whatever names it first", () => {
    const { log } = report([
      { explain: "registry-denied" },
      { problem: { code: "registry-denied" } },
      { problem: {} },
      { problem: { severity: "warning" } },
      { explain: "test-failed" },
    ]);
    expect(log).toBe(`registry-denied: https://docs.example.org/errors.md#registry-denied
::error title=registry-denied::It failed. [registry-denied]
::error title=test-failed::It failed. [test-failed]%0Ahttps://docs.example.org/errors.md#test-failed
::warning title=test-failed::It failed. [test-failed]
`);
  });

  test("what builds and tests print is never obeyed", () => {
    const lines = [
      "::error::no",
      "  \t::set-output name=x::y",
      "progress\r::add-mask::a",
      "x ##[error]no",
      "a\n::stop-commands::b",
      "\u200b::error::zero width",
      "\u0001::error::control",
      "\u001b[31m::error::red\u001b[0m",
      ":\u200b:error::between",
      "https://example.org::fine",
    ];
    const { log } = report([{ group: "::error::title\n::error::second line", lines }]);
    // As the runner reads it: a command begins with `::` after white space and what a comparison by culture ignores, or has `##[` anywhere.
    const commands = log
      .split(/\r\n|\r|\n/)
      .filter((line) => /^[^\p{L}\p{N}\p{P}\p{S}]*:[^\p{L}\p{N}\p{P}\p{S}\s]*:/u.test(line) || line.includes("##["));
    expect(commands).toEqual(["::group::::error::title ::error::second line", "::endgroup::"]);
    expect(log).toContain("https://example.org::fine\n");
  });

  test.each<[count: number, annotations: number, last: string]>([
    [9, 9, "number 9 [test-failed]"],
    [10, 10, "number 10 [test-failed]"],
    [11, 10, "and 2 more errors: see the log of this step"],
    [500, 10, "and 491 more errors: see the log of this step"],
  ])("of %d errors, %d annotations are made, and the log has all", (problems, annotations, last) => {
    const { log } = report([
      { problems, severity: "error" },
      { problems: 1, severity: "error" },
    ]);
    const errors = log.split("\n").filter((line) => line.startsWith("::error"));
    const expected = problems === 9 ? 10 : annotations;
    expect(errors).toHaveLength(expected);
    expect(errors[annotations - 1]).toContain(last);
    for (let n = 1; n <= problems; n++) expect(log).toContain(`number ${n} [test-failed]`);
    expect(log.match(/number 1 \[/g)).toHaveLength(2);
  });

  test("errors and warnings have their own limits", () => {
    const { log } = report([
      { problems: 12, severity: "warning" },
      { problems: 3, severity: "error" },
    ]);
    expect(log.match(/^::warning/gm)).toHaveLength(10);
    expect(log).toContain("::warning::and 3 more warnings: see the log");
    expect(log.match(/^::error/gm)).toHaveLength(3);
  });

  test("summary and outputs go to their files", () => {
    const { summary, output, log } = report([{ summary: "### a\n" }, { summary: "b" }, { output: ["tags", "x\ny"] }]);
    expect(summary).toBe("### a\n\nb\n\n");
    expect(output).toMatch(/^tags<<(\S+)\nx\ny\n\1\n$/);
    expect(log).toBe("");
  });

  test("all summaries of a step together stay below the limit at which GitHub throws them away", () => {
    const { summary } = report([{ summary: `${"é".repeat(100)}\n`.repeat(300), times: 20 }]);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 * 1024);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(1024 * 1024 - 300);
    expect(summary.endsWith("é\n\n*Cut to GitHub's limit for summaries.*\n")).toBe(true);
    expect(summary).not.toContain("\ufffd");
  });

  test("without the runner's files nothing fails", () => {
    expect(report([{ summary: "a" }, { output: ["tags", "x"] }, { line: "end" }], false)).toMatchObject({
      log: "end\n",
      status: 0,
    });
  });
});

describe("at a terminal", () => {
  const start = (environment = {}, stream: { isTTY?: boolean; columns?: number } = {}) => {
    let text = "";
    const reporter = createTerminalReporter({ ...stream, write: (part: string) => (text += part) }, environment, "https://a");
    return { reporter, text: () => text };
  };

  test("groups are indented under their titles, and errors are wrapped with their place and code", () => {
    const { reporter, text } = start({}, { columns: 80 });
    const group = reporter.group("squid:release");
    group.line("building");
    reporter.problem({
      code: "test-failed",
      severity: "error",
      file: ".github/tagstream.yml",
      line: 14,
      column: 5,
      message: "This is what is wrong, in a whole sentence. This is how to fix it, in another.",
    });
    reporter.problem({ code: "builder-driver", severity: "warning", message: "It is short." });
    reporter.explain("test-failed");
    group.line("more");
    group.end();
    reporter.explain("publish-digest-gone");
    reporter.line("end");
    expect(text()).toBe(`squid:release
  building
.github/tagstream.yml:14:5  This is what is wrong, in a whole sentence. This is
                            how to fix it, in another.             [test-failed]
https://a#test-failed
It is short.                                                    [builder-driver]
https://a#builder-driver
squid:release (continued)
  more
https://a#publish-digest-gone
end
`);
  });

  test("escape sequences of others do nothing but colour, and end with their line", () => {
    const { reporter, text } = start();
    reporter.line("a\u001b[2Jb\u001b]0;title\u0007c \u001b[31mred");
    expect(text()).toBe("abc \u001b[31mred\u001b[0m\n");
  });

  test("a live line stays below the log, and fits into one line of it", () => {
    const { reporter, text } = start({}, { isTTY: true, columns: 12 });
    const group = reporter.group("a");
    reporter.live?.("one of two");
    group.line("built");
    reporter.live?.("one of\ntwo, and waiting");
    reporter.live?.("one of two, and more");
    reporter.live?.("");
    reporter.line("end");
    const [bold, plain, erase] = ["\u001b[1m", "\u001b[22m", "\r\u001b[2K"];
    expect(text()).toBe(`${bold}a${plain}\none of two${erase}  built\none of two${erase}one of two…${erase}end\n`);
  });

  test.each<[environment: Record<string, string>, isTTY: boolean]>([
    [{}, false],
    [{ TERM: "dumb" }, true],
  ])("no live line with %j on a terminal: %s", (environment, isTTY) => {
    expect(start(environment, { isTTY }).reporter.live).toBeUndefined();
  });

  test.each<[colour: boolean, environment: Record<string, string>, isTTY: boolean]>([
    [true, {}, true],
    [false, {}, false],
    [false, { NO_COLOR: "1" }, true],
    [true, { NO_COLOR: "" }, true],
    [false, { TERM: "dumb" }, true],
    [true, { FORCE_COLOR: "1" }, false],
    [true, { FORCE_COLOR: "", NO_COLOR: "1" }, false],
    [false, { FORCE_COLOR: "0" }, true],
  ])("colour: %s for %j on a terminal: %s", (colour, environment, isTTY) => {
    expect(start(environment, { isTTY }).reporter.style.bold("x") !== "x").toBe(colour);
  });
});
