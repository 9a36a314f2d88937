/** What of the command line goes to which stream: the result to standard output, where `>` takes it, the rest to standard error. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { program, shellEnvironment } from "../support/command-line.ts";
import { makeFolder, makeRepository, removeFolders } from "../support/git.ts";

let folder: string;
beforeAll(() => {
  folder = makeRepository({
    Dockerfile: "FROM scratch\n",
    ".github/tagstream.yml": "registries: [localhost:1/nowhere]\nversions: {}\nimages: { app: { context: . } }\n",
  }).folder;
});
afterAll(removeFolders);

/** `tagstream …` as a line of a shell, where `$OUT` and `$ERR` are files. */
function shell(
  line: string,
  more: Record<string, string> = {},
): { status: number | null; out: string; err: string; shown: string } {
  const [out, err] = ["out", "err"].map((name) => path.join(makeFolder(), name)) as [string, string];
  const command = line.replaceAll("tagstream", `'${process.execPath}' '${program}'`);
  const env = { ...shellEnvironment(more), OUT: out, ERR: err };
  const { status, stdout } = spawnSync("bash", ["-c", `set -o pipefail; ${command}`], { cwd: folder, env, encoding: "utf8" });
  const read = (file: string) => readFileSync(file, { encoding: "utf8", flag: "a+" });
  return { status, out: read(out), err: read(err), shown: stdout };
}

describe("a result that is redirected", () => {
  test.each(["plan", "plan --event push --tags", "plan --git-tag v1.4.2", "run --dry-run", "build --local --dry-run"])(
    "tagstream %s > file: the table is in it, and what could not be asked on the terminal",
    (args) => {
      const { status, out, err } = shell(`tagstream ${args} > "$OUT" 2> "$ERR"`);
      expect({ status, out, err }).toMatchObject({ status: 0, out: expect.stringMatching(/^tagstream plan · /) });
      expect(out).toMatch(/^ {2}app:release +build /m);
      expect(out).toMatch(/^ {2}1 to build in 1 job/m);
      expect(out).not.toContain("note:");
      expect(err).toMatch(/^ {2}note: not known, what localhost:1\/nowhere\/app holds: .*$/m);
      expect(err).not.toContain("app:release");
    },
  );

  test("that there is nothing to do is a result, too", () => {
    const { status, out, err } = shell('tagstream plan --git-tag nightly > "$OUT" 2> "$ERR"');
    expect({ status, out, err }).toEqual({
      status: 0,
      out: expect.stringMatching(/^Nothing to do: the git tag nightly /),
      err: "",
    });
  });

  test.each(["plan --json", "run --dry-run --json"])("%s: JSON alone", (args) => {
    const { status, out, err } = shell(`tagstream ${args} > "$OUT" 2> "$ERR"`);
    expect({ status, err, units: JSON.parse(out).units.length }).toEqual({ status: 0, err: "", units: 1 });
  });

  test("an error is no result", () => {
    const { status, out, err } = shell('tagstream plan --config none.yml > "$OUT" 2> "$ERR"');
    expect({ status, out, err }).toEqual({ status: 1, out: "", err: expect.stringContaining("[config-missing]") });
  });
});

describe("a reader that goes away", () => {
  test.each(['tagstream plan 2> "$ERR" | true', "tagstream plan 2>&1 | true", 'tagstream plan --json 2> "$ERR" | head -c 1'])(
    "%s: ends as if it had read all",
    (line) => {
      expect(shell(line)).toMatchObject({ status: 0, err: expect.not.stringMatching(/EPIPE|^ +at /m) });
    },
  );

  test("a result that cannot be written is an error, in one line", () => {
    const { status, err } = shell('tagstream plan > /dev/full 2> "$ERR"');
    expect({ status, err }).toEqual({
      status: 1,
      err: expect.stringMatching(/^Could not write to standard output: ENOSPC.*\n$/m),
    });
    expect(err).not.toMatch(/^ +at /m);
  });
});

const colour = String.fromCharCode(27);

describe("colour, on a terminal", () => {
  // util-linux's script(1) gives the program a terminal.
  const terminal = (line: string, more: Record<string, string> = {}) => shell(`script -qec "${line}" /dev/null`, more);

  test("of the result that goes to a file: none, and of what is shown: some", () => {
    const { status, out, shown } = terminal("tagstream plan > $OUT");
    expect({ status, out, shown }).toEqual({
      status: 0,
      out: expect.not.stringContaining(colour),
      shown: expect.stringContaining(`${colour}[33mnote:`),
    });
  });

  test("of the result that is shown: some, and of what goes to a file: none", () => {
    const { status, err, shown } = terminal("tagstream plan 2> $ERR");
    expect({ status, err, shown }).toEqual({
      status: 0,
      err: expect.stringMatching(/^ {2}note: /),
      shown: expect.stringContaining(`${colour}[1mtagstream plan`),
    });
  });

  test("NO_COLOR: of neither", () => {
    const { status, shown } = terminal("tagstream plan", { NO_COLOR: "1" });
    expect({ status, shown }).toEqual({ status: 0, shown: expect.not.stringContaining(colour) });
  });
});
