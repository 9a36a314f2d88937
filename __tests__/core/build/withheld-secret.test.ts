import { describe, expect, test } from "@jest/globals";
import { secretBehind, withheldSecrets } from "../../../src/core/build/withheld-secret.ts";
import { makeUnit } from "../../support/units.ts";

/** The output of a bake whose step failed, as BuildKit prints it. */
function failed(
  step: string,
  error: string,
  { log = [], excerpt = [`RUN ${step}`] }: { log?: string[]; excerpt?: string[] } = {},
) {
  return [
    `#6 [stage-0 2/2] RUN ${step}`,
    ...log.map((line) => `#6 0.051 ${line}`),
    `#6 ERROR: ${error}`,
    "------",
    ` > [stage-0 2/2] RUN ${step}:`,
    ...log.map((line) => `0.051 ${line}`),
    "------",
    "Dockerfile:2",
    "--------------------",
    "   1 |     FROM busybox:1.36",
    ...excerpt.map((line, at) => `   ${at + 2} | >>> ${line}`),
    "--------------------",
    `ERROR: target unit: failed to solve: ${error}`,
    "",
  ].join("\n");
}
const exit = (command: string) => `process "/bin/sh -c ${command}" did not complete successfully: exit code: 1`;
const missing = (id: string) => `secret ${id}: not found`;
const mount = "--mount=type=secret,id=TOKEN";

describe("a failed build is explained by the withheld secret TOKEN", () => {
  test.each<[string, string]>([
    ["required, as a file", failed(`${mount},required=true cat /run/secrets/TOKEN`, missing("TOKEN"))],
    ["required, in a variable", failed(`${mount},env=T,required true`, missing("TOKEN"))],
    ["required, its id by default", failed("--mount=type=secret,target=/etc/TOKEN,required true", missing("TOKEN"))],
    ["required, behind another mount", failed(`--mount=type=cache,target=/c ${mount},required true`, missing("TOKEN"))],
    [
      "optional, and its file is read",
      failed(`${mount} cat /run/secrets/TOKEN`, exit("cat"), { log: ["cat: can't open '/run/secrets/TOKEN'"] }),
    ],
    ["optional, and its file is tested without a word", failed(`${mount} test -s /run/secrets/TOKEN`, exit("test"))],
    ["read by a script that says so", failed(`${mount} ./fetch.sh`, exit("x"), { log: ["./fetch.sh: /run/secrets/TOKEN: no"] })],
    [
      "read in a here-document",
      failed(`${mount} <<EOF (set -e...)`, exit("x"), {
        excerpt: [`RUN ${mount} <<EOF`, "set -e", "test -s /run/secrets/TOKEN", "EOF"],
      }),
    ],
    ["put where a program looks by itself", failed(`${mount},target=/root/.npmrc npm ci`, exit("npm ci"))],
    ["in a variable that a program knows", failed(`${mount},env=NPM_TOKEN npm ci`, exit("npm ci"))],
  ])("%s", (_, output) => {
    expect(secretBehind(output, ["OTHER", "TOKEN"])).toBe("TOKEN");
  });
});

describe("a failed build is not explained by the withheld secret TOKEN", () => {
  test.each<[string, string]>([
    ["a step without it", failed("false", exit("false"))],
    ["a step that has it, and does not read it", failed(`${mount} false`, exit("false"))],
    ["a secret that nobody names", failed("--mount=type=secret,id=MINE,required true", missing("MINE"))],
    ["a secret with a longer name", failed("--mount=type=secret,id=TOKEN2 cat /run/secrets/TOKEN2", exit("cat"))],
    ["a secret that nobody names, beside it", failed(`--mount=type=secret,id=MINE,required ${mount},env=T x`, missing("MINE"))],
    ["another mount of that name", failed("--mount=type=bind,id=TOKEN,target=/x cat /x", exit("cat"))],
    ["a step that prints the message", failed("echo 'secret TOKEN: not found'; false", exit("x"), { log: [missing("TOKEN")] })],
    [
      "a step that prints a whole report",
      failed("./forge", exit("./forge"), {
        log: ["------", ` > [2/2] RUN ${mount},required x:`, "------", `ERROR: failed to solve: ${missing("TOKEN")}`],
      }),
    ],
    [
      "a syntax error",
      "Dockerfile:2\n--------------------\n   2 | >>> RUNN x\n--------------------\nERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: RUNN\n",
    ],
    ["a base that is not there", 'ERROR: target unit: failed to solve: localhost:1/TOKEN: "/run/secrets/TOKEN": not found\n'],
    ["nothing that was printed", ""],
    [
      "one platform's step alone",
      failed("make", exit("make")).replace(
        "------\n >",
        `------\n > [linux/arm64 2/2] RUN ${mount},env=T x:\n------\n------\n >`,
      ),
    ],
  ])("%s", (_, output) => {
    expect(secretBehind(output, ["TOKEN"])).toBeUndefined();
  });

  test("where nothing was withheld", () => {
    expect(secretBehind(failed(`${mount},required x`, missing("TOKEN")), [])).toBeUndefined();
  });
});

describe("a stranger's change is held to lack only those secrets", () => {
  const of = (name: string, ...secrets: { id: string; env: string }[]) => {
    const unit = makeUnit(name);
    return { ...unit, build: { ...unit.build, secrets } };
  };
  const token = { id: "TOKEN", env: "TOKEN" };
  const base = [of("squid:release", token), of("xcache:release")];
  test.each([
    ["that the base branch has for the image", of("squid:release", token), ["TOKEN"]],
    ["for another stream of the image", of("squid:beta", token), ["TOKEN"]],
    ["none that it adds itself", of("xcache:release", { id: "MINE", env: "MINE" }), []],
    ["none of another image", of("xcache:release", token), []],
    ["none of an image that it adds", of("origin:release", token), []],
    ["none that it takes from somewhere else", of("squid:release", { id: "TOKEN", env: "NOT_SET" }), []],
    ["none that it took out", of("squid:release"), []],
  ])("%s", (_, unit, ids) => {
    expect(withheldSecrets(unit, base)).toEqual(ids);
  });
});
