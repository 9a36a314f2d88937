import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "empty streams, an image in none, an unknown one",
    `streams: { release: , testing: }
images: { a: { context: ., streams: [] }, b: { context: ., streams: [relase] } }
`,
    [
      "2:28 config-empty the image is in no stream: name one, or leave `streams` out for all",
      '2:70 config-unknown-name unknown stream "relase": did you mean "release"?',
    ],
  ],
  [
    "no streams at all",
    `streams: {}
images: { a: { context: . } }
`,
    ["1:1 config-empty `streams` is empty: name one, or leave it out for `release`"],
  ],
  [
    "a when that names what nobody has",
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
      '6:60 config-when "series" is never "26": known are 24 and 25',
      '8:44 config-when "os" is never "el8": known is el9',
      '9:48 config-when unknown dimension "flavour" in `when`: known are series, os and stream',
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
      '2:5 config-registry "https://ghcr.io/octo" cannot be a registry: a registry is named without "https://": write "ghcr.io/octo"',
      '3:5 config-registry "osg" cannot be a registry: it has no registry in front: for Docker Hub write "docker.io/osg"',
      '4:13 config-registry "docker.io/OSG" cannot be a registry: registries take lower case only: write "docker.io/osg"',
      '6:3 config-image-name "Squid" cannot be an image\'s name: registries take lower case only: write "squid"',
      "7:3 config-image-name \"a..b\" cannot be an image's name: an image's name has lower-case letters, digits, single `.`, `_` or `-` between them, and `/`",
      '7:38 config-registry "opensciencegrid/squid" cannot be a repository: it has no registry in front: for Docker Hub write "docker.io/opensciencegrid/squid"',
      '7:61 config-registry "ghcr.io/a/b:1" cannot be a repository: it has a tag: write "ghcr.io/a/b", the tags come from `tag` and `aliases`',
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
