import { expect, test } from "@jest/globals";
import { faultsOf, load } from "../support.ts";

const image = "images: { a: { context: . } }\n";

test("where images are deployed from, in order, with what the file leaves out", () => {
  const { pins } = load(`pins:
  - files: ["deploy/**/*.yaml", "!deploy/old/**"]
  - { repository: octo-org/k8s, branch: live, files: ["clusters/**"], only: ["a:*"], merge: auto, token: K8S_TOKEN }
${image}`);
  expect(pins).toEqual([
    { files: ["deploy/**/*.yaml", "!deploy/old/**"], only: [], merge: "manual" },
    { repository: "octo-org/k8s", branch: "live", files: ["clusters/**"], only: ["a:*"], merge: "auto", token: "K8S_TOKEN" },
  ]);
  expect(load(image).pins).toEqual([]);
});

test.each([
  ["pins: []", "it is an empty list"],
  ["pins: [{ files: [] }]", "it is an empty list"],
  ["pins: [{ branch: main }]", "files"],
  ["pins: [{ files: [a], repository: k8s }]", "expected `owner/name`"],
  ["pins: [{ files: [a], token: ghp-x }]", "a name has only letters"],
  ["pins: [{ files: [a], merge: squash }]", "merge"],
])("what it cannot be: %s", (yaml, words) => {
  const faults = faultsOf(`${yaml}\n${image}`);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(words);
});
