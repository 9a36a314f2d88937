import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf } from "./support.ts";

test.each<FaultyCase>([
  [
    "an unknown key, with what was meant",
    `images:
  xcache:
    context: .
    plattforms: [linux/amd64]
`,
    ['4:5 config-unknown-key unknown key "plattforms" in image "xcache": did you mean "platforms"?'],
  ],
  [
    "unknown keys at every level, all of them",
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
      '5:33 config-unknown-key unknown key "optional" in registry 1: known are name, when and required',
      '9:5 config-unknown-key unknown key "zzz" in image "a": known are context, dockerfile, base, target, args, contexts, secrets, labels, platforms, matrix … (17)',
      '10:5 config-unknown-key unknown key "yyy" in image "a": known are context, dockerfile, base, target, args, contexts, secrets, labels, platforms, matrix … (17)',
      '11:26 config-unknown-key unknown key "timout" in test 1 of image "a": did you mean "timeout"?',
    ],
  ],
  [
    "a merge key",
    `images:
  a: &a { context: . }
  b: { <<: *a }
`,
    [
      '3:8 config-unknown-key unknown key "<<" in image "b": merge keys are not supported, repeat the keys or use an anchor for the whole value',
    ],
  ],
  [
    "duplicate keys, without what is under them",
    `tag: "{stream}"
images:
  a: { context: . }
  b: { context: ., args: { X: 1, X: 2 } }
  a: { context: . }
tag: "{stream}"
`,
    [
      '4:34 config-duplicate-key duplicate key "X": it is on line 4 already',
      '5:3 config-duplicate-key duplicate key "a": it is on line 3 already',
      '6:1 config-duplicate-key duplicate key "tag": it is on line 1 already',
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
      '5:3 config-value "b" in "images" has no value, and has to be a map of keys and values',
      '6:30 config-missing-key missing key "id" in secret 1 of image "c"',
    ],
  ],
  [
    "a key that was mistyped is not missing as well",
    `images: { a: { contxt: . } }
`,
    ['1:16 config-unknown-key unknown key "contxt" in image "a": did you mean "context"?'],
  ],
  [
    "no images",
    `tag: "{stream}"
`,
    ["1:1 config-missing-key there is no `images`: at least one is needed, `images: { NAME: { context: . } }`"],
  ],
  [
    "empty images",
    `images: {}
`,
    ["1:1 config-empty `images` is empty: at least one is needed, `images: { NAME: { context: . } }`"],
  ],
  [
    "images without a value",
    `images:
`,
    ['1:1 config-value "images" at the top level has no value, and has to be a map of keys and values'],
  ],
  [
    "nothing but a comment",
    `# nothing
`,
    ["1:1 config-empty The configuration is empty. The least that it needs is `images: { NAME: { context: . } }`"],
  ],
  [
    "not a map",
    `- images
`,
    ["1:1 config-value The configuration is a list, and has to be a map of keys and values"],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
