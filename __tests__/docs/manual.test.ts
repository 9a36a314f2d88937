import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { optionsOf } from "../../src/commands/command-options.ts";
import { commands } from "../../src/commands/index.ts";
import { manualFile, manualPage } from "../../tools/man/page.ts";
import { entry, paragraph, verbatim } from "../../tools/man/roff.ts";
import { isInstalled } from "../support/shells.ts";
import { root } from "../support/workflow-files.ts";

const page = manualPage();
/** What a command says of the page, on both streams. */
const said = (program: string, ...args: string[]): string => {
  const { stdout, stderr } = spawnSync(program, args, {
    input: page,
    encoding: "utf8",
    env: { ...process.env, MANWIDTH: "100" },
  });
  return `${stdout}${stderr}`;
};
// A machine without the program says so: its test is skipped. script/engine installs mandoc on Debian.
const withProgram = (program: string) => (isInstalled(program) ? test : test.skip);

describe("the manual page", () => {
  test("is as its tables have it: if not, `npm run docs`", () => {
    expect(readFileSync(path.join(root, manualFile), "utf8") === page).toBe(true);
  });

  test("has an entry for each command of the command line, and for each option", () => {
    const entries = [...page.matchAll(/^\.TP\n(.*)$/gm)].map(([, term = ""]) => plain(term));
    const offered = commands.filter(({ onlyAt }) => onlyAt !== "action");
    const names = [...offered.map(({ name }) => name), ...offered.flatMap(optionsOf).map(({ name }) => `--${name}`)];
    expect(names.filter((name) => !entries.some((term) => term.split(/[ ,]+/).includes(name)))).toEqual([]);
    expect(names.length).toBeGreaterThan(60);
  });

  withProgram("mandoc")("mandoc finds nothing but the date, which would differ from build to build", () => {
    const found = said("mandoc", "-Tlint", "-Wstyle").trim().split("\n");
    expect(found).toEqual([expect.stringMatching(/WARNING: missing date, using "": TH$/)]);
  });

  withProgram("groff")("groff finds nothing", () => {
    expect(said("groff", "-man", "-ww", "-z", "-Tutf8")).toBe("");
  });

  withProgram("mandoc")("options can be searched and copied: hyphens and quotes stay what they are", () => {
    const text = said("mandoc", "-Tutf8").replaceAll(new RegExp(`.${String.fromCharCode(8)}`, "g"), "");
    expect(text).toContain('tagstream rollback --only squid:release --reason "crashes at start"');
    expect(text).toContain('eval "$(tagstream completion bash)"');
    expect(text).toContain("rebuild: { stale: … }");
    expect(text).not.toMatch(/[‐−“”‘’]/);
  });
});

describe("what roff would take for something else", () => {
  test("requests at the beginning of a line, escapes, quotes and dashes", () => {
    expect(paragraph(".so 'x\\n")).toBe(".PP\n\\&.so \\(aqx\\(rsn");
    expect(entry("t", "'.", "`--a-b` ~ ^ …")).toBe(".TP\nt\n\\(aq.\n\\fB\\-\\-a\\-b\\fR \\(ti \\(ha \\[u2026]");
    expect(verbatim(".a\n  'b")).toBe(".PP\n.RS 4\n.nf\n\\&.a\n  \\(aqb\n.fi\n.RE");
  });

  test("each sentence begins a line, and none is long; a line that would begin with a full stop does not", () => {
    const long = "word ".repeat(18).trim();
    expect(paragraph(`One. Two: ${long}.`)).toBe(`.PP\nOne.\nTwo: ${"word ".repeat(14).trim()}\nword word word word.`);
    expect(paragraph(`${"w".repeat(77)} .x`)).toBe(`.PP\n${"w".repeat(77)}\n\\&.x`);
  });
});

/** A term of the page, without its escapes. */
function plain(term: string): string {
  return term.replaceAll(/\\f[BIR]/g, "").replaceAll("\\-", "-");
}
