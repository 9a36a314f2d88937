import { expect, test } from "@jest/globals";
import { load, print } from "../support.ts";

test("parts without effect are warnings", () => {
  const { warnings } = load(`
registries: [ghcr.io/a, { name: docker.io/a, when: { os: el10, stream: testing } }]
streams: { release: , testing: , nightly: }
matrix: { os: [el9, el10], exclude: [{ os: el10, stream: testing }] }
aliases: [{ tag: latest, when: { os: el10, stream: testing } }]
images: { a: { context: ., streams: [release, testing] } }
`);
  expect(warnings.map(print)).toEqual([
    "2:25 config-idle no unit is published to docker.io/a",
    '3:34 config-idle no image is in the stream "nightly"',
    '5:11 config-idle no unit gets the alias "latest"',
  ]);
});
