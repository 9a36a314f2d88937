import { expect, test } from "@jest/globals";
import { exitWords, startWords } from "../../../../src/core/lib/text/exit-status.ts";

const carriageReturn = "a script has Windows line endings (a carriage return in its `#!` line). Save it with Unix line endings";
const interpreter = /^exit status \d+: the command, or the interpreter in its first line, does not exist \(Windows line endings/;

test.each<[name: string, status: number, output: string, words: string | RegExp]>([
  ["bash", 126, "bash: ./a.sh: /bin/sh^M: bad interpreter: No such file or directory", `exit status 126: ${carriageReturn}`],
  ["zsh", 126, "zsh: ./a.sh: bad interpreter: /opt/none: no such file or directory", interpreter],
  ["env(1)", 127, "/usr/bin/env: \u2018sh\\r\u2019: No such file or directory", `exit status 127: ${carriageReturn}`],
  ["env(1) in the C locale", 127, "/usr/bin/env: 'sh\\r': No such file or directory", `exit status 127: ${carriageReturn}`],
  ["BusyBox", 127, "env: can't execute 'sh\r': No such file or directory", `exit status 127: ${carriageReturn}`],
  ["a new bash", 127, "bash: line 1: ./a.sh: cannot execute: required file not found", interpreter],
  ["runc", 255, "exec /entrypoint.sh: no such file or directory", interpreter],
  ["an older runc", 1, "standard_init_linux.go:228: exec user process caused: no such file or directory", interpreter],
  ["another machine's program", 255, "exec /bin/sh: exec format error", /cannot run the platform's programs/],
  [
    "Docker, of a missing command",
    127,
    'exec: "nothing": executable file not found in $PATH',
    "exit status 127: the command was not found",
  ],
  ["a command that reads a missing file", 1, "cat: /x: No such file or directory", "exit status 1"],
  ["what says nothing", 7, "", "exit status 7"],
])("%s", (_, status, output, words) => {
  expect(exitWords(status, output)).toEqual(typeof words === "string" ? words : expect.stringMatching(words));
});

test("what a service printed before it ended", () => {
  expect(startWords("exec /usr/bin/entry: no such file or directory")).toContain("Windows line endings");
  expect(startWords("listening on 80")).toBeUndefined();
});
