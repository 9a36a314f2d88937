import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "empty streams, an image without streams, an unknown stream",
    `streams: { release: , testing: }
images: { a: { context: ., streams: [] }, b: { context: ., streams: [relase] } }
`,
    [
      "2:28 config-empty the image has no stream: add one, or remove `streams` to get all",
      '2:70 config-unknown-name unknown stream "relase": did you mean "release"?',
    ],
  ],
  [
    "no streams at all",
    `streams: {}
images: { a: { context: . } }
`,
    ["1:1 config-empty `streams` is empty: add a stream, or remove the key to get the stream `release`"],
  ],
  [
    "a when with names and values that no unit has",
    `registries:
  - ghcr.io/a
  - { name: docker.io/a, when: { serie: "24" } }
matrix: { series: ["24", "25"], os: [el9] }
aliases:
  - { tag: latest, when: { stream: relaese, series: ["25", "26"] } }
images:
  a: { context: ., required: { when: { os: el8 } } }
  b: { context: ., aliases: [{ tag: x, when: { flavour: y } }] }
`,
    [
      '3:34 config-when unknown dimension "serie" in `when`: did you mean "series"?',
      '6:36 config-when "stream" is never "relaese": did you mean "release"?',
      '6:60 config-when "series" is never "26": expected 24 or 25',
      '8:44 config-when "os" is never "el8": expected el9',
      '9:48 config-when unknown dimension "flavour" in `when`: expected series, os or stream',
    ],
  ],
  [
    "image names and registries",
    `registries:
  - https://ghcr.io/octo
  - osg
  - { name: "docker.io/OSG" }
images:
  Squid: { context: . }
  a..b: { context: ., destinations: [opensciencegrid/squid, "ghcr.io/a/b:1"] }
`,
    [
      '2:5 config-registry "https://ghcr.io/octo" is not a valid registry: write "ghcr.io/octo", without "https://"',
      '3:5 config-registry "osg" is not a valid registry: it does not begin with a registry: for Docker Hub write "docker.io/osg"',
      '4:13 config-registry "docker.io/OSG" is not a valid registry: registries accept only lower case: write "docker.io/osg"',
      '6:3 config-image-name "Squid" is not a valid image name: registries accept only lower case: write "squid"',
      '7:3 config-image-name "a..b" is not a valid image name: use lower-case letters, digits, single `.`, `_` or `-` between them, and `/`',
      '7:38 config-registry "opensciencegrid/squid" is not a valid repository: it does not begin with a registry: for Docker Hub write "docker.io/opensciencegrid/squid"',
      '7:61 config-registry "ghcr.io/a/b:1" is not a valid repository: it has a tag: write "ghcr.io/a/b", because `tag` and `aliases` give the tags',
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
