import { describe, expect, test } from "@jest/globals";
import { bakeFault, lastPart } from "../../../src/core/build/bake-output.ts";

describe("what went wrong, from bake's output", () => {
  test("a step that failed: its lines, the place, the error; not what came before", () => {
    const output = `#1 [internal] load local bake definitions
#5 [2/2] RUN ./configure
#5 0.101 checking
#5 ERROR: process "/bin/sh -c ./configure" did not complete successfully: exit code: 3
------
 > [linux/arm64 2/2] RUN ./configure:
0.101 checking
0.120 no compiler
------
Dockerfile:2
--------------------
   1 |     FROM busybox:1.36
   2 | >>> RUN ./configure
   3 |     
--------------------
ERROR: target unit: failed to solve: process "/bin/sh -c ./configure" did not complete successfully: exit code: 3
`;
    expect(bakeFault(output)).toBe(` > [linux/arm64 2/2] RUN ./configure:
0.101 checking
0.120 no compiler
Dockerfile:2
   1 |     FROM busybox:1.36
   2 | >>> RUN ./configure
   3 |
ERROR: target unit: failed to solve: process "/bin/sh -c ./configure" did not complete successfully: exit code: 3`);
  });

  test.each([
    ["an error alone", "#1 reading\nERROR: failed to stat ../key: no such file\n", "ERROR: failed to stat ../key: no such file"],
    ["no error line", "a\n\nb\n", "a\nb"],
    ["nothing", "", "it printed nothing"],
  ])("%s", (_, output, fault) => expect(bakeFault(output)).toBe(fault));

  test("long output is cut to its end", () => {
    const lines = Array.from({ length: 500 }, (_, at) => `line ${at} ${"x".repeat(200)}`).join("\n");
    const fault = bakeFault(`------\n > [2/2] RUN noisy:\n${lines}\n------\nERROR: the end`);
    expect(fault.length).toBeLessThan(4100);
    expect(fault.startsWith("…\nline ")).toBe(true);
    expect(fault.endsWith("ERROR: the end")).toBe(true);
  });
});

test.each([
  ["short", 10, "short"],
  ["one\ntwo\nthree", 9, "…\nthree"],
  ["abcdefghij", 4, "…\nghij"],
])("the last part of %j", (text, most, part) => expect(lastPart(text, most)).toBe(part));

test.each([
  ["a script with Windows line endings", `#7 0.2 /usr/bin/env: 'sh\\r': No such file or directory`, "carriage return"],
  ["a program of another machine", "#7 0.1 exec /bin/sh: exec format error", "docker/setup-qemu-action"],
])("what %s makes a step print is explained", (_, line, words) => {
  expect(bakeFault(`${line}\nERROR: process did not complete successfully: exit code: 1`)).not.toContain("What that means");
  const report = ["------", " > [2/2] RUN ./build.sh:", line.replace(/^#7 /, ""), "------", "ERROR: exit code: 127"].join("\n");
  expect(bakeFault(report)).toMatch(new RegExp(`Meaning: .*${words}`));
});
