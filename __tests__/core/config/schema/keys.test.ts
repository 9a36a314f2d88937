import { describe, expect, test } from "@jest/globals";
import { listed } from "../../../../src/core/lib/text/nearest.ts";
import { testConfigSchema } from "../../../../src/core/tests/config-schema.ts";
import { type FaultyCase, faultsOf } from "../support.ts";

test.each<FaultyCase>([
  [
    "an unknown key, with the intended one",
    `images:
  xcache:
    context: .
    plattforms: [linux/amd64]
`,
    ['4:5 config-unknown-key unknown key "plattforms" in image "xcache": did you mean "platforms"?'],
  ],
  [
    "all unknown keys, at every level",
    `image: {}
promotion: { maxage: 7d }
streams: { release: { arg: {} } }
aliases: [{ tag: latest, wen: { stream: release } }]
registries: [{ name: ghcr.io/a, optional: true }]
images:
  a:
    context: .
    zzz: 1
    yyy: 2
    tests: [{ run: [ls], timout: 5m }]
`,
    [
      '1:1 config-unknown-key unknown key "image" at the top level: did you mean "images"?',
      '2:14 config-unknown-key unknown key "maxage" in "promotion": did you mean "max-age"?',
      '3:23 config-unknown-key unknown key "arg" in stream "release": did you mean "args"?',
      '4:26 config-unknown-key unknown key "wen" in alias 1: did you mean "when"?',
      '5:33 config-unknown-key unknown key "optional" in registry 1: expected name, when or required',
      '9:5 config-unknown-key unknown key "zzz" in image "a": expected context, dockerfile, base, target, args, contexts, secrets, labels, annotations, compression … (27)',
      '10:5 config-unknown-key unknown key "yyy" in image "a": expected context, dockerfile, base, target, args, contexts, secrets, labels, annotations, compression … (27)',
      '11:26 config-unknown-key unknown key "timout" in test 1 of image "a": did you mean "timeout"?',
    ],
  ],
  [
    "duplicate keys, without those below them",
    `tag: "{stream}"
images:
  a: { context: . }
  b: { context: ., args: { X: 1, X: 2 } }
  a: { context: . }
tag: "{stream}"
`,
    [
      '4:34 config-duplicate-key duplicate key "X": line 4 already has it',
      '5:3 config-duplicate-key duplicate key "a": line 3 already has it',
      '6:1 config-duplicate-key duplicate key "tag": line 1 already has it',
    ],
  ],
  [
    "missing keys",
    `aliases: [{ timestamps: true }]
registries: [{ required: false }, ghcr.io/a]
images:
  a: {}
  b:
  c: { context: ., secrets: [{ env: X }] }
`,
    [
      '1:11 config-missing-key missing key "tag" in alias 1',
      '2:14 config-missing-key missing key "name" in registry 1',
      '4:3 config-missing-key missing key "context" in image "a"',
      '5:3 config-value "b" in "images" has no value, but must be a map of keys and values',
      '6:30 config-missing-key missing key "id" in secret 1 of image "c"',
    ],
  ],
  [
    "a misspelled key is not also missing",
    `images: { a: { contxt: . } }
`,
    ['1:16 config-unknown-key unknown key "contxt" in image "a": did you mean "context"?'],
  ],
  [
    "no images",
    `tag: "{stream}"
`,
    ["1:1 config-missing-key missing key `images`: add an image, for example `images: { NAME: { context: . } }`"],
  ],
  [
    "empty images",
    `images: {}
`,
    ["1:1 config-empty `images` is empty: add an image, for example `images: { NAME: { context: . } }`"],
  ],
  [
    "images without a value",
    `images:
`,
    ['1:1 config-value "images" at the top level has no value, but must be a map of keys and values'],
  ],
  [
    "nothing but a comment",
    `# nothing
`,
    ["1:1 config-empty The configuration is empty. It needs at least `images: { NAME: { context: . } }`"],
  ],
  [
    "not a map",
    `- images
`,
    ["1:1 config-value The configuration is a list, but must be a map of keys and values"],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});

describe("keys of other tools", () => {
  const hintOf = (text: string) => faultsOf(text).map((fault) => fault.replace(/^.*? unknown key /, ""));

  test.each<[key: string, hint: string]>([
    ["build-args", "use `args`"],
    ["build_args", "use `args`"],
    ["buildArgs", "use `args`"],
    ["file", "use `dockerfile`, a path relative to the context"],
    ["dockerfile_path", "use `dockerfile`, a path relative to the context"],
    ["dockerfile-inline", "not supported, use `dockerfile` with a file"],
    ["build-contexts", "use `contexts`"],
    ["additional_contexts", "use `contexts`"],
    ["platform", "use `platforms`"],
    ["tags", "use `tag` for the stream tag, and `aliases` for further tags"],
    ["secret-files", "use `secrets`"],
    ["ssh", "not supported, use `secrets`"],
    ["annotation", "use `annotations`"],
    ["attest", "use `provenance: max` for more than minimal provenance, which every build has"],
    ["depends_on", "use `base` for an image of this file: only the Dockerfile names other bases"],
    ["cache-from", "use `cache: true`"],
    ["no_cache", "not supported, remove it: rebuilds use no cache and pull the bases again"],
    ["push", "not supported, remove it: Tagstream pushes every build, and tags images that passed their tests"],
    ["sbom", "remove it: every build attests an SBOM, unless `packages: false` leaves it out"],
    ["shm-size", "not supported, use the builder's settings"],
    ["inherits", "not supported, use `defaults` for what all images share, or a YAML merge key (`<<: *name`) for some"],
    ["environment", "not supported, use `args` for the build, and `env` of a test"],
    ["registries", "put it at the top level"],
  ])("an image's %s", (key, hint) => {
    expect(hintOf(`images: { a: { context: ., ${key}: x } }`)).toEqual([`"${key}" in image "a": ${hint}`]);
  });

  test("a foreign key for the context gets no second message about a missing context", () => {
    expect(hintOf("images: { a: { path: . } }")).toEqual(['"path" in image "a": use `context`']);
    expect(hintOf("images: { a: { build: . } }")).toEqual(['"build" in image "a": use `context`']);
  });

  test.each<[yaml: string, hint: string]>([
    ["services: { a: { context: . } }", '"services" at the top level: use `images`'],
    ["stale: 10d\nimages: { a: { context: . } }", '"stale" at the top level: put it in `rebuild`'],
    ["target: { a: { context: . } }", '"target" at the top level: use `images`'],
    [
      "platforms: [linux/amd64]\nimages: { a: { context: . } }",
      '"platforms" at the top level: put it in an image, under `images`, or in `defaults` for all of them',
    ],
    ["on: push\nimages: { a: { context: . } }", '"on" at the top level: not supported, set it in the workflow'],
    ["images: { a: { context: ., secrets: [{ id: x, file: /x }] } }", '"file" in secret 1 of image "a": expected id, env or src'],
    [
      "images: { a: { context: ., tests: [{ run: ls, retries: 3 }] } }",
      `"retries" in test 1 of image "a": expected ${listed(Object.keys(testConfigSchema.entries), "or")}`,
    ],
  ])("%s", (yaml, hint) => {
    expect(hintOf(yaml)).toEqual([hint]);
  });
});

test.each([
  ["a byte order mark amid the file", "\uFEFFimages: { a: { context: . } }", "FEFF"],
  ["a no-break space", "images\u00A0: { a: { context: . } }", "00A0"],
])("%s in a key is named", (_, yaml, code) => {
  expect(faultsOf(`tag: x\n${yaml}`)[0]).toMatch(`it contains an invisible character (U+${code}). Type it again`);
});
