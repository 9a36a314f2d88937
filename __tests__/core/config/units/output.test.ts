import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf, load, only } from "../support.ts";

test("the form of a build is part of its unit, unless it is the default", () => {
  const { build } = only(`matrix: { os: [el9] }
images:
  a:
    context: .
    annotations: { org.example.os: "{os} {built}", org.example.n: 3 }
    compression: zstd
    provenance: max
`);
  expect(build).toMatchObject({
    annotations: { "org.example.os": "el9 {built}", "org.example.n": "3" },
    compression: "zstd",
    provenance: "max",
  });
  const plain = only("images: { a: { context: ., compression: gzip, provenance: min, annotations: {} } }");
  expect(plain).toEqual(only("images: { a: { context: . } }"));
});

test("a build cache is off unless the image, or `defaults`, turns it on", () => {
  const cachesOf = (yaml: string) => load(yaml).units.map(({ build }) => build.cache);
  expect(cachesOf("images: { a: { context: . }, b: { context: ., cache: true } }")).toEqual([undefined, true]);
  expect(cachesOf("defaults: { cache: true }\nimages: { a: { context: . }, b: { context: ., cache: false } }")).toEqual([
    true,
    undefined,
  ]);
  const off = "images: { a: { context: ., cache: false } }";
  expect(only(off)).toEqual(only("images: { a: { context: . } }"));
});

test.each<[string, string, fault: string]>([
  ["a stream tag", "images: { a: { context: ., tag: cache.release } }", 'invalid tag "cache.release"'],
  [
    "an alias",
    'images: { a: { context: ., aliases: [{ tag: "cache.{stream}" }] } }',
    '"cache.{stream}" gives the invalid tag "cache.release"',
  ],
  ["an alias of each publication", 'images: { a: { context: ., aliases: [{ tag: "cache.{sha}" }] } }', '"cache.{sha}"'],
  ["a pattern of versions", 'versions: { tags: ["cache.{version}"] }\nimages: { a: { context: . } }', "cache."],
])("%s may not look like a build cache", (_, yaml, fault) => {
  const [only, ...others] = faultsOf(yaml);
  expect(others).toEqual([]);
  expect(only).toContain(fault);
  expect(only).toContain("tags that begin with `cache.` are reserved for build caches");
});

test.each<[yaml: string, candidates: unknown]>([
  ["images: { a: { context: . } }", undefined],
  ["candidates: { registry: quay.io/team-dev }\nimages: { a: { context: . } }", "quay.io/team-dev/a"],
  ["candidates: { registry: index.docker.io/dev }\nimages: { a: { context: . } }", "docker.io/dev/a"],
  ["candidates: false\nimages: { a: { context: . } }", false],
  ["candidates: false\nimages: { a: { context: ., candidates: { repository: quay.io/b } } }", "quay.io/b"],
  ["candidates: { registry: quay.io/team-dev }\nimages: { a: { context: ., candidates: false } }", false],
])("%s", (yaml, candidates) => {
  for (const unit of load(yaml).units) expect(unit.candidates).toBe(candidates);
});

test.each<FaultyCase>([
  [
    "candidates where images are published",
    `candidates: { registry: GHCR.io:443/octo-org }
images:
  a: { context: . }
  b: { context: ., candidates: { repository: ghcr.io/octo-org/a } }
`,
    [
      "1:25 config-registry GHCR.io:443/octo-org/a is a destination of a:release, so it cannot hold candidates. Name another repository, or remove `candidates`",
      "4:46 config-registry ghcr.io/octo-org/a is a destination of a:release, so it cannot hold candidates. Name another repository, or remove `candidates`",
    ],
  ],
  [
    "a second destination",
    `registries: [ghcr.io/x, quay.io/x]
candidates: { registry: quay.io/x }
images: { a: { context: . } }
`,
    [
      "2:25 config-registry quay.io/x/a is a destination of a:release, so it cannot hold candidates. Name another repository, or remove `candidates`",
    ],
  ],
  [
    "invalid places",
    `candidates: { registry: "quay.io/{stream}" }
images:
  a: { context: ., candidates: { repository: quay.io } }
  b: { context: ., candidates: { repository: https://quay.io/b } }
`,
    [
      '1:25 config-registry "quay.io/{stream}" is not a valid registry for candidates: it has placeholders, which are not allowed here',
      '3:46 config-registry "quay.io" is not a valid repository for candidates: the image\'s name is missing after "quay.io"',
      '4:46 config-registry "https://quay.io/b" is not a valid repository for candidates: write "quay.io/b", without "https://"',
    ],
  ],
  [
    "one place for the candidates of two images",
    `images:
  a: { context: ., candidates: { repository: quay.io/dev } }
  b: { context: ., candidates: { repository: quay.io:443/dev } }
`,
    ['3:46 config-registry quay.io:443/dev already holds the candidates of "a"'],
  ],
  [
    "values that are none",
    `candidates: true
images: { a: { context: ., compression: xz, provenance: full } }
`,
    [
      '1:13 config-value "candidates" at the top level must be false or a map of keys and values',
      '2:41 config-value "compression" in image "a" must be "gzip" or "zstd"',
      '2:57 config-value "provenance" in image "a" must be "min" or "max"',
    ],
  ],
  [
    "annotations that Tagstream writes, and keys that are none",
    `images:
  a:
    context: .
    annotations:
      io.github.tagstream.inputs: "0"
      org.opencontainers.image.source: https://example.org
      org.opencontainers.image.title: fine
      "a b": x
      a=b: x
      lines: "x\\ny"
      other: "{gone}"
`,
    [
      '5:7 config-value Tagstream itself writes the annotation "io.github.tagstream.inputs", so that it can read it later: remove it',
      '6:7 config-value Tagstream itself writes the annotation "org.opencontainers.image.source", so that it can read it later: remove it',
      '8:7 config-value "a b" is not a valid annotation: use a key without spaces and `=`',
      '9:7 config-value "a=b" is not a valid annotation: use a key without spaces and `=`',
      '10:7 config-value the annotation "lines" has more than one line',
      "11:14 config-placeholder unknown placeholder {gone}: expected {image} or {stream}. For the literal text, write {{gone}}",
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
