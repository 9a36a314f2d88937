import { expect, test } from "@jest/globals";
import { faultsOf } from "./support.ts";

/** Each configuration with everything that is wrong with it: `line:column code message`, in order, and nothing else. */
const table: [name: string, yaml: string, faults: string[]][] = [
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
  [
    "values of the wrong kind",
    `tag: [a]
registries: ghcr.io/a
streams: [release]
images:
  a:
    context: { path: . }
    platforms: linux/amd64
    args: [A=1]
    required: maybe
    tests: { run: ls }
    secrets: [5]
  b: text
promotion: always
`,
    [
      '1:6 config-value "tag" at the top level is a list, and has to be text',
      '2:13 config-value "registries" at the top level has to be a list',
      '3:10 config-value "streams" at the top level is a list, and has to be a map of keys and values',
      '6:14 config-value "context" in image "a" is a map, and has to be text',
      '7:16 config-value "platforms" in image "a" has to be a list',
      '8:11 config-value "args" in image "a" is a list, and has to be a map of keys and values',
      '9:15 config-value "required" in image "a" has to be true or false or a map of keys and values',
      '10:12 config-value "tests" in image "a" is a map, and has to be a list',
      '11:15 config-value item 1 in "secrets" of image "a" has to be text or a map of keys and values',
      '12:6 config-value "b" in "images" has to be a map of keys and values',
      '13:12 config-value "promotion" at the top level has to be "never" or a map of keys and values',
    ],
  ],
  [
    "values that are not right inside",
    `images:
  a:
    context: .
    platforms: [amd64, linux/aarch64, linux/amd64, linux/amd64]
    args: { "A B": 1 }
    secrets: [{ id: "a b" }, x, { id: x, env: X, src: /x }]
    tests:
      - { run: [], name: " a" }
      - { exec: ls, within: 60 }
      - { run: ls, timeout: 5 minutes }
      - { run: ls, timeout: 2d }
promotion: { max-age: 1w }
`,
    [
      '4:17 config-value item 1 in "platforms" of image "a": a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
      '4:24 config-value built images name the platform linux/aarch64 otherwise: write "linux/arm64"',
      "4:52 config-value the platform linux/amd64 stands here twice",
      '5:13 config-value "A B" in "args" of image "a": a name has letters, digits and `_`, and does not begin with a digit',
      '6:21 config-value "id" in secret 1 of image "a": an id has letters, digits, `_`, `.` and `-`',
      '6:33 config-value two secrets have the id "x"',
      '8:16 config-value "run" in test 1 of image "a": it is empty',
      '8:26 config-value "name" in test 1 of image "a": a name is one line of text, with no space around it',
      '9:29 config-value "within" in test 2 of image "a": a duration is a whole number with a unit: `60s`, `5m`, `2h`, `7d`',
      '10:29 config-value "timeout" in test 3 of image "a": a duration is a whole number with a unit: `60s`, `5m`, `2h`, `7d`',
      "11:29 config-test a test may take a day at most, not 2d",
      '12:23 config-value "max-age" in "promotion": a duration is a whole number with a unit: `60s`, `5m`, `2h`, `7d`',
    ],
  ],
  [
    "numbers that YAML reads otherwise",
    `matrix: { series: [24, 25.10, 1.0, 0x1F, 007, True], os: [el9] }
images:
  a: { context: ., args: { V: 1.20, W: 1.2 }, tests: [{ run: [sleep, 1e3] }] }
`,
    [
      '1:24 config-unquoted YAML reads 25.10 as 25.1: write it in quotes, "25.10", to have it as it stands here',
      '1:31 config-unquoted YAML reads 1.0 as 1: write it in quotes, "1.0", to have it as it stands here',
      '1:36 config-unquoted YAML reads 0x1F as 31: write it in quotes, "0x1F", to have it as it stands here',
      '1:42 config-unquoted YAML reads 007 as 7: write it in quotes, "007", to have it as it stands here',
      '1:47 config-unquoted YAML reads True as true: write it in quotes, "True", to have it as it stands here',
      '3:31 config-unquoted YAML reads 1.20 as 1.2: write it in quotes, "1.20", to have it as it stands here',
      '3:70 config-unquoted YAML reads 1e3 as 1000: write it in quotes, "1e3", to have it as it stands here',
    ],
  ],
  [
    "an empty matrix",
    `matrix: {}
images: { a: { context: . } }
`,
    ["1:1 config-empty the matrix is empty: give it a dimension, or leave `matrix` out"],
  ],
  [
    "an empty matrix of an image, an empty dimension",
    `matrix: { os: [] }
images: { a: { context: ., matrix: {} } }
`,
    [
      '1:15 config-value "os" in "matrix": it is empty',
      "2:28 config-empty the matrix is empty: give it a dimension, or write `matrix: false` for an image without variants",
    ],
  ],
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
    "everything excluded",
    `matrix:
  os: [el9]
  exclude: [{ os: el9 }]
images: { a: { context: . }, b: { context: . } }
`,
    ["3:3 config-empty everything is excluded: there is nothing to build"],
  ],
  [
    "a matrix that names what it does not have",
    `streams: { release: , testing: }
matrix:
  os: [el9, el10, el9]
  OS: [a]
  stream: [a]
  include: [{ os: el11, stream: test, Base: x }]
  exclude: [{ series: 24 }, { os: el8 }, { stream: relaese }]
images: { a: { context: . } }
`,
    [
      '3:19 config-matrix "os" has the value "el9" twice',
      '4:3 config-matrix "OS" cannot be named by a placeholder, which has lower-case letters, digits, `_` and `-`: write "os"',
      '5:3 config-matrix "stream" cannot be a dimension: every unit has it already',
      '6:33 config-matrix "stream" is never "test": known are release and testing',
      '6:39 config-matrix "Base" cannot be named by a placeholder, which has lower-case letters, digits, `_` and `-`: write "base"',
      '7:15 config-matrix unknown dimension "series" in `exclude`: known are os, OS and stream',
      '7:35 config-matrix "os" is never "el8": known are el9 and el10',
      '7:52 config-matrix "stream" is never "relaese": did you mean "release"?',
    ],
  ],
  [
    "an absurd matrix",
    `matrix:
  a: &v [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]
  b: *v
  c: *v
  d: *v
images: { a: { context: . } }
`,
    ["1:1 config-matrix the matrix has 810000 combinations: at most 20000 can be planned"],
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
    "unknown placeholders",
    `matrix: { series: ["24", "25"] }
tag: "{serie}-{stream}"
aliases: [{ tag: "{stram}-{built}" }]
streams: { release: { args: { R: "{repo}" } } }
images:
  a:
    context: "{sries}"
    target: "{x}"
    labels: { at: "{built}", who: "{nobody}" }
    tests: [{ run: ["{foo}", "{{foo}}"], env: { A: "{bar} {baz}" } }]
`,
    [
      "2:6 config-placeholder unknown placeholder {serie}: did you mean {series}? To have it as text, write {{serie}}",
      "3:18 config-placeholder `{built}` is known only when the build begins: it can stand in `args` and `labels` alone. To have it as text, write {{built}}",
      "4:34 config-placeholder unknown placeholder {repo}: known are {image}, {series} and {stream}. To have it as text, write {{repo}}",
      "7:14 config-placeholder unknown placeholder {sries}: did you mean {series}? To have it as text, write {{sries}}",
      "8:13 config-placeholder unknown placeholder {x}: known are {image}, {series} and {stream}. To have it as text, write {{x}}",
      "9:35 config-placeholder unknown placeholder {nobody}: known are {image}, {series} and {stream}. To have it as text, write {{nobody}}",
      "10:21 config-placeholder unknown placeholder {foo}: known are {image}, {series} and {stream}. To have it as text, write {{foo}}",
      "10:52 config-placeholder unknown placeholders {bar} and {baz}: known are {image}, {series} and {stream}. To have it as text, write {{bar}} and {{baz}}",
    ],
  ],
  [
    "a placeholder that only some units have a value for",
    `matrix:
  os: [el9, el10, el11]
  include: [{ os: el9, base_os: almalinux-9 }]
images:
  a: { context: ., args: { BASE: "{base_os}" } }
  b: { context: "{base_os}", matrix: false, tag: x }
`,
    [
      "5:34 config-placeholder {base_os} has no value for a (os el10, stream release) and 1 more: give it one with `include`",
      "6:17 config-placeholder unknown placeholder {base_os}: known are {image} and {stream}. To have it as text, write {{base_os}}",
    ],
  ],
  [
    "a common tag that an image has no values for",
    `matrix: { series: ["24", "25"] }
tag: "{series}-{stream}"
images:
  a: { context: . }
  b: { context: ., matrix: { os: [el9, el10] } }
`,
    [
      '5:3 config-placeholder "{series}-{stream}" on line 2 needs {series}, which has no value for b (os el9, stream release) and 1 more: give the image its own, or the value',
    ],
  ],
  [
    "an alias that gives two units one tag",
    `matrix: { series: ["25"], os: [el9, el10] }
aliases:
  - { tag: "{series}-{stream}", timestamps: true }
images:
  xcache: { context: . }
`,
    [
      '3:12 config-tag-collision alias "{series}-{stream}" gives 25-release to both xcache:25-el9-release and xcache:25-el10-release: add a `when`, or {os} to the tag',
    ],
  ],
  [
    "a tag that does not tell units apart",
    `streams: { release: , testing: }
matrix: { os: [el9, el10] }
tag: "{os}"
images: { a: { context: . } }
`,
    [
      '3:6 config-tag-collision tag "{os}" gives el9 to both a (os el9, stream release) and a (os el9, stream testing), and 1 more tag likewise: add {stream} to the tag',
    ],
  ],
  [
    "include alone, without a tag",
    `matrix: { include: [{ os: el9 }, { os: el10 }] }
images: { a: { context: . } }
`,
    [
      "1:1 config-tag-collision the default tag gives release to both a (os el9, stream release) and a (os el10, stream release): set `tag`, with {os} in it",
    ],
  ],
  [
    "an alias that is the stream tag, and two alike",
    `aliases: [{ tag: "{stream}" }, { tag: latest }, { tag: latest }]
images: { a: { context: . } }
`,
    [
      '1:18 config-tag-collision alias "{stream}" gives release to a:release, which is its stream tag: leave it out',
      '1:56 config-tag-collision alias "latest" gives latest to a:release, which is another of its aliases: leave it out',
    ],
  ],
  [
    "two images in one repository",
    `images:
  a: { context: . }
  b: { context: ., destinations: [ghcr.io/octo-org/a] }
  c: { context: ., destinations: [ghcr.io/octo-org/a], tag: "c-{stream}" }
`,
    [
      "3:3 config-tag-collision the default tag gives release to both a:release and b:release, which are published to the same repository: give one of the images other tags or other destinations",
    ],
  ],
  [
    "units of one name, although in different registries",
    `registries: [{ name: ghcr.io/a, when: { os: el9 } }, { name: ghcr.io/b, when: { os: el10 } }]
matrix: { os: [el9, el10] }
tag: "{stream}"
images: { a: { context: . } }
`,
    [
      '3:6 config-tag-collision tag "{stream}" gives release to both a (os el9, stream release) and a (os el10, stream release): add {os} to the tag',
    ],
  ],
  [
    "tags that cannot be",
    `streams: { release: }
matrix: { os: ["el9+x", el10] }
aliases:
  - { tag: "rc.{stream}" }
  - { tag: "{stream}-20261123-0617" }
  - { tag: "{stream}-20261123-0617-01" }
  - { tag: "" }
  - { tag: "-{stream}" }
images:
  a: { context: . }
  b: { context: ., tag: "{image}:{os}", matrix: { os: [el9] } }
  c: { context: ., tag: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjkkkkkkkkkklm }
`,
    [
      '2:1 config-tag the dimensions and the stream give the tag "el9+x-release", which cannot be used: a tag has only letters, digits, `_`, `.` and `-`, does not begin with `.` or `-`, and has at most 128 characters. Change the values, or set `tag`',
      '4:12 config-tag "rc.{stream}" gives the tag "rc.release", which cannot be used: tags that begin with `rc.` are those of release candidates',
      '5:12 config-tag "{stream}-20261123-0617" gives the tag "release-20261123-0617", which cannot be used: a tag that ends like a timestamp could not be told from one',
      '6:12 config-tag "{stream}-20261123-0617-01" gives the tag "release-20261123-0617-01", which cannot be used: a tag that ends like a timestamp could not be told from one',
      '7:12 config-tag the tag "" cannot be used: it is empty',
      '8:12 config-tag "-{stream}" gives the tag "-release", which cannot be used: a tag has only letters, digits, `_`, `.` and `-`, does not begin with `.` or `-`, and has at most 128 characters',
      '11:25 config-tag "{image}:{os}" gives the tag "b:el9", which cannot be used: a tag has only letters, digits, `_`, `.` and `-`, does not begin with `.` or `-`, and has at most 128 characters',
      '12:25 config-tag the tag "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjjkkkkkkkkkklm" cannot be used: it has 112 characters, and with a timestamp and a sequence behind it a tag may have 128: at most 111 are left for it',
    ],
  ],
  [
    "paths that are not there, or lead out",
    `images:
  a: { context: gone }
  b: { context: b, dockerfile: gone/Dockerfile, contexts: { lib: gone-lib, out: ../x, far: docker-image://busybox, odd: target:base } }
  c: { context: ../c }
  d: { context: /d }
  e: { context: https://example.org/x.git }
  f: { context: f, dockerfile: docs, secrets: [{ id: s, src: ../s }, { id: t, src: /run/t }] }
  g: { context: Dockerfile, tests: [{ script: gone.sh, files: [gone.txt, ../x, lib] }, { script: [tests, x] }] }
  h: { context: "gone/{os}", matrix: { os: [el9, el10] } }
`,
    [
      '2:17 config-path-missing context "gone" does not exist',
      '3:32 config-path-missing Dockerfile "gone/Dockerfile" (b/gone/Dockerfile) does not exist',
      '3:66 config-path-missing context "lib" "gone-lib" does not exist',
      '3:81 config-path-outside context "out" "../x" leaves the repository',
      '3:121 config-value context "odd" is a folder of this repository, or begins with `docker-image://`, `https://`, `git://` or `ssh://`',
      '4:17 config-path-outside context "../c" leaves the repository',
      '5:17 config-path-outside context "/d" is absolute: write it relative to the repository\'s root',
      "6:17 config-value the context is a folder of this repository: what comes from elsewhere can be one of `contexts`",
      '7:32 config-path-missing Dockerfile "docs" (f/docs) is a folder, and has to be a file',
      '7:62 config-path-outside the secret\'s file "../s" leaves the repository: write its absolute path',
      '8:17 config-path-missing context "Dockerfile" is a file, and has to be a folder',
      '8:47 config-path-missing script "gone.sh" does not exist',
      '8:64 config-path-missing file "gone.txt" does not exist',
      '8:74 config-path-outside file "../x" leaves the repository',
      '8:99 config-path-missing script "tests" is a folder, and has to be a file',
      '9:17 config-path-missing context "gone/el9" does not exist',
    ],
  ],
  [
    "bases",
    `images:
  a: { context: ., base: software-bas }
  software-base: { context: . }
  b: { context: ., base: c }
  c: { context: ., base: d }
  d: { context: ., base: b }
  e: { context: ., base: e }
  f: { context: ., base: b }
`,
    [
      '2:26 config-base unknown image "software-bas": did you mean "software-base"?',
      "4:26 config-base these images are built on each other: b → c → d → b",
      '7:26 config-base image "e" is its own base',
    ],
  ],
  [
    "an only image with a base",
    `images: { a: { context: ., base: almalinux } }
`,
    [
      '1:34 config-base unknown image "almalinux": this file has no other image. A base from elsewhere is named by the Dockerfile alone',
    ],
  ],
  [
    "bases without one matching unit",
    `streams: { release: , testing: }
matrix: { os: [el9, el10], series: ["24"] }
images:
  base: { context: ., matrix: { os: [el9] }, streams: [release] }
  a: { context: ., base: base }
  b: { context: ., base: other, matrix: false, streams: [release] }
  other: { context: ., streams: [release] }
  two: { context: ., streams: [release], matrix: { include: [{ x: 1 }, { x: 2 }] }, tag: "{x}-{stream}" }
  c: { context: ., base: two, streams: [release] }
  d: { context: ., base: late, streams: [testing] }
  late: { context: ., streams: [release] }
`,
    [
      '5:26 config-base a:el9-24-testing (and 2 more) has no unit of "base" to be built on: "base" is not in the stream "testing"',
      '6:26 config-base b:release has no unit of "other" to be built on: "other" has the dimension "os", for which it has no value',
      '9:26 config-base c:el9-24-release (and 1 more) could be built on several units of "two": only the dimensions of its matrix tell them apart, which are none',
      '10:26 config-base d:el9-24-testing (and 1 more) has no unit of "late" to be built on: "late" is not in the stream "testing"',
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
  [
    "registries that do not suit the units",
    `registries:
  - { name: ghcr.io/a, when: { os: el9 }, required: false }
  - ghcr.io/b
  - { name: ghcr.io/b, required: false }
matrix: { os: [el9, el10] }
images:
  a: { context: . }
  b: { context: ., destinations: [{ name: ghcr.io/x/b, when: { os: el9 } }] }
`,
    [
      "2:5 config-registry the first registry of a:el9-release holds its builds and candidates, and so cannot be `required: false`: put a required one before it",
      "4:5 config-registry ghcr.io/b/a is there already, on line 3",
      "8:20 config-registry no destination is for b:el10-release: every `when` leaves it out",
    ],
  ],
  [
    "tests",
    `images:
  a:
    context: .
    platforms: [linux/amd64, linux/arm64]
    tests:
      - { run: ls, exec: ls }
      - { name: nothing }
      - { run: ls, within: 60s, files: [a.txt] }
      - { run: ls, name: twice }
      - { exec: ls, name: twice }
      - { script: t.sh, platforms: [linux/arm64, linux/s390x] }
`,
    [
      "6:9 config-test a test has exactly one of `run`, `exec` and `script`, and this one has `run` and `exec`",
      "7:9 config-test a test has exactly one of `run`, `exec` and `script`, and this one does nothing",
      "8:20 config-test `within` is for `exec`: use `timeout`",
      "8:33 config-test `files` is for `script`",
      '10:27 config-test two tests of this image have the name "twice": the first is on line 9',
      "11:50 config-test the image is not built for linux/s390x, only for linux/amd64 and linux/arm64",
    ],
  ],
  [
    "faults that others follow from give no second message",
    `matrix: { series: [24.10, "25"], os: [el9] }
tag: "{series}-{oss}-{stream}"
aliases: [{ tag: latest, when: { series: "24.10" } }]
images:
  a: { context: gone }
  b: { context: b, base: c }
  c: { dockerfile: Dockerfile }
`,
    [
      '1:20 config-unquoted YAML reads 24.10 as 24.1: write it in quotes, "24.10", to have it as it stands here',
      "2:6 config-placeholder unknown placeholder {oss}: did you mean {os}? To have it as text, write {{oss}}",
      '5:17 config-path-missing context "gone" does not exist',
      '7:3 config-missing-key missing key "context" in image "c"',
    ],
  ],
  [
    "not YAML",
    `images:
  a: { context: .
  b: "x
`,
    [
      "3:3 config-yaml This is not YAML: flow map in block collection must be sufficiently indented and end with a }",
      '4:1 config-yaml This is not YAML: missing closing "quote',
    ],
  ],
  [
    "a tab",
    `images:
	a: { context: . }
`,
    ["2:1 config-yaml A tab is used to indent: YAML takes spaces only"],
  ],
  [
    "two documents",
    `images: { a: { context: . } }
---
images: {}
`,
    ["2:1 config-yaml A second YAML document begins here: the configuration is one document, so remove the `---`"],
  ],
  [
    "an alias without an anchor, and a tag",
    `images:
  a: *nothing
  b: !include x
`,
    [
      "2:6 config-yaml An alias (`*…`) stands here that names no anchor (`&…`) before it: put text that begins with `*` in quotes",
      "3:6 config-yaml A YAML tag (`!…`) stands here, and the configuration has none: put text that begins with `!` in quotes",
    ],
  ],
  [
    "a bomb of anchors",
    `a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
`,
    [
      "1:1 config-yaml The anchors of this file refer to each other so often that reading it would not end: write out what they stand for",
    ],
  ],
  [
    "names that JavaScript gives a meaning",
    `images:
  constructor: { context: . }
  a: { context: ., args: { __proto__: x } }
`,
    ['2:3 config-value "constructor" cannot be a name here', '3:28 config-value "__proto__" cannot be a name here'],
  ],
  [
    "one anchor, one message",
    `images:
  a: &a { context: gone, foo: 1 }
  b: *a
`,
    [
      '2:20 config-path-missing context "gone" does not exist',
      '2:26 config-unknown-key unknown key "foo" in image "a": known are context, dockerfile, base, target, args, contexts, secrets, labels, platforms, matrix … (17)',
    ],
  ],
  [
    "what cannot be printed",
    `images:
  a: { context: ., base: "x\\n::error::y\\e[31m" }
`,
    [
      '2:26 config-base unknown image "x ::error::y [31m": this file has no other image. A base from elsewhere is named by the Dockerfile alone',
    ],
  ],
  [
    "what is behind faulty items of a list still has its place",
    `images:
  a: { context: ., tests: [5, { run: [] }, x, { script: gone.sh }], platforms: [amd64, arm64, linux/x86_64] }
`,
    [
      '2:28 config-value item 1 in "tests" of image "a" has to be a map of keys and values',
      '2:38 config-value "run" in test 2 of image "a": it is empty',
      '2:44 config-value item 3 in "tests" of image "a" has to be a map of keys and values',
      '2:57 config-path-missing script "gone.sh" does not exist',
      '2:81 config-value item 1 in "platforms" of image "a": a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
      '2:88 config-value item 2 in "platforms" of image "a": a platform is `os/arch` or `os/arch/variant`: `linux/amd64`, `linux/arm64`, `linux/arm/v7`',
      '2:95 config-value built images name the platform linux/x86_64 otherwise: write "linux/amd64"',
    ],
  ],
  [
    "a secret whose id is no variable's name, and that comes from nowhere else",
    `images: { a: { context: ., secrets: [{ id: a.b }, { id: a-b, env: A_B }, { id: c-d, src: /c }] } }
`,
    ['1:38 config-value the secret "a.b" needs `env` or `src`: its id cannot be the name of a variable'],
  ],
];

test.each(table)("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});
