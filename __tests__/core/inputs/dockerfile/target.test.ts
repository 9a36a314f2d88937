import { expect, test } from "@jest/globals";
import { missingTargets } from "../../../../src/core/inputs/dockerfile/target.ts";
import { makeUnit } from "../../../support/units.ts";

const unit = (name: string, target: string | undefined, dockerfile = "Dockerfile") => {
  const made = makeUnit(name);
  const { target: _, ...build } = { ...made.build, dockerfile };
  return { ...made, build: { ...build, ...(target === undefined ? {} : { target }) } };
};

const stages = "FROM x AS base\nFROM base AS Final\nRUN true\n";

/** What is wrong with one target in a Dockerfile. */
const faults = (target: string | undefined, text: string | undefined) =>
  missingTargets([unit("squid:release", target)], () => text).map(({ file, message }) => `${file}: ${message}`);

test.each<[name: string, target: string, text: string, hint: string]>([
  ["a name that no stage has", "nope", stages, ": expected base or final"],
  ["a slip", "fnal", stages, ': did you mean "final"?'],
  ["a number, which BuildKit does not take", "1", stages, ": expected base or final"],
  [
    "the name that BuildKit prints for a stage without one",
    "stage-0",
    "FROM x\n",
    ": its stages have no names. Write `FROM … AS NAME`",
  ],
  ["a name that only a comment has", "test", `# FROM x AS test\n${stages}`, ": expected base or final"],
  ["a name within a here-document", "test", "FROM x AS base\nRUN <<EOF\nFROM x AS test\nEOF\n", ": expected base"],
])("%s is found", (_, target, text, hint) => {
  expect(faults(target, text)).toEqual([`Dockerfile: Dockerfile has no stage "${target}", the target of squid${hint}`]);
});

test.each<[name: string, target: string | undefined, text: string | undefined]>([
  ["no target", undefined, stages],
  ["a stage", "base", stages],
  ["a stage in other capitals", "FINAL", stages],
  ["a stage behind a flag and a variable", "out", "ARG V=1\nFROM --platform=$BUILDPLATFORM x:$V \\\n  as out\n"],
  ["Windows line endings", "base", stages.replaceAll("\n", "\r\n")],
  ["a Dockerfile that is not there, which is said elsewhere", "nope", undefined],
  ["a file without stages, which is said elsewhere", "nope", "RUN true\n"],
  ["a Dockerfile for another frontend", "nope", `# syntax=ghcr.io/octo/frontend:1\n${stages}`],
])("%s is let through", (_, target, text) => {
  expect(faults(target, text)).toEqual([]);
});

test("Docker's own frontend is no other one", () => {
  for (const syntax of ["docker/dockerfile:1", "docker.io/docker/dockerfile:1.7-labs", "docker/dockerfile-upstream:master"])
    expect(faults("nope", `# syntax=${syntax}\n${stages}`)).toHaveLength(1);
});

test("each image and target once, however many units", () => {
  const units = [unit("a:release", "x"), unit("a:testing", "x"), unit("a:other", "y"), unit("b:release", "x", "b/Dockerfile")];
  expect(missingTargets(units, () => stages).map(({ message }) => message.replace(/:.*/, ""))).toEqual([
    'Dockerfile has no stage "x", the target of a',
    'Dockerfile has no stage "y", the target of a',
    'b/Dockerfile has no stage "x", the target of b',
  ]);
});
