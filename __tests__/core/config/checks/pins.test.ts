import { describe, expect, test } from "@jest/globals";
import { faultsOf, load, print } from "../support.ts";

const image = "images: { squid: { context: . } }\n";
const pins = (entries: string) => `pins: [${entries}]\n${image}`;

describe("the files of a target", () => {
  test.each([
    ["/k8s/*.yaml", "paths start at the repository's root: leave out the first `/`"],
    ["../k8s/*.yaml", "a path cannot leave the repository: leave out `..`"],
    ["!k8s/../x", "a path cannot leave the repository"],
    ["k8s\\\\a.yaml", "write `/` between folders"],
    ["!", "it names no file"],
  ])("%s", (glob, message) => {
    const [fault = "", ...others] = faultsOf(pins(`{ files: ["**", "${glob}"] }`));
    expect([fault, others]).toEqual([expect.stringContaining(message), []]);
    expect(fault).toMatch(/^1:\d+ config-value /);
  });

  test("only what they leave out", () => {
    expect(faultsOf(pins('{ files: ["!a", "!b/**"] }'))).toEqual([
      expect.stringContaining("every glob begins with `!`, so none names a file: add `**/*.yaml` before them"),
    ]);
  });
});

describe("two targets", () => {
  test.each([
    ["{ files: [a, b] }, { files: [b, a] }"],
    ["{ repository: Osg/k8s, files: [a] }, { repository: osg/K8S, files: [a], only: [squid] }"],
    ["{ branch: main, files: [a], only: [squid] }, { branch: main, files: [a], only: [squid], merge: auto }"],
  ])("with the same files are an error: %s", (entries) => {
    expect(faultsOf(pins(entries))).toEqual([
      expect.stringMatching(/config-value it names the same files as the entry on line 1/),
    ]);
  });

  test.each([
    ["{ files: [a] }, { files: [b] }"],
    ["{ branch: one, files: [a] }, { branch: two, files: [a] }, { files: [a] }"],
    ['{ files: [a], only: ["*:release"] }, { files: [a], only: [squid] , merge: auto }'],
  ])("%s is fine", (entries) => {
    expect(load(pins(entries)).warnings).toEqual([]);
  });
});

test("units that do not exist are a warning at their place", () => {
  expect(load(pins('{ files: [a], only: [squid, "*:testing", xcache] }')).warnings.map(print)).toEqual([
    expect.stringMatching(/^1:\d+ config-idle no unit matches "\*:testing"$/),
    expect.stringMatching(/^1:\d+ config-idle no unit matches "xcache"$/),
  ]);
});

test("a token in place of a variable's name is a credential, which no message repeats", () => {
  const token = `ghp_${"a1B2".repeat(9)}`;
  const faults = faultsOf(pins(`{ files: [a], token: ${token} }`));
  expect(faults).toEqual([expect.stringContaining("config-credential")]);
  expect(faults.join()).not.toContain(token);
});
