import { describe, expect, test } from "@jest/globals";
import { expandWord } from "../../../../src/core/inputs/dockerfile/expand.ts";
import { publishedReference } from "../../../../src/core/inputs/dockerfile/reference.ts";
import { type Circumstances, parseDockerfile, sourcesOutside } from "../../../../src/core/inputs/dockerfile/stages.ts";
import { hardDockerfiles } from "./hard-dockerfiles.ts";
import { readOurs } from "./reading.ts";

const at: Circumstances = { args: {}, target: undefined, platform: "linux/arm64" };

function outside(text: string, change: Partial<Circumstances> = {}): string[] | undefined {
  const parsed = parseDockerfile(text);
  return parsed && sourcesOutside(parsed, { ...at, ...change }).map(({ name, line }) => `${name} ${line}`);
}

describe("what a Dockerfile takes from outside", () => {
  const cases: [string, string, string[] | undefined][] = [
    ["FROM, COPY and RUN", "FROM a\nCOPY --from=b / /\nRUN --mount=type=bind,from=c,target=/c true", ["a 1", "b 2", "c 3"]],
    ["in any case, with AS and a platform", "from --platform=$BUILDPLATFORM A:1 as Build\nFROM build", ["A:1 1"]],
    [
      "stages by name and by number",
      "FROM a AS x\nFROM b AS y\nFROM scratch\nCOPY --from=X / /\nCOPY --from=1 / /\n",
      ["a 1", "b 2"],
    ],
    ["of no stage that is not needed", "FROM a AS unused\nCOPY --from=u / /\nFROM b\n", ["b 3"]],
    ["a stage is there from its own line on, for FROM", "FROM x AS x\nFROM x\n", ["x 1"]],
    [
      "a stage that comes later, for COPY",
      "FROM a\nCOPY --from=late / /\nFROM b AS late\nFROM scratch\nCOPY --from=0 / /",
      ["a 1", "b 3"],
    ],
    ["a continued line, with a comment and an empty line in it", "FROM \\\n# FROM no\n\n   a:1 \\  \n AS x\n", ["a:1 1"]],
    ["another escape", "# escape=`\nFROM a`\n:1\nRUN dir C:\\\nFROM b\n", ["b 5"]],
    ["a directive behind a comment is none", "# hello\n# escape=`\nFROM a:\\\n1\n", ["a:1 3"]],
    [
      "here-documents are no instructions",
      "FROM a\nRUN <<EOF cat <<-'X Y'\nFROM no\nEOF\nFROM no\n\tX Y\nCOPY --from=b <<E /x\nFROM no\nE\n",
      ["a 1", "b 7"],
    ],
    ["shifts, here-strings and quotes are no here-documents", 'FROM a\nRUN echo $((1<<2)) <<<x "a <<b"\nFROM c', ["c 3"]],
    ["a byte order mark and carriage returns", "\uFEFFFROM a:1\r\nRUN x \\\r\n y\r\nCOPY --from=b / /\r\n", ["a:1 1", "b 4"]],
    [
      "flags in quotes",
      `FROM a\nRUN --mount=type=bind,"from=b",target=/x --mount=from='c' x\nCOPY --chown=1 --from="d" / /`,
      ["a 1", "b 2", "c 2", "d 3"],
    ],
    ["what looks like a flag in a command", "FROM a\nRUN x --mount=from=no\nCOPY x --from=no /\n", ["a 1"]],
    ["unknown instructions", "INCLUDE x\nFROM a\nWHAT --from=no\n", ["a 2"]],
    ["nothing", "# only this\n", undefined],
    ["something else", "images:\n  - name: x\n", undefined],
  ];
  test.each(cases)("%s", (_, text, expected) => expect(outside(text)).toEqual(expected));

  test("with build arguments, their defaults and BuildKit's own", () => {
    const text = `ARG REGISTRY="r.io/x" TAG
ARG BASE=$REGISTRY/base:\${TAG:-1}-$TARGETARCH
FROM \${BASE} AS one
ARG LATE=no
FROM \${LATE:-two}
COPY --from=one / /`;
    expect(outside(text)).toEqual(["two 5", "r.io/x/base:1-arm64 3"]);
    expect(outside(text, { args: { TAG: "2", LATE: "x" } })).toEqual(["two 5", "r.io/x/base:2-arm64 3"]);
    expect(outside(text, { args: { BASE: "b" } })).toEqual(["two 5", "b 3"]);
    expect(outside(text, { args: { TARGETARCH: "mine" }, target: "one" })).toEqual(["r.io/x/base:1-mine 3"]);
  });

  test("of a target by name in any case, by number, and of none", () => {
    const text = "FROM a AS One\nFROM b AS two\nFROM c\n";
    expect([outside(text, { target: "ONE" }), outside(text, { target: "1" }), outside(text, { target: "nope" })]).toEqual([
      ["a 1"],
      ["b 2"],
      [],
    ]);
  });
});

// `¢` stands for `$`, which the linter takes for a mistake before a brace.
test.each([
  ["$A-¢{A}", "x.y.z-x.y.z"],
  ["¢{U:-d} ¢{E:-d} ¢{E-d} ¢{U-$A}", "d d  x.y.z"],
  ["¢{A:+s}¢{U:+s}¢{E+s}¢{E:+s}", "ss"],
  ["¢{A#*.} ¢{A##*.} ¢{A%.*} ¢{A%%.*}", "y.z z x.y x"],
  ["¢{A/./-} ¢{A//./-}", "x-y.z x-y-z"],
  ['\'$A\' "$A" \\$A "\\$A" "\\n"', "$A x.y.z $A $A \\n"],
  ["¢{A:-¢{B}}$", "x.y.z$"],
  ["¢{U:?no}", undefined],
  ["¢{A", undefined],
  ["'a", undefined],
])("%s is %j", (word, expected) => {
  const variables = new Map([
    ["A", "x.y.z"],
    ["E", ""],
  ]);
  expect(expandWord(word.replaceAll("¢", "$"), variables, "\\")).toBe(expected);
});

test.each([
  ["base", "docker.io/library/base:latest"],
  ["osg/base:1", "docker.io/osg/base:1"],
  ["index.docker.io/osg/base:1", "docker.io/osg/base:1"],
  ["docker.io/base", "docker.io/library/base:latest"],
  ["GHCR.io/o/base:1", "ghcr.io/o/base:1"],
  ["ghcr.io:443/o/base", "ghcr.io/o/base:latest"],
  ["localhost:5000/base:1", "localhost:5000/base:1"],
  ["localhost/base", "localhost/base:latest"],
  ["registry-1.docker.io/base:1", "docker.io/library/base:1"],
  ["DOCKER.io:443/osg/base:1", "docker.io/osg/base:1"],
  ["ghcr.io:0443/o/base:1", "ghcr.io/o/base:1"],
  ["localhost:80/base:1", "localhost/base:1"],
  ["localhost:443/base:1", "localhost:443/base:1"],
  ["Registry/base:1", "registry/base:1"],
  ["ghcr.io/o/base@sha256:00", undefined],
])("%s is %s", (reference, expected) => expect(publishedReference(reference)).toBe(expected));

test.each(hardDockerfiles.filter(([, , read]) => read))("is read as BuildKit reads it: %s", (_, text, read) => {
  expect(readOurs(text)).toEqual(read);
});
